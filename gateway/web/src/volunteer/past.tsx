// Between tasks: who is still wanted, and where one has been.
import type { JSX } from 'preact';
import type { OfferView, VisitView } from 'circle-codec';
import { t, tOr } from '../common/text';
import { categoryName, isLiveVisit } from '../common/words';
import { accept, pending, session, standingOffers } from './model';

function Standing({ offer }: { offer: OfferView }): JSX.Element {
    const busy = pending('accept_offer', offer.id);
    return (
        <section class="card standing" data-testid="standing" data-offer={offer.id}>
            <p>
                <b>{t('standing.title')}</b>
            </p>
            <p>
                {categoryName(session.store.estate.value, offer.category)} · {offer.building} ·{' '}
                {t('offer.walk', { n: offer.walk_minutes })}
            </p>
            <button
                type="button"
                class="button quiet"
                data-testid="standing-accept"
                aria-disabled={busy}
                onClick={() => accept(offer.id)}
            >
                {t(busy ? 'offer.accepting' : 'ended.timed_out.go')}
            </button>
        </section>
    );
}

export function StandingOffers(): JSX.Element {
    return (
        <>
            {standingOffers().map((offer) => (
                <Standing key={offer.id} offer={offer} />
            ))}
        </>
    );
}

const two = (n: number) => String(n).padStart(2, '0');

// Month, day and time in the estate's zone.
function dayTime(ms: number): string {
    const zone = (session.store.estate.value?.utc_offset_min ?? 0) * 60_000;
    const local = new Date(ms + zone);
    const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
    return t('on.day', { m: local.getUTCMonth() + 1, d: local.getUTCDate(), time });
}

function Line({ visit }: { visit: VisitView }): JSX.Element {
    return (
        <li data-testid="past-visit" data-state={visit.state}>
            <b>{categoryName(session.store.estate.value, visit.category)}</b>
            <span>{visit.building}</span>
            <span>{tOr(`past.${visit.state}`, 'past.6')}</span>
            <span class="soft">{dayTime(visit.ended_at || visit.accepted_at)}</span>
        </li>
    );
}

export function PastVisits(): JSX.Element | null {
    const past = [...session.store.visits.value.values()]
        .filter((visit) => !isLiveVisit(visit.state))
        .sort((a, b) => b.accepted_at - a.accepted_at);
    if (past.length === 0) return null;
    return (
        <details class="card past" data-testid="past">
            <summary>{t('past.title', { n: past.length })}</summary>
            <ul>
                {past.map((visit) => (
                    <Line key={visit.request_id} visit={visit} />
                ))}
            </ul>
        </details>
    );
}
