// A request's timeline and the engine's reasons, in words.
import { BreachCause, FactKind, OfferOutcome, Role, VisitState } from 'circle-codec';
import type { Candidate, Fact, Why } from 'circle-codec';
import { phrase } from '../common/phrases';
import { either, t, tOr } from '../common/text';
import type { TextKey } from '../common/text';

// Names of volunteers and staff by id, and of coordinators where those are known.
export type NameOf = (id: string) => string;

function actorName(fact: Fact, nameOf: NameOf): string {
    if (!fact.actor) return t('actor.5');
    const role = tOr(`actor.${fact.actor.role}`, 'actor.5');
    if (fact.actor.role === Role.ROLE_VOLUNTEER || fact.actor.role === Role.ROLE_STAFF)
        return nameOf(fact.actor.id);
    if (fact.actor.role !== Role.ROLE_COORDINATOR) return role;
    // Whoever is no contact of the estate is known by their office only.
    const name = nameOf(fact.actor.id);
    return name === fact.actor.id ? role : name;
}

// What coordinators do by hand has a reason only when they gave one.
function byHand({ kind, reason }: Fact): string {
    const optional =
        kind === FactKind.FACT_KIND_VISIT_ASSIGNED || kind === FactKind.FACT_KIND_VISIT_WITHDRAWN;
    return optional && reason ? `fact.${kind}.reason` : `fact.${kind}`;
}

// "nobody_on_duty" → the number of BREACH_CAUSE_NOBODY_ON_DUTY
function causeNumber(reason: string): number {
    const name = `BREACH_CAUSE_${reason.toUpperCase()}`;
    return (BreachCause as Record<string, number>)[name] ?? 0;
}

// Of a group of doors or a trade the log keeps the Chinese name.
export interface Named {
    name: string;
    name_en: string;
}

function named(name: string, known: readonly Named[]): string {
    return either(name, known.find((one) => one.name === name)?.name_en ?? '');
}

const OF_TRADES: readonly number[] = [
    FactKind.FACT_KIND_TRADE_CALLED,
    FactKind.FACT_KIND_TRADE_ARRIVED,
    FactKind.FACT_KIND_TRADE_DONE,
    FactKind.FACT_KIND_TRADE_BREACHED,
];

// One line of the timeline; `known`: the estate's groups and trades.
export function factText(
    fact: Fact,
    nameOf: NameOf,
    known: readonly Named[] = [],
): string {
    const names = fact.volunteer_ids.map(nameOf).join(t('list.comma'));
    const actor = actorName(fact, nameOf);
    const alarm = tOr(`alarm.${fact.alarm_reason}`, 'state.0');
    const isTrade = OF_TRADES.includes(fact.kind);
    const reason = isTrade ? named(fact.reason, known) : phrase(fact.reason);
    const sentOn = fact.kind === FactKind.FACT_KIND_VISIT_ASSIGNED && fact.reason === 'leads';
    if (sentOn) return t('fact.sent_on', { names });
    switch (fact.kind) {
        case FactKind.FACT_KIND_WAVE_OPENED:
            return names ? t('fact.7', { names }) : t('fact.7.none');
        case FactKind.FACT_KIND_OFFER_ENDED: {
            const outcome = tOr(`outcome.${fact.offer_outcome}`, 'outcome.0');
            return tOr(`fact.9.${fact.reason}`, 'fact.9', { names, outcome });
        }
        case FactKind.FACT_KIND_REQUEST_RELEASED:
            return tOr(`fact.27.${fact.reason}`, 'fact.27');
        case FactKind.FACT_KIND_TRADE_CALLED: {
            // A helper only asks for it: the coordinator calls.
            const called = fact.actor?.role === Role.ROLE_COORDINATOR;
            return t(called ? 'fact.35' : 'fact.35.wanted', { actor, reason });
        }
        case FactKind.FACT_KIND_VISIT_PROGRESSED:
            return t('fact.11', {
                names,
                visit: tOr(`board.visit.${fact.visit_state}`, 'state.0'),
            });
        case FactKind.FACT_KIND_REQUEST_CANCELLED:
            return t(reason === 'undo' ? 'fact.14.undo' : 'fact.14');
        case FactKind.FACT_KIND_RUNG_OPENED:
            return t('fact.22', {
                rung: tOr(`rung.${fact.rung}`, 'rung.0'),
                cause: tOr(`fact.22.${reason}`, 'fact.22.due'),
            });
        case FactKind.FACT_KIND_SLA_BREACHED: {
            const cause = tOr(`cause.${causeNumber(fact.reason)}`, 'state.0');
            return fact.reason ? t('fact.19.cause', { cause }) : t('fact.19');
        }
        case FactKind.FACT_KIND_CLOCK_PAUSED:
            return t('fact.32', { actor, reason: tOr(`pause.word.${reason}`, 'pause.0') });
        case FactKind.FACT_KIND_CLOCK_RESUMED:
            return t('fact.33', { cause: tOr(`resumed.${reason}`, 'resumed.due') });
        case FactKind.FACT_KIND_RULE_OVERRULED:
            return tOr(`fact.57.${fact.rule}`, 'fact.57.licence', { actor, names, reason });
        case FactKind.FACT_KIND_INCIDENT_OPENED:
        case FactKind.FACT_KIND_REQUEST_FOLDED:
            return t(`fact.${fact.kind}`, { reason: named(fact.reason, known) });
        case FactKind.FACT_KIND_REQUEST_UNFOLDED:
            return tOr(`fact.41.${reason}`, 'fact.41.by_hand', { actor });
        case FactKind.FACT_KIND_INCIDENT_ENDED:
            return t('fact.43', { reason: tOr(`end.${reason}`, 'end.other', { reason }) });
        default: {
            const key = byHand(fact);
            return tOr(key, 'fact.other', { names, actor, alarm, reason, n: fact.kind });
        }
    }
}

