// What the household can do about its request: cancel it, say that it is solved, or that it is not.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { RequestView, TradeClock } from 'circle-codec';
import { tradeLeft, tradeToCome } from '../common/clocks';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import {
    canReopen,
    categoryOf,
    isLiveVisit,
    isTerminal,
    mayEndanger,
    tradeName,
} from '../common/words';
import { openRequests, pending, session } from './model';
import { go } from './route';
import { HomeBack } from './status_parts';

function CancelButton({ request }: { request: RequestView }): JSX.Element {
    const sure = useSignal(false);
    if (pending('cancel_request', request.id)) {
        return (
            <p class="soft centred" data-testid="cancelling">
                {t('cancel.coming')}
            </p>
        );
    }
    if (!sure.value) {
        return (
            <button
                type="button"
                class="button plain"
                data-testid="cancel"
                onClick={() => (sure.value = true)}
            >
                {t('cancel')}
            </button>
        );
    }
    const yes = () => session.courier.post('cancel_request', { request_id: request.id });
    return (
        <div class="card sure" role="group" aria-label={t('cancel.sure')}>
            <p>
                <b>{t('cancel.sure')}</b>
            </p>
            <button
                type="button"
                class="button main"
                data-testid="cancel-no"
                onClick={() => (sure.value = false)}
            >
                {t('cancel.no')}
            </button>
            <button type="button" class="button plain" data-testid="cancel-yes" onClick={yes}>
                {t('cancel.yes')}
            </button>
        </div>
    );
}

// The trade that was called, or is to be, comes for nothing: asked before.
function SureWithoutTrade(props: {
    request: RequestView;
    trade: TradeClock;
    yes: () => void;
    no: () => void;
}): JSX.Element {
    const { request, trade, yes, no } = props;
    const name = tradeName(session.store.estate.value, request.category, trade.name);
    const question = t(trade.wanted ? 'resolve.wanted.sure' : 'resolve.trade.sure', { trade: name });
    return (
        <div class="card sure" role="group" aria-label={question} data-testid="resolve-sure">
            <p>
                <b>{question}</b>
            </p>
            <p>{t(trade.wanted ? 'resolve.wanted.sub' : 'resolve.trade.sub')}</p>
            <button type="button" class="button main" data-testid="resolve-no" onClick={no}>
                {t('resolve.trade.no')}
            </button>
            <button type="button" class="button plain" data-testid="resolve-yes" onClick={yes}>
                {t('resolve.trade.yes')}
            </button>
        </div>
    );
}

function ResolveButton(props: { request: RequestView; early?: boolean }): JSX.Element {
    const { request, early } = props;
    const sure = useSignal(false);
    const busy = pending('resolve_request', request.id);
    const resolve = () => {
        if (!busy) session.courier.post('resolve_request', { request_id: request.id });
    };
    const trade = tradeToCome(request);
    if (sure.value && trade && !busy) {
        const no = () => (sure.value = false);
        return <SureWithoutTrade request={request} trade={trade} yes={resolve} no={no} />;
    }
    const tap = () => {
        if (trade) sure.value = true;
        else resolve();
    };
    return (
        <button
            type="button"
            class={early ? 'button quiet' : 'button main huge'}
            data-testid="resolve"
            aria-disabled={busy}
            onClick={tap}
        >
            <Icon name="check" /> {t(busy ? 'sending' : early ? 'resolve.early' : 'resolve')}
        </button>
    );
}

// "Not solved": a new round for the same request, while the time for it lasts.
export function ReopenButton({ request }: { request: RequestView }): JSX.Element | null {
    const now = session.connection.clock.ticking.value;
    const again = openRequests().some(({ category }) => category === request.category);
    if (again || !canReopen(request, session.store.estate.value, now)) return null;
    const busy = pending('reopen_request', request.id);
    const reopen = () => {
        if (!busy) session.courier.post('reopen_request', { request_id: request.id });
    };
    return (
        <button
            type="button"
            class="button quiet"
            data-testid="reopen"
            aria-disabled={busy}
            onClick={reopen}
        >
            {t(busy ? 'sending' : 'reopen')}
        </button>
    );
}

// It has got worse: what endangers a life is said by the same questions as at first.
function WorseButton({ request }: { request: RequestView }): JSX.Element | null {
    const category = categoryOf(session.store.estate.value, request.category);
    if (request.life_threatening || !category || !mayEndanger(category)) return null;
    return (
        <button
            type="button"
            class="button quiet"
            data-testid="worse"
            onClick={() => go({ screen: 'ask', category: category.id })}
        >
            <Icon name="alarm" /> {t('worse')}
        </button>
    );
}

// Nobody tells the trade by itself that the household has ended it.
function TradeOff({ request }: { request: RequestView }): JSX.Element | null {
    const trade = tradeLeft(request);
    if (!trade) return null;
    const name = tradeName(session.store.estate.value, request.category, trade.name);
    return (
        <p class="safety" data-testid="trade-off">
            <Icon name="phone" />
            <span>{t('trade.off', { trade: name })}</span>
        </p>
    );
}

export function Actions({ request }: { request: RequestView }): JSX.Element {
    if (isTerminal(request)) {
        return (
            <>
                <TradeOff request={request} />
                <HomeBack />
                <ReopenButton request={request} />
            </>
        );
    }
    if (request.state === RequestState.REQUEST_STATE_ARRIVED) {
        return (
            <>
                <ResolveButton request={request} />
                <HomeBack plain />
            </>
        );
    }
    // Helpers forget to say that they are at the door.
    const promised =
        request.state >= RequestState.REQUEST_STATE_ASSIGNED &&
        request.helpers.some((helper) => isLiveVisit(helper.state));
    return (
        <>
            <WorseButton request={request} />
            {promised && <ResolveButton request={request} early />}
            <CancelButton request={request} />
            <HomeBack plain />
        </>
    );
}
