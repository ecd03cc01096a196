// The week as people read it: shifts of the configuration on their days, with what was agreed for
// one day. Who is on duty is decided by the service; this only shows.
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { CoverRule, EstateView, Shift, ShiftChangeView } from 'circle-codec';
import { t, tOr } from './text';
import { clockTime, zoneOf } from './words';

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HALF_HOUR_MS = 30 * MINUTE_MS;
// Leave and swaps are asked for this far ahead: so many weeks can be looked at.
export const ASK_AHEAD_MS = 92 * DAY_MS;
export const WEEKS = 14;
export const WEEK = 7;

export interface Span {
    from: number;
    to: number;
}

// One shift on one day, or the part of it for which something is asked or agreed.
export interface Turn extends Span {
    volunteer_id: string;
    taken: boolean; // of somebody else
    change: ShiftChangeView | undefined; // asked or agreed for it
}

const { SHIFT_CHANGE_STATE_ASKED: ASKED, SHIFT_CHANGE_STATE_AGREED: AGREED } = ShiftChangeState;

function meets(a: Span, b: Span): boolean {
    return a.from < b.to && b.from < a.to;
}

// Local midnight of the day in which `ms` lies.
export function midnight(ms: number, estate: EstateView | undefined): number {
    const zone = zoneOf(estate, ms) * MINUTE_MS;
    return Math.floor((ms + zone) / DAY_MS) * DAY_MS - zone;
}

// 1 Monday … 7 Sunday
export function weekdayOf(ms: number, estate: EstateView | undefined): number {
    const day = Math.floor((ms + zoneOf(estate, ms) * MINUTE_MS) / DAY_MS);
    return ((day + 3) % 7) + 1; // the epoch was a Thursday
}

// Cut where what is asked or agreed for a part of it begins and ends. What is agreed goes first.
function cut(whole: Omit<Turn, 'change'>, live: readonly ShiftChangeView[]): Turn[] {
    const own = live.filter((c) => c.volunteer_id === whole.volunteer_id && meets(c, whole));
    const inside = (at: number) => at > whole.from && at < whole.to;
    const edges = own.flatMap(({ from, to }) => [from, to]).filter(inside);
    const ends = [...new Set([...edges, whole.to])].sort((a, b) => a - b);
    return ends.map((to, i) => {
        const span = { from: ends[i - 1] ?? whole.from, to };
        return { ...whole, ...span, change: own.find((c) => meets(c, span)) };
    });
}

// Midnight of the first day of a week that many weeks from today.
export function weekFrom(now: number, weeks: number, estate: EstateView | undefined): number {
    return midnight(now, estate) + weeks * WEEK * DAY_MS;
}

// Of the days from `first` on, today if left out, in order.
export function turnsOf(
    shifts: readonly Shift[],
    changes: Iterable<ShiftChangeView>,
    days: { now: number; first?: number; count: number; estate: EstateView | undefined },
): Turn[] {
    const { now, count, estate, first = midnight(now, estate) } = days;
    const all = [...changes];
    const live = [AGREED, ASKED].flatMap((wanted) => all.filter(({ state }) => state === wanted));
    const turns: Turn[] = [];
    for (let i = 0; i < count; ++i) {
        const day = first + i * DAY_MS;
        for (const shift of shifts) {
            if (shift.weekday !== weekdayOf(day, estate)) continue;
            const from = day + shift.from_min * MINUTE_MS;
            const to = day + shift.to_min * MINUTE_MS;
            turns.push(...cut({ volunteer_id: shift.volunteer, from, to, taken: false }, live));
        }
    }
    const end = first + count * DAY_MS;
    for (const c of live) {
        const swap = c.kind === ShiftChangeKind.SHIFT_CHANGE_KIND_SWAP && c.state === AGREED;
        if (!swap || !meets(c, { from: first, to: end })) continue;
        const { from, to, with_volunteer_id: volunteer_id } = c;
        turns.push(...cut({ volunteer_id, from, to, taken: true }, live));
    }
    return turns.filter(({ to }) => to > now).sort((a, b) => a.from - b.from || a.to - b.to);
}

// Nothing is left of what was planned for this day.
export function isDayOver(
    shifts: readonly Shift[],
    day: number,
    now: number,
    estate: EstateView | undefined,
): boolean {
    const planned = shifts.filter(({ weekday }) => weekday === weekdayOf(day, estate));
    return planned.length > 0 && planned.every(({ to_min }) => day + to_min * MINUTE_MS <= now);
}

// May leave or a swap be asked for it? It has not begun, and is not too far away.
export function canAsk({ from, change }: Turn, now: number): boolean {
    return !change && from > now && from <= now + ASK_AHEAD_MS;
}

// Where a part of it may begin or end: each half hour from its beginning, and its end.
export function stepsOf({ from, to }: Span): number[] {
    const count = Math.ceil((to - from) / HALF_HOUR_MS);
    return [...Array.from({ length: count }, (_, i) => from + i * HALF_HOUR_MS), to];
}

// Will they be there, as far as is agreed?
export function isThere({ change }: Turn): boolean {
    return change?.state !== AGREED;
}

// The fewest of these who are there at one moment of the span.
export function fewest(turns: readonly Turn[], span: Span): number {
    const there = turns.filter((turn) => isThere(turn) && meets(turn, span));
    const edges = [span.from, ...there.flatMap(({ from, to }) => [from, to])];
    const counts = edges
        .filter((at) => at >= span.from && at < span.to)
        .map((at) => there.filter(({ from, to }) => from <= at && at < to).length);
    return Math.min(...counts);
}

// The hours of a rule on that day, and the part of them that is still to come: who has gone home
// today was there, and turns that have ended are not in the list.
export function hoursOf(
    { from_min, to_min }: Pick<CoverRule, 'from_min' | 'to_min'>,
    day: number,
    now: number,
): { whole: Span; left: Span } {
    const whole = { from: day + from_min * MINUTE_MS, to: day + to_min * MINUTE_MS };
    return { whole, left: { from: Math.max(whole.from, now), to: whole.to } };
}

// Midnight at the end of a day is 24:00.
export function endWords(to: number, estate: EstateView | undefined): string {
    const end = clockTime(to, estate);
    return end === '00:00' ? '24:00' : end;
}

// "09:00–12:00"
export function spanWords({ from, to }: Span, estate: EstateView | undefined): string {
    return `${clockTime(from, estate)}–${endWords(to, estate)}`;
}

// "11月29日–12月5日"
export function weekWords(first: number, estate: EstateView | undefined): string {
    const day = (at: number) => {
        const there = new Date(at + zoneOf(estate, at) * MINUTE_MS);
        return t('weeks.day', { month: there.getUTCMonth() + 1, day: there.getUTCDate() });
    };
    return `${day(first)}–${day(first + (WEEK - 1) * DAY_MS)}`;
}

// "11月29日 星期日"
export function dayWords(ms: number, estate: EstateView | undefined): string {
    const there = new Date(ms + zoneOf(estate, ms) * MINUTE_MS);
    return t('roster.day', {
        month: there.getUTCMonth() + 1,
        day: there.getUTCDate(),
        weekday: tOr(`weekday.${weekdayOf(ms, estate)}`, 'weekday.1'),
    });
}

// "3 小时 20 分"
export function hourWords(minutes: number): string {
    if (minutes < 60) return t('book.minutes', { n: minutes });
    return t('book.hours', { h: Math.floor(minutes / 60), n: minutes % 60 });
}
