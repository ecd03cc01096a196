// The state of a request in a few words, as the queue and the detail have it. Pure functions of the
// view.
import { AlarmReason, RequestState, VisitState } from 'circle-codec';
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
import { isCallWanted } from './trade_call';

const hasHelper = ({ helpers }: RequestView) => helpers.some(({ state }) => isLiveVisit(state));

// Nobody has called it yet, wherever the helper is.
function callWords(request: RequestView, estate: EstateView | undefined): string {
    if (isTerminal(request) || !isCallWanted(request)) return '';
    const trade = tradeName(estate, request.category, request.trade?.name ?? '');
    return t('state.trade.wanted', { trade });
}

// The helper has left; whom the request waits for.
function tradeWords(request: RequestView, estate: EstateView | undefined): string {
    const trade = awaited(request.trade);
    const alone = request.state === RequestState.REQUEST_STATE_ARRIVED && !hasHelper(request);
    if (!trade || !alone) return '';
    if (isCallWanted(request)) return callWords(request, estate);
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
    const searches = state < RequestState.REQUEST_STATE_ASSIGNED;
    if (searches && standingPause(request)) return t('pause.word');
    if (searches && request.hold) return t('state.held');
    if (state === RequestState.REQUEST_STATE_OFFERING && asked === 0) return t('state.1');
    const helper = leadHelper(request);
    const name = helper?.name ?? '';
    // Who is to come, and has not set out yet.
    if (state === RequestState.REQUEST_STATE_ASSIGNED && helper) {
        if (isJustSent(helper)) return t('state.sent', { name });
        const agreed = helper.state === VisitState.VISIT_STATE_ACCEPTED;
        if (agreed) return t('state.accepted', { name });
    }
    const words = tOr(`state.${state}`, 'state.0', { n: asked, name });
    return isTerminal(request) && name ? `${words} · ${name}` : words;
}

// Why its alarm was raised. That there was nobody to ask may be over before anybody takes notice.
export function alarmWords({ alarm, asked }: RequestView): string {
    const nobody = alarm?.reason === AlarmReason.ALARM_REASON_NOBODY_AVAILABLE;
    if (nobody && asked > 0) return t('alarm.1.asked');
    return tOr(`alarm.${alarm?.reason}`, 'state.0');
}

// Of a request that another one is dispatched for: who is at the other's door, or where the fault
// is, is not at this one.
function leadWords(lead: RequestView, estate: EstateView | undefined): string {
    const helper = leadHelper(lead);
    const there = lead.state === RequestState.REQUEST_STATE_ARRIVED && hasHelper(lead);
    if (there && helper) return t('outage.there', { name: helper.name });
    return stateWords(lead, estate);
}

// `lead`: the request that is dispatched for this one, of the same outage; a helper of its own
// speaks for itself.
export function stateWords(
    request: RequestView,
    estate: EstateView | undefined,
    lead?: RequestView,
): string {
    if (lead && !hasHelper(request)) {
        return t('state.folded', { n: lead.number, state: leadWords(lead, estate) });
    }
    const waiting = tradeWords(request, estate);
    if (waiting) return waiting;
    const parts = [ownWords(request), crewWords(request), callWords(request, estate)];
    return parts.filter(Boolean).join(' · ');
}
