// The state of a request in a few words, as the queue and the detail have it. Pure functions of the
// view.
import { RequestState } from 'circle-codec';
import type { EstateView, RequestView } from 'circle-codec';
import { awaited, standingPause } from '../common/clocks';
import { t, tOr } from '../common/text';
import {
    isComing,
    isJustSent,
    isLiveVisit,
    isTerminal,
    leadHelper,
    tradeName,
} from '../common/words';

// The helper has left; whom the request waits for.
function tradeWords(request: RequestView, estate: EstateView | undefined): string {
    const trade = awaited(request.trade);
    const gone = !request.helpers.some(({ state }) => isLiveVisit(state));
    if (!trade || !gone || request.state !== RequestState.REQUEST_STATE_ARRIVED) return '';
    const named = { trade: tradeName(estate, request.category, trade.name) };
    return t(trade.arrived_at ? 'trade.there' : 'state.trade', named);
}

// More than one is wanted, and not all are found.
function crewWords(request: RequestView): string {
    const wanted = request.headcount;
    const found = request.helpers.filter(isComing).length;
    if (isTerminal(request) || wanted < 2 || found >= wanted) return '';
    if (found === 0) return t('state.crew.none', { n: wanted });
    return t('state.crew', { n: found, of: wanted, more: wanted - found });
}

function ownWords(request: RequestView): string {
    const { state, asked } = request;
    if (state < RequestState.REQUEST_STATE_ASSIGNED && standingPause(request)) {
        return t('pause.word');
    }
    if (state === RequestState.REQUEST_STATE_OFFERING && asked === 0) return t('state.1');
    const helper = leadHelper(request);
    const name = helper?.name ?? '';
    if (state === RequestState.REQUEST_STATE_ASSIGNED && helper && isJustSent(helper)) {
        return t('state.sent', { name });
    }
    const words = tOr(`state.${state}`, 'state.0', { n: asked, name });
    return isTerminal(request) && name ? `${words} · ${name}` : words;
}

// `lead`: the request that is dispatched for this one, of the same outage.
export function stateWords(
    request: RequestView,
    estate: EstateView | undefined,
    lead?: RequestView,
): string {
    if (lead) return t('state.folded', { n: lead.number, state: stateWords(lead, estate) });
    const waiting = tradeWords(request, estate);
    if (waiting) return waiting;
    return [ownWords(request), crewWords(request)].filter(Boolean).join(' · ');
}