const GOOD: readonly number[] = [
    FactKind.FACT_KIND_VISIT_ACCEPTED,
    FactKind.FACT_KIND_VISIT_ASSIGNED,
    FactKind.FACT_KIND_STAFF_SENT,
    FactKind.FACT_KIND_REQUEST_RESOLVED,
    FactKind.FACT_KIND_HELPERS_THANKED,
];
const BAD: readonly number[] = [
    FactKind.FACT_KIND_ALARM_RAISED,
    FactKind.FACT_KIND_ALARM_ESCALATED,
    FactKind.FACT_KIND_SLA_BREACHED,
    FactKind.FACT_KIND_COMMAND_QUARANTINED,
    FactKind.FACT_KIND_VISIT_ABORTED,
    FactKind.FACT_KIND_VISIT_MISSED,
    FactKind.FACT_KIND_REQUEST_REOPENED,
    FactKind.FACT_KIND_PAUSE_OBJECTED,
    FactKind.FACT_KIND_TRADE_BREACHED,
    FactKind.FACT_KIND_RULE_OVERRULED,
];

export type Mood = 'good' | 'bad' | 'plain';

// Beside the words: whether a line is good news or needs eyes.
export function factMood(fact: Fact): Mood {
    const arrived = fact.visit_state === VisitState.VISIT_STATE_ARRIVED;
    if (GOOD.includes(fact.kind) || arrived) return 'good';
    const unreachable = fact.offer_outcome === OfferOutcome.OFFER_OUTCOME_UNREACHABLE;
    if (BAD.includes(fact.kind) || unreachable) return 'bad';
    return 'plain';
}

const COUNTS: [keyof Why, TextKey][] = [
    ['off_duty', 'why.off_duty'],
    ['unskilled', 'why.unskilled'],
    ['engaged', 'why.engaged'],
    ['asked_already', 'why.asked'],
    ['other_rung', 'why.other_rung'],
    ['unsafe', 'why.unsafe'],
    ['resting', 'why.resting'],
    ['reserved', 'why.reserved'],
];

// Somebody nearer who comes after others is there for a reason.
const candidateKey = (c: Candidate): TextKey =>
    c.missed_pct > 0 ? 'why.candidate.missed' : c.tired ? 'why.candidate.tired' : 'why.candidate';

// Why the engine decided so: rule, candidates with walking time, who was left out.
export function whyLines(why: Why, nameOf: NameOf): string[] {
    const lines = [tOr(`rule.${why.rule}`, 'rule.other', { rule: why.rule })];
    if (why.candidates.length > 0) {
        const list = why.candidates.map((c) =>
            t(candidateKey(c), {
                name: nameOf(c.volunteer_id),
                n: Math.max(1, Math.ceil(c.walk_s / 60)),
            }),
        );
        lines.push(t('why.candidates', { list: list.join(t('list.comma')) }));
    }
    const rest = COUNTS.filter(([field]) => Number(why[field]) > 0).map(([field, key]) =>
        t(key, { n: Number(why[field]) }),
    );
    if (rest.length > 0) {
        lines.push(t('why.counts', { considered: why.considered, rest: rest.join(t('list.clause')) }));
    }
    return lines;
}
