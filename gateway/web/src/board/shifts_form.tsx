// One person's weekly shifts as a form: a row for each.
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Shift, VolunteerView } from 'circle-codec';
import { SmallForm } from '../common/form';
import { t, tOr } from '../common/text';
import { setShifts } from './acts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const MOST = 21;
const LAST_MINUTE = 24 * 60;

interface Row {
    weekday: number;
    from: string; // as <input type="time"> has it
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

// "周三 09:00–12:00"
export function shiftWords({ weekday, from_min, to_min }: Shift): string {
    const day = tOr(`weekday.${weekday}`, 'weekday.1');
    return `${day} ${timeOf(from_min)}–${to_min === LAST_MINUTE ? '24:00' : timeOf(to_min)}`;
}

function change(rows: Signal<Row[]>, i: number, more: Partial<Row>): void {
    rows.value = rows.value.map((row, j) => (i === j ? { ...row, ...more } : row));
}

function RowFields({ rows, i }: { rows: Signal<Row[]>; i: number }): JSX.Element | null {
    const row = rows.value[i];
    if (!row) return null;
    return (
        <div class="shift-row" data-testid="shift-row">
            <select
                aria-label={t('shift.weekday')}
                value={row.weekday}
                onChange={(event) => change(rows, i, { weekday: Number(event.currentTarget.value) })}
            >
                {WEEKDAYS.map((day) => (
                    <option key={day} value={day}>
                        {tOr(`weekday.${day}`, 'weekday.1')}
                    </option>
                ))}
            </select>
            <input
                type="time"
                required
                aria-label={t('shift.from')}
                value={row.from}
                onInput={(event) => change(rows, i, { from: event.currentTarget.value })}
            />
            <input
                type="time"
                required
                aria-label={t('shift.to')}
                value={row.to}
                onInput={(event) => change(rows, i, { to: event.currentTarget.value })}
            />
            <button
                type="button"
                class="small"
                data-testid="shift-drop"
                onClick={() => (rows.value = rows.value.filter((_, j) => j !== i))}
            >
                {t('shift.drop')}
            </button>
        </div>
    );
}

export function ShiftsForm(props: { person: VolunteerView; leave: () => void }): JSX.Element {
    const { person, leave } = props;
    const rows = useSignal<Row[]>(
        person.shifts.map(({ weekday, from_min, to_min }) => ({
            weekday,
            from: timeOf(from_min),
            to: timeOf(to_min),
        })),
    );
    const add = () => (rows.value = [...rows.value, { weekday: 1, from: '09:00', to: '12:00' }]);
    const send = () =>
        setShifts(
            person.id,
            rows.value.map(({ weekday, from, to }) => ({
                weekday,
                from_min: minutesOf(from, false),
                to_min: minutesOf(to, true),
            })),
        );
    return (
        <SmallForm
            ids={{ form: 'shifts-form', yes: 'shifts-save', no: 'shifts-leave' }}
            yes={t('shift.save')}
            no={t('shift.leave')}
            className="shifts-form"
            send={send}
            leave={leave}
        >
            {rows.value.map((_, i) => (
                <RowFields key={i} rows={rows} i={i} />
            ))}
            {rows.value.length < MOST && (
                <button type="button" class="small" data-testid="shift-add" onClick={add}>
                    {t('shift.add')}
                </button>
            )}
        </SmallForm>
    );
}
