// After a yes that waits some seconds for a better one.
import type { JSX } from 'preact';
import type { OfferView } from 'circle-codec';
import { t } from '../common/text';
import { decline, session } from './model';

export function ConfirmingScreen({ offer }: { offer: OfferView }): JSX.Element {
    const left = offer.confirm_by - session.connection.clock.ticking.value;
    const n = Math.max(1, Math.ceil(left / 1000));
    return (
        <main class="body" data-testid="screen-confirming" data-offer={offer.id}>
            <h2 tabIndex={-1} data-focus aria-live="polite">
                {t('confirming.title')}
            </h2>
            <p>{t('confirming.why')}</p>
            <p data-testid="confirming-left">{t('confirming.left', { n })}</p>
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
