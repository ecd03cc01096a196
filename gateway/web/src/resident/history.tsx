// The household's requests of before, newest first.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { t } from '../common/text';
import { PhoneLink, stationPhone } from '../common/ui';
import { outageEnd, outageStatus } from '../common/outages';
import { categoryName, dayAndTime } from '../common/words';
import { askHistory, history, session } from './model';
import { incidentOf } from './outage';
import { ReopenButton } from './request_acts';
import { HomeBack } from './status_parts';

function Past({ request }: { request: RequestView }): JSX.Element {
    const estate = session.store.estate.value;
    const incident = incidentOf(request);
    const status = outageStatus(
        request,
        incident,
        session.connection.clock.ticking.value,
        session.store.estate.value,
    );
    const closed = request.end_reason && request.state === RequestState.REQUEST_STATE_CLOSED;
    return (
        <li class="card past-request" data-testid="past" data-request={request.id}>
            <p>
                <b>{categoryName(estate, request.category)}</b>{' '}
                <span class="soft">{t('number', { n: request.number })}</span>
            </p>
            <p class="soft">{dayAndTime(request.submitted_at, estate)}</p>
            <p>{status.headline}</p>
            {(closed || outageEnd(request, incident)) && <p data-testid="past-end">{status.sub}</p>}
            <ReopenButton request={request} />
        </li>
    );
}

function Wait(): JSX.Element {
    return (
        <p class="soft centred" role="status">
            <span class="spinner" aria-hidden="true" /> {t('history.wait')}
        </p>
    );
}

export function HistoryScreen(): JSX.Element {
    const live = session.connection.link.value === 'live';
    const started = useSignal(false);
    // Asked anew with each visit of the screen; again when the link came back before the answer.
    useEffect(() => {
        if (!live || (started.value && !history.value.waiting)) return;
        started.value = true;
        askHistory('');
    }, [live]);
    const { items, next, waiting } = history.value;
    return (
        <div class="body" data-testid="screen-history">
            <h2 tabIndex={-1} data-focus>
                {t('history.title')}
            </h2>
            <ul class="past-list">
                {items.map((request) => (
                    <Past key={request.id} request={request} />
                ))}
            </ul>
            {waiting && <Wait />}
            {!waiting && items.length === 0 && (
                <p data-testid="history-none">{t('history.none')}</p>
            )}
            {!waiting && next && (
                <button
                    type="button"
                    class="button quiet"
                    data-testid="history-more"
                    onClick={() => askHistory(next)}
                >
                    {t('history.more')}
                </button>
            )}
            <div class="foot">
                <HomeBack plain />
                <PhoneLink phone={stationPhone(session)} testid="phone-station" />
            </div>
        </div>
    );
}
