// What of the roster stands on the screen between tasks.
import type { JSX } from 'preact';
import { t } from '../common/text';
import { clockTime, moment } from '../common/words';
import { onDuty, session } from './model';
import { askLedger, asking, pane, swaps, waiting, weekAhead } from './roster_model';

// Since when they are on duty, and when that ends by itself.
export function DutySpan(): JSX.Element | null {
    const { me, estate } = session.store;
    const { duty_since: since = 0, duty_until: until = 0 } = me.value ?? {};
    if (!onDuty() || Math.max(since, until) <= 0) return null;
    const now = session.connection.clock.ticking.value;
    return (
        <div class="soft hint">
            {since > 0 && (
                <p data-testid="duty-since">
                    {t('duty.since', { time: moment(since, now, estate.value) })}
                </p>
            )}
            {until > 0 && (
                <p data-testid="duty-until">
                    {t('duty.until', { time: clockTime(until, estate.value) })}
                </p>
            )}
        </div>
    );
}

export function WaitingHint(): JSX.Element {
    return (
        <div role="status">
            {waiting.value > 0 && (
                <p class="card standing" data-testid="waiting" data-count={waiting.value}>
                    {t('duty.waiting', { n: waiting.value })}
                </p>
            )}
        </div>
    );
}

export function RosterLinks(): JSX.Element {
    const open = swaps.value.length;
    return (
        <div class="roster-links">
            <button
                type="button"
                class="button quiet"
                data-testid="to-week"
                onClick={() => {
                    weekAhead.value = 0;
                    asking.value = undefined;
                    pane.value = 'week';
                }}
            >
                {open > 0 ? t('week.open.swaps', { n: open }) : t('week.open')}
            </button>
            <button
                type="button"
                class="button quiet"
                data-testid="to-book"
                onClick={() => {
                    askLedger();
                    pane.value = 'book';
                }}
            >
                {t('book.open')}
            </button>
        </div>
    );
}

export function BackToIdle(): JSX.Element {
    return (
        <div class="foot">
            <button
                type="button"
                class="button main"
                data-testid="pane-back"
                onClick={() => (pane.value = 'idle')}
            >
                {t('back')}
            </button>
        </div>
    );
}
