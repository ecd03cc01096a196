// The promise: how long the household has waited, and by when somebody is at the door.
import type { JSX } from 'preact';
import type { RequestView } from 'circle-codec';
import { clockNow, pausedMs, standingPause } from '../common/clocks';
import { t } from '../common/text';
import { clockFrom, countedMs, mayBeElsewhere, moment, spokenSpan } from '../common/words';
import { session } from './model';

// No time is named while the clock stands still: it moves.
function promiseWords(request: RequestView, late: boolean, now: number): string {
    if (late) return t('promise.passed');
    if (standingPause(request)) return t('promise.paused');
    const elsewhere = mayBeElsewhere(session.store.estate.value, request.category);
    return t(elsewhere ? 'promise.until.place' : 'promise.until', {
        time: moment(request.sla_due_at, now, session.store.estate.value),
    });
}

export function Promise10({ request }: { request: RequestView }): JSX.Element {
    const now = session.connection.clock.ticking.value;
    const until = request.arrived_at || clockNow(request, now);
    const stood = clockFrom(request) + pausedMs(request);
    const span = Math.max(1, request.sla_due_at - stood);
    const share = Math.min(1, (until - stood) / span);
    const late = until > request.sla_due_at;
    const took = spokenSpan(countedMs(request, request.arrived_at || now));
    const elsewhere = mayBeElsewhere(session.store.estate.value, request.category);
    const met = elsewhere ? 'promise.met.place' : 'promise.met';
    const promise = promiseWords(request, late, now);
    return (
        <div class="promise-line" data-testid="promise">
            <p>
                <b data-testid="elapsed">
                    {t(request.arrived_at ? met : 'elapsed', { t: took })}
                </b>
            </p>
            <div class={late ? 'track late' : 'track'} aria-hidden="true">
                <i style={{ width: `${Math.round(share * 100)}%` }} />
            </div>
            {!request.arrived_at && <p class="soft">{promise}</p>}
        </div>
    );
}
