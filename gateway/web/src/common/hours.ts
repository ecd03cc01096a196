// A person's weekly shifts while they are changed: what was before comes back by one step at a time.
import { computed, signal } from '@preact/signals';
import type { Partially, Shift } from 'circle-codec';
import { t, tOr } from './text';
import type { TextKey } from './text';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const MOST_SHIFTS = 21; // as the service takes
const LAST_MINUTE = 24 * 60;
const USUAL = { from: 9 * 60, length: 3 * 60 };

// One shift as the fields of the form have it: times as <input type="time"> says them.
export interface Hours {
    weekday: number;
    from: string;
    to: string;
}

const two = (n: number) => String(n).padStart(2, '0');

// A time field knows no 24:00: the end of a day is 00:00 in it.
export function timeOf(minutes: number): string {
    return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

export function minutesOf(time: string, end: boolean): number {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const all = hours * 60 + minutes;
    return end && all === 0 ? LAST_MINUTE : all;
}

function shiftOf({ weekday, from, to }: Hours) {
    return { weekday, from_min: minutesOf(from, false), to_min: minutesOf(to, true) };
}

// "09:00–12:00"
export function timesWords(from_min: number, to_min: number): string {
    return `${timeOf(from_min)}–${to_min === LAST_MINUTE ? '24:00' : timeOf(to_min)}`;
}

// "周三 09:00–12:00"
export function shiftWords({ weekday, from_min, to_min }: Shift): string {
    return `${tOr(`weekday.${weekday}`, 'weekday.1')} ${timesWords(from_min, to_min)}`;
}

// What the service would refuse of a row: it ends before it begins, or meets an earlier one.
export function trouble(rows: readonly Hours[], i: number): TextKey | undefined {
    const row = rows[i];
    if (!row?.from || !row.to) return undefined;
    const mine = shiftOf(row);
    if (mine.to_min <= mine.from_min) return 'shift.wrong.order';
    const meets = rows.slice(0, i).some((other) => {
        const { weekday, from_min, to_min } = shiftOf(other);
        return weekday === mine.weekday && from_min < mine.to_min && mine.from_min < to_min;
    });
    return meets ? 'shift.wrong.overlap' : undefined;
}

export class HoursDraft {
    readonly rows = signal<Hours[]>([]);
    private readonly before = signal<Hours[][]>([]);
    private touched = ''; // the field that was changed last: typing in it is one step
    readonly changed = computed(() => this.before.value.length > 0);

    constructor(shifts: readonly Shift[]) {
        this.rows.value = shifts.map(({ weekday, from_min, to_min }) => ({
            weekday,
            from: timeOf(from_min),
            to: timeOf(to_min),
        }));
    }

    // After the last one of that day, or in the morning.
    add(weekday: number): void {
        const ends = this.rows.value
            .filter((row) => row.weekday === weekday)
            .map(({ to }) => minutesOf(to, true));
        const last = Math.max(0, ...ends);
        const from = last > 0 && last < LAST_MINUTE ? last : USUAL.from;
        const to = Math.min(from + USUAL.length, LAST_MINUTE);
        this.step('', [...this.rows.value, { weekday, from: timeOf(from), to: timeOf(to) }]);
    }

    change(i: number, field: 'from' | 'to', time: string): void {
        const rows = this.rows.value.map((row, j) => (i === j ? { ...row, [field]: time } : row));
        this.step(`${i}/${field}`, rows);
    }

    drop(i: number): void {
        this.step(
            '',
            this.rows.value.filter((_, j) => j !== i),
        );
    }

    undo(): void {
        const last = this.before.value[this.before.value.length - 1];
        if (last) this.rows.value = last;
        this.before.value = this.before.value.slice(0, -1);
        this.touched = '';
    }

    shifts(): Partially<Shift>[] {
        return this.rows.value.map(shiftOf);
    }

    private step(touched: string, rows: Hours[]): void {
        if (!touched || touched !== this.touched) {
            this.before.value = [...this.before.value, this.rows.value];
        }
        this.touched = touched;
        this.rows.value = rows;
    }
}

// "周三 09:00–12:00、周五 14:00–17:00"
export function weekOfShifts(shifts: readonly Shift[]): string {
    return shifts.length > 0 ? shifts.map(shiftWords).join(t('list.comma')) : t('roster.none');
}
