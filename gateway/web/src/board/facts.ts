// A request's timeline and the engine's reasons, in words.
import { FactKind, OfferOutcome, VisitState } from 'circle-codec';
import type { Fact, Why } from 'circle-codec';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';

export type NameOf = (volunteerId: string) => string;

function actorName(fact: Fact, nameOf: NameOf): string {
    if (!fact.actor) return t('actor.5');
    const role = tOr(`actor.${fact.actor.role}`, 'actor.5');
    const volunteer = fact.actor.role === 2 || fact.actor.role === 3;
    return volunteer ? nameOf(fact.actor.id) : role;
}

// One line of the timeline.
export function factText(fact: Fact, nameOf: NameOf): string {
    const names = fact.volunteer_ids.map(nameOf).join('、');
    const actor = actorName(fact, nameOf);
    const alarm = tOr(`alarm.${fact.alarm_reason}`, 'state.0');
    const { reason } = fact;
    switch (fact.kind) {
        case FactKind.FACT_KIND_WAVE_OPENED:
            return names ? t('fact.7', { names }) : t('fact.7.none');
        case FactKind.FACT_KIND_OFFER_ENDED:
            return t('fact.9', {
                names,
                outcome: tOr(`outcome.${fact.offer_outcome}`, 'outcome.0'),
            });
        case FactKind.FACT_KIND_VISIT_PROGRESSED:
            return t('fact.11', {
                names,
                visit: tOr(`helper.visit.${fact.visit_state}`, 'state.0'),
            });
        case FactKind.FACT_KIND_REQUEST_CANCELLED:
            return t(reason === 'undo' ? 'fact.14.undo' : 'fact.14');
        default: {
            const key = `fact.${fact.kind}`;
            return tOr(key, 'fact.other', { names, actor, alarm, reason, n: fact.kind });
        }
    }
}

export type Mood = 'good' | 'bad' | 'plain';

// Beside the words: whether a line is good news or needs eyes.
export function factMood(fact: Fact): Mood {
    const { kind } = fact;
    if (
        kind === FactKind.FACT_KIND_VISIT_ACCEPTED ||
        kind === FactKind.FACT_KIND_REQUEST_RESOLVED ||
        fact.visit_state === VisitState.VISIT_STATE_ARRIVED
    )
        return 'good';
    if (
        (kind >= FactKind.FACT_KIND_ALARM_RAISED &&
            kind !== FactKind.FACT_KIND_ALARM_ACKNOWLEDGED) ||
        kind === FactKind.FACT_KIND_VISIT_ABORTED ||
        fact.offer_outcome === OfferOutcome.OFFER_OUTCOME_UNREACHABLE
    )
        return 'bad';
    return 'plain';
}

const COUNTS: [keyof Why, TextKey][] = [
    ['off_duty', 'why.off_duty'],
    ['unskilled', 'why.unskilled'],
    ['engaged', 'why.engaged'],
    ['asked_already', 'why.asked'],
];

// Why the engine decided so: rule, nearest candidates with walking time, who was left out.
export function whyLines(why: Why, nameOf: NameOf): string[] {
    const lines = [tOr(`rule.${why.rule}`, 'rule.other', { rule: why.rule })];
    if (why.candidates.length > 0) {
        const list = why.candidates.map((c) =>
            t('why.candidate', {
                name: nameOf(c.volunteer_id),
                n: Math.max(1, Math.ceil(c.walk_s / 60)),
            }),
        );
        lines.push(t('why.candidates', { list: list.join('、') }));
    }
    const rest = COUNTS.filter(([field]) => Number(why[field]) > 0).map(([field, key]) =>
        t(key, { n: Number(why[field]) }),
    );
    if (rest.length > 0) {
        lines.push(t('why.counts', { considered: why.considered, rest: rest.join('，') }));
    }
    return lines;
}
