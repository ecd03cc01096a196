// Between tasks: who is still wanted, and where one has been.
import type { JSX } from 'preact';
import type { OfferView, VisitView } from 'circle-codec';
import { t, tOr } from '../common/text';
import { categoryName, dayAndTime, isLiveVisit } from '../common/words';
import { accept, pending, session, standingOffers } from './model';
import { offerLine } from './offer';

function Standing({ offer }: { offer: OfferView }): JSX.Element {
    const busy = pending('accept_offer');
    const going = pending('accept_offer', offer.id);
    return (
        <section class="card standing" data-testid="standing" data-offer={offer.id}>
            <p>
                <b>{t('standing.title')}</b>
            </p>
            <p class="offer-line">{offerLine(offer)}</p>
            <button
                type="button"
                class="button main"
                data-testid="standing-accept"
                aria-disabled={busy}
                onClick={() => !busy && accept(offer.id)}
            >
                {t(going ? 'offer.accepting' : 'ended.timed_out.go')}
            </button>
        </section>
    );
}

// More would push the duty switch out of sight.
const STANDING_SHOWN = 3;

export function StandingOffers(): JSX.Element {
    const offers = standingOffers();
    const [shown, rest] = [offers.slice(0, STANDING_SHOWN), offers.slice(STANDING_SHOWN)];
    const cards = (some: readonly OfferView[]) =>
        some.map((offer) => <Standing key={offer.id} offer={offer} />);
    return (
        <>
            {cards(shown)}
            {rest.length > 0 && (
                <details class="card past" data-testid="standing-more" data-count={rest.length}>
                    <summary>{t('standing.more', { n: rest.length })}</summary>
                    {cards(rest)}
                </details>
            )}
        </>
    );
}

function Line({ visit }: { visit: VisitView }): JSX.Element {
    return (
        <li data-testid="past-visit" data-state={visit.state}>
            <b>{categoryName(session.store.estate.value, visit.category)}</b>
            <span>{visit.building}</span>
            <span>{tOr(`past.${visit.state}`, 'past.6')}</span>
            <span class="soft">{dayAndTime(visit.ended_at || visit.accepted_at, session.store.estate.value)}</span>
            {visit.thanked_at > 0 && (
                <span class="thanked" data-testid="past-thanks">
                    ♥ {visit.thanks ? t('past.thanks.words', { text: visit.thanks }) : t('past.thanks')}
                </span>
            )}
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
