// The promise: how long the household has waited, and by when somebody is at the door.
import type { JSX } from 'preact';
import type { RequestView } from 'circle-codec';
import { clockNow, pausedMs, standingHold, standingPause } from '../common/clocks';
import { outageOf } from '../common/outages';
import { t } from '../common/text';
import { clockFrom, countedMs, mayBeElsewhere, moment, spokenSpan } from '../common/words';
import { hasNobodyToAsk } from './cover_words';
import { session } from './model';

// Where somebody comes to: `site`, the fault that many share; `place`, the door or a spot elsewhere.
type Where = 'door' | 'place' | 'site';
const UNTIL = {
    door: 'promise.until',
    place: 'promise.until.place',
    site: 'promise.until.site',
} as const;
const MET = {
    door: 'promise.met',
    place: 'promise.met.place',
    site: 'promise.met.site',
} as const;

// No time is named while the clock stands still: it moves.
function promiseWords(request: RequestView, where: Where, late: boolean, now: number): string {
    if (late) return t('promise.passed');
    if (standingPause(request)) return t('promise.paused');
    const estate = session.store.estate.value;
    const outage = outageOf(session.store.incidents.value, request);
    // A coordinator asks whom the cover does not count, and the promise is owed all the same.
    const isHeld = standingHold(request, now) !== undefined;
    if (!isHeld && hasNobodyToAsk(request, estate, outage)) return t('promise.none');
    return t(UNTIL[where], { time: moment(request.sla_due_at, now, estate) });
}

// Whoever asks while somebody is on site already has not waited.
function metWords(where: Where, took: number): string {
    if (where === 'site' && took < 1_000) return t('promise.met.already');
    return t(MET[where], { t: spokenSpan(took) });
}

export function Promise10(props: { request: RequestView; onSite: boolean }): JSX.Element {
    const { request, onSite } = props;
    const now = session.connection.clock.ticking.value;
    const until = request.arrived_at || clockNow(request, now);
    const stood = clockFrom(request) + pausedMs(request);
    const span = Math.max(1, request.sla_due_at - stood);
    const share = Math.min(1, (until - stood) / span);
    const late = until > request.sla_due_at;
    const took = countedMs(request, request.arrived_at || now);
    const elsewhere = mayBeElsewhere(session.store.estate.value, request.category);
    const where = onSite ? 'site' : elsewhere ? 'place' : 'door';
    const promise = promiseWords(request, where, late, now);
    return (
        <div class="promise-line" data-testid="promise">
            <p>
                <b data-testid="elapsed">
                    {request.arrived_at
                        ? metWords(where, took)
                        : t('elapsed', { t: spokenSpan(took) })}
                </b>
            </p>
            <div class={late ? 'track late' : 'track'} aria-hidden="true">
                <i style={{ width: `${Math.round(share * 100)}%` }} />
            </div>
            {!request.arrived_at && <p class="soft">{promise}</p>}
        </div>
    );
}
