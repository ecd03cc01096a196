// After a yes that waits some seconds for a better one.
import type { JSX } from 'preact';
import type { OfferView } from 'circle-codec';
import { t } from '../common/text';
import { useNews } from '../common/ui';
import { decline, openOffers, session } from './model';
import { offerLine } from './offer';

// Asked meanwhile. No button: a second yes would be refused until the first is settled.
function AskedMeanwhile(): JSX.Element {
    return (
        <>
            {openOffers().map((other) => (
                <p key={other.id} class="card offer-line" data-testid="confirming-other">
                    {t('confirming.other', { what: offerLine(other) })}
                </p>
            ))}
        </>
    );
}

export function ConfirmingScreen({ offer }: { offer: OfferView }): JSX.Element {
    const left = offer.confirm_by - session.connection.clock.ticking.value;
    const n = Math.max(1, Math.ceil(left / 1000));
    useNews(t('sentences', { first: t('confirming.title'), second: t('confirming.why') }));
    return (
        <main class="body" data-testid="screen-confirming" data-offer={offer.id}>
            <h2 tabIndex={-1} data-focus>
                {t('confirming.title')}
            </h2>
            <p>{t('confirming.why')}</p>
            <p data-testid="confirming-left">{t('confirming.left', { n })}</p>
            <p class="offer-line">
                <b data-testid="confirming-offer">{offerLine(offer)}</b>
            </p>
            <AskedMeanwhile />
            <button
                type="button"
                class="button plain"
                data-testid="confirming-decline"
                onClick={() => decline(offer.id)}
            >
                {t('confirming.decline')}
            </button>
        </main>
    );
}
