// Which week is looked at: back, on, and to the one that begins today.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { EstateView } from 'circle-codec';
import { WEEKS, weekFrom, weekWords } from './roster';
import { t } from './text';
import type { TextKey } from './text';

export function WeekPager(props: {
    week: Signal<number>; // weeks from today
    now: number;
    estate: EstateView | undefined;
    className: string; // of its buttons
}): JSX.Element {
    const { week, now, estate, className } = props;
    const go = (key: TextKey, testid: string, to: number) => (
        <button
            type="button"
            class={className}
            data-testid={testid}
            aria-disabled={to < 0 || to >= WEEKS}
            onClick={() => (week.value = Math.min(WEEKS - 1, Math.max(0, to)))}
        >
            {t(key)}
        </button>
    );
    return (
        <nav class="weeks no-print" aria-label={t('weeks.label')}>
            <b role="status" data-testid="week-range">
                {weekWords(weekFrom(now, week.value, estate), estate)}
            </b>
            {go('weeks.before', 'week-before', week.value - 1)}
            {go('weeks.next', 'week-next', week.value + 1)}
            {week.value > 0 && go('weeks.today', 'week-today', 0)}
        </nav>
    );
}
