// The week as people read it: shifts of the configuration on their days, with what was agreed for
// one day. Who is on duty is decided by the service; this only shows.
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { EstateView, Shift, ShiftChangeView } from 'circle-codec';
import { t, tOr } from './text';
import { clockTime, zoneOf } from './words';

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export interface Span {
    from: number;
    to: number;
}

// One shift on one day.
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

// Of the days from the one of `now` on, in order.
export function turnsOf(
    shifts: readonly Shift[],
    changes: Iterable<ShiftChangeView>,
    days: { now: number; count: number; estate: EstateView | undefined },
): Turn[] {
    const { now, count, estate } = days;
    const first = midnight(now, estate);
    const live = [...changes].filter(({ state }) => state === ASKED || state === AGREED);
    const turns: Turn[] = [];
    for (let i = 0; i < count; ++i) {
        const day = first + i * DAY_MS;
        for (const shift of shifts) {
            if (shift.weekday !== weekdayOf(day, estate)) continue;
            const from = day + shift.from_min * MINUTE_MS;
            const to = day + shift.to_min * MINUTE_MS;
            const change = live.find(
                (c) => c.volunteer_id === shift.volunteer && meets(c, { from, to }),
            );
            turns.push({ volunteer_id: shift.volunteer, from, to, taken: false, change });
        }
    }
    const end = first + count * DAY_MS;
    for (const c of live) {
        const swap = c.kind === ShiftChangeKind.SHIFT_CHANGE_KIND_SWAP && c.state === AGREED;
        if (!swap || !meets(c, { from: first, to: end })) continue;
        const { from, to, with_volunteer_id: volunteer_id } = c;
        const change = live.find((other) => other.volunteer_id === volunteer_id && meets(other, c));
        turns.push({ volunteer_id, from, to, taken: true, change });
    }
    return turns.filter(({ to }) => to > now).sort((a, b) => a.from - b.from || a.to - b.to);
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

// "09:00–12:00"; midnight at the end of a day is 24:00.
export function spanWords({ from, to }: Span, estate: EstateView | undefined): string {
    const end = clockTime(to, estate);
    return `${clockTime(from, estate)}–${end === '00:00' ? '24:00' : end}`;
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
