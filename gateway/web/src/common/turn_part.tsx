// From when to when of a shift: all of it, unless somebody says less.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { EstateView } from 'circle-codec';
import { endWords, stepsOf } from './roster';
import type { Span } from './roster';
import { t } from './text';
import { clockTime } from './words';

export function TurnPart(props: {
    turn: Span;
    part: Signal<Span>;
    estate: EstateView | undefined;
}): JSX.Element | null {
    const { turn, part, estate } = props;
    const steps = stepsOf(turn);
    if (steps.length <= 2) return null;
    const { from, to } = part.value;
    const begin = (at: number) => (part.value = { from: at, to: to > at ? to : turn.to });
    return (
        <div class="turn-part">
            <label>
                {t('shift.from')}
                <select
                    data-testid="part-from"
                    value={from}
                    onChange={(event) => begin(Number(event.currentTarget.value))}
                >
                    {steps.slice(0, -1).map((at) => (
                        <option key={at} value={at}>
                            {clockTime(at, estate)}
                        </option>
                    ))}
                </select>
            </label>
            <label>
                {t('shift.to')}
                <select
                    data-testid="part-to"
                    value={to}
                    onChange={(event) =>
                        (part.value = { from, to: Number(event.currentTarget.value) })
                    }
                >
                    {steps
                        .filter((at) => at > from)
                        .map((at) => (
                            <option key={at} value={at}>
                                {endWords(at, estate)}
                            </option>
                        ))}
                </select>
            </label>
        </div>
    );
}
