// A person's weekly shifts: seven days, on each from when to when.
import type { JSX } from 'preact';
import type { Partially, Shift } from 'circle-codec';
import { SmallForm } from './form';
import { MOST_SHIFTS, WEEKDAYS, trouble } from './hours';
import type { HoursDraft } from './hours';
import { t, tOr } from './text';

function Row({ draft, i }: { draft: HoursDraft; i: number }): JSX.Element | null {
    const row = draft.rows.value[i];
    if (!row) return null;
    const wrong = trouble(draft.rows.value, i);
    const words = wrong ? t(wrong) : '';
    return (
        <div class="shift-row" data-testid="shift-row" data-weekday={row.weekday}>
            {(['from', 'to'] as const).map((field) => (
                <label key={field}>
                    {t(`shift.${field}`)}
                    <input
                        type="time"
                        required
                        value={row[field]}
                        data-testid={`shift-${field}`}
                        // The browser keeps a wrong form from being sent, and says this.
                        ref={(input) => input?.setCustomValidity(field === 'to' ? words : '')}
                        onInput={(event) => draft.change(i, field, event.currentTarget.value)}
                    />
                </label>
            ))}
            <button
                type="button"
                class="small"
                data-testid="shift-drop"
                onClick={() => draft.drop(i)}
            >
                {t('shift.drop')}
            </button>
            {words && (
                <p class="wrong" role="alert" data-testid="shift-wrong">
                    {words}
                </p>
            )}
        </div>
    );
}

function Day({ draft, weekday }: { draft: HoursDraft; weekday: number }): JSX.Element {
    const rows = draft.rows.value;
    const name = tOr(`weekday.${weekday}`, 'weekday.1');
    return (
        <fieldset class="shift-day" data-testid={`shift-day-${weekday}`}>
            <legend>{name}</legend>
            {rows.map((row, i) => row.weekday === weekday && <Row key={i} draft={draft} i={i} />)}
            {rows.length < MOST_SHIFTS && (
                <button
                    type="button"
                    class="small"
                    data-testid={`shift-add-${weekday}`}
                    aria-label={`${name} ${t('shift.add')}`}
                    onClick={() => draft.add(weekday)}
                >
                    {t('shift.add')}
                </button>
            )}
        </fieldset>
    );
}

// The draft is the opener's: whoever is called away in the middle finds it as it was.
export function HoursForm(props: {
    draft: HoursDraft;
    buttons?: [yes: string, no: string]; // classes
    save: (shifts: Partially<Shift>[]) => void;
    leave: () => void;
}): JSX.Element {
    const { draft, buttons, save, leave } = props;
    return (
        <SmallForm
            ids={{ form: 'shifts-form', yes: 'shifts-save', no: 'shifts-leave' }}
            yes={t('shift.save')}
            no={t('shift.leave')}
            className="shifts-form"
            buttons={buttons}
            send={() => save(draft.shifts())}
            leave={leave}
        >
            {WEEKDAYS.map((weekday) => (
                <Day key={weekday} draft={draft} weekday={weekday} />
            ))}
            <button
                type="button"
                class={buttons?.[1] ?? 'small'}
                data-testid="shifts-undo"
                aria-disabled={!draft.changed.value}
                onClick={() => draft.undo()}
            >
                {t('shift.undo')}
            </button>
        </SmallForm>
    );
}
