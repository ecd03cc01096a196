// The week of the roster: who is there on each day, where the rules are not met, leave and swaps,
// and each person's weekly shifts.
import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { CoverRule, ShiftChangeView, VolunteerView } from 'circle-codec';
import { Words } from '../common/form';
import { HoursDraft, weekOfShifts } from '../common/hours';
import { HoursForm } from '../common/hours_form';
import { LEAVE_REASONS, phrase } from '../common/phrases';
import {
    DAY_MS,
    WEEK,
    canAsk,
    dayWords,
    fewest,
    hoursOf,
    isDayOver,
    isThere,
    spanWords,
    turnsOf,
    weekFrom,
    weekdayOf,
} from '../common/roster';
import type { Span, Turn } from '../common/roster';
import { t } from '../common/text';
import { TurnPart } from '../common/turn_part';
import { WeekPager } from '../common/week_pager';
import { answerShiftChange, askShiftChange, pending, setShifts } from './acts';
import { session } from './session';
import { skillName } from './skills';

const MINUTE_MS = 60_000;
const {
    SHIFT_CHANGE_STATE_ASKED: ASKED,
    SHIFT_CHANGE_STATE_AGREED: AGREED,
    SHIFT_CHANGE_STATE_REFUSED: REFUSED,
    SHIFT_CHANGE_STATE_WITHDRAWN: WITHDRAWN,
} = ShiftChangeState;

// Weeks from today, whose weekly shifts are being changed, which turn is open for a change.
const week = signal(0);
const editing = signal<{ id: string; draft: HoursDraft } | undefined>(undefined);
const opened = signal('');

function people(): VolunteerView[] {
    return [...session.store.volunteers.value.values()].sort((a, b) => a.id.localeCompare(b.id));
}

function nameOf(id: string): string {
    return session.store.volunteers.value.get(id)?.name ?? id;
}

function firstDay(): number {
    const { clock } = session.connection;
    return weekFrom(clock.ticking.value, week.value, session.store.estate.value);
}

// Rules are held against the turns that are listed, so both go by the same moment.
function thisMinute(): number {
    return Math.floor(session.connection.clock.ticking.value / MINUTE_MS) * MINUTE_MS;
}

function turns(): Turn[] {
    const shifts = people().flatMap((v) => v.shifts);
    const days = {
        now: thisMinute(),
        first: firstDay(),
        count: WEEK,
        estate: session.store.estate.value,
    };
    return turnsOf(shifts, session.store.shiftChanges.value.values(), days);
}

function turnWords({ change, taken }: Turn): string {
    if (!change) return taken ? t('turn.taken') : '';
    if (change.kind === ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE) return t('turn.leave');
    return change.state === AGREED
        ? t('turn.swapped', { name: change.with_name })
        : t('turn.asked');
}

function ChangeForm({ turn }: { turn: Turn }): JSX.Element {
    const others = people().filter(({ id }) => id !== turn.volunteer_id);
    const part = useSignal<Span>({ from: turn.from, to: turn.to });
    const why = useSignal('');
    const ask = (withWhom?: string) => {
        askShiftChange(turn.volunteer_id, part.value, why.value, withWhom);
        opened.value = '';
    };
    const give = (event: Event & { currentTarget: HTMLSelectElement }) => {
        const { value } = event.currentTarget;
        if (value) ask(value === '*' ? '' : value);
    };
    return (
        <div class="turn-form close-form">
            <TurnPart turn={turn} part={part} estate={session.store.estate.value} />
            <Words
                label={t('turn.why')}
                value={why}
                testid="roster-why"
                quick={LEAVE_REASONS.map((key) => t(key))}
            />
            <button type="button" class="small" data-testid="roster-leave" onClick={() => ask()}>
                {t('turn.go.leave')}
            </button>
            <select aria-label={t('roster.give')} data-testid="roster-give" onChange={give}>
                <option value="">{t('roster.give')}</option>
                <option value="*">{t('roster.give.any')}</option>
                {others.map(({ id, name }) => (
                    <option key={id} value={id}>
                        {name}
                    </option>
                ))}
            </select>
        </div>
    );
}

function TurnLine({ turn }: { turn: Turn }): JSX.Element {
    const key = `${turn.volunteer_id}/${turn.from}`;
    const words = turnWords(turn);
    return (
        <li class={isThere(turn) ? '' : 'away'} data-testid="roster-turn" data-volunteer={turn.volunteer_id}>
            <span>
                {spanWords(turn, session.store.estate.value)} <b>{nameOf(turn.volunteer_id)}</b>
            </span>
            {words && <em>{words}</em>}
            {canAsk(turn, session.connection.clock.ticking.value) && (
                <button
                    type="button"
                    class="link"
                    aria-expanded={opened.value === key}
                    data-testid="roster-change"
                    onClick={() => (opened.value = opened.value === key ? '' : key)}
                >
                    {t('roster.change')}
                </button>
            )}
            {opened.value === key && <ChangeForm turn={turn} />}
        </li>
    );
}

function RuleLine(props: { rule: CoverRule; day: number; all: readonly Turn[] }): JSX.Element {
    const { rule, day, all } = props;
    const { whole, left } = hoursOf(rule, day, thisMinute());
    const able = all.filter(({ volunteer_id }) => {
        const skills = session.store.volunteers.value.get(volunteer_id)?.skills ?? [];
        return !rule.skill || skills.includes(rule.skill);
    });
    const have = fewest(able, left);
    const short = have < rule.least;
    return (
        <li class={short ? 'short' : 'met'} data-testid="roster-rule" data-short={short}>
            {short ? '⚠ ' : '✓ '}
            {t(short ? 'roster.rule.short' : 'roster.rule', {
                span: spanWords(whole, session.store.estate.value),
                skill: rule.skill ? skillName(rule.skill) : t('roster.anyone'),
                have,
                least: rule.least,
            })}
        </li>
    );
}

function Day({ day, all }: { day: number; all: readonly Turn[] }): JSX.Element {
    const estate = session.store.estate.value;
    const now = session.connection.clock.ticking.value;
    const here = all.filter(({ from, to }) => from < day + DAY_MS && day < to);
    const planned = people().flatMap(({ shifts }) => shifts);
    const over = isDayOver(planned, day, now, estate);
    const rules = (estate?.cover_rules ?? [])
        .filter(({ weekday }) => weekday === 0 || weekday === weekdayOf(day, estate))
        .filter(({ to_min }) => day + to_min * MINUTE_MS > now);
    return (
        <section class="roster-day" data-testid="roster-day">
            <h3>{dayWords(day, estate)}</h3>
            {here.length === 0 && <p class="soft">{t(over ? 'roster.over' : 'roster.nobody')}</p>}
            <ul>
                {here.map((turn) => (
                    <TurnLine key={`${turn.volunteer_id}/${turn.from}`} turn={turn} />
                ))}
            </ul>
            <ul class="rules">
                {rules.map((rule, i) => (
                    <RuleLine key={i} rule={rule} day={day} all={all} />
                ))}
            </ul>
        </section>
    );
}

function Answer(props: { change: ShiftChangeView; state: number; text: string }): JSX.Element {
    const { change, state, text } = props;
    return (
        <button
            type="button"
            class="small"
            data-testid={`change-${state}`}
            aria-disabled={pending('answer_shift_change', change.id)}
            onClick={() => answerShiftChange(change.id, state)}
        >
            {text}
        </button>
    );
}

function ChangeLine({ change }: { change: ShiftChangeView }): JSX.Element {
    const estate = session.store.estate.value;
    const asked = change.state === ASKED;
    const leave = change.kind === ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE;
    const key = leave ? 'change.leave' : asked ? 'change.asked' : 'change.swapped';
    return (
        <li data-testid="change" data-change={change.id} data-state={change.state}>
            <span>
                {dayWords(change.from, estate)} {spanWords(change, estate)}{' '}
                {t(key, { name: change.name, other: change.with_name || t('roster.give.any') })}
                {change.reason && t('said.by', { name: '', text: phrase(change.reason) })}
            </span>
            {asked && change.with_volunteer_id && <Answer change={change} state={AGREED} text={t('change.agree')} />}
            {asked && <Answer change={change} state={REFUSED} text={t('change.refuse')} />}
            {!asked && <Answer change={change} state={WITHDRAWN} text={t('change.undo')} />}
        </li>
    );
}

function Changes(): JSX.Element | null {
    const now = session.connection.clock.ticking.value;
    const open = [...session.store.shiftChanges.value.values()]
        .filter(({ state, from }) => (state === ASKED || state === AGREED) && from > now)
        .sort((a, b) => a.from - b.from);
    if (open.length === 0) return null;
    return (
        <section>
            <h3>{t('change.title')}</h3>
            <ul class="changes">
                {open.map((change) => (
                    <ChangeLine key={change.id} change={change} />
                ))}
            </ul>
        </section>
    );
}

function PersonLine({ person }: { person: VolunteerView }): JSX.Element {
    const { id, name, shifts } = person;
    const open = editing.value?.id === id ? editing.value : undefined;
    const edit = () => (editing.value = open ? undefined : { id, draft: new HoursDraft(shifts) });
    return (
        <li data-testid={`roster-person-${id}`}>
            <b>{name}</b>
            <span>{weekOfShifts(shifts)}</span>
            <button
                type="button"
                class="small"
                data-testid={`roster-edit-${id}`}
                aria-expanded={open !== undefined}
                onClick={edit}
            >
                {t('roster.edit')}
            </button>
            {open && (
                <HoursForm
                    draft={open.draft}
                    save={(next) => setShifts(id, next)}
                    leave={() => (editing.value = undefined)}
                />
            )}
        </li>
    );
}

export function Roster(): JSX.Element {
    const estate = session.store.estate.value;
    const all = turns();
    const first = firstDay();
    const days = Array.from({ length: WEEK }, (_, i) => first + i * DAY_MS);
    return (
        <main class="sheet-page" data-testid="page-roster">
            <h2>{t('roster.title')}</h2>
            <div class="sheet-tools no-print">
                <a class="small call" href="?">
                    {t('sheet.board')}
                </a>
            </div>
            <WeekPager
                week={week}
                now={session.connection.clock.ticking.value}
                estate={estate}
                className="small"
            />
            <div class="roster-week">
                {days.map((day) => (
                    <Day key={day} day={day} all={all} />
                ))}
            </div>
            <Changes />
            <section class="no-print">
                <h3>{t('roster.people')}</h3>
                <ul class="roster-people">
                    {people().map((person) => (
                        <PersonLine key={person.id} person={person} />
                    ))}
                </ul>
            </section>
        </main>
    );
}
