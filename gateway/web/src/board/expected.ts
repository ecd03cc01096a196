// When somebody is expected at the door of a request. Pure functions of the view.
import { VisitState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { standingPause } from '../common/clocks';
import { isLiveVisit, isTerminal, minutes } from '../common/words';

// 0: not known. Two who go in together are there with the second of them.
export function expectedAt(request: RequestView): number {
    const times = request.helpers
        .filter(({ state }) => isLiveVisit(state) && state !== VisitState.VISIT_STATE_ARRIVED)
        .map(({ promised_at }) => promised_at)
        .filter((at) => at > 0);
    if (times.length === 0) return 0;
    return request.two_go_together ? Math.max(...times) : Math.min(...times);
}

// So many minutes after the promise, by what the helper said; 0: in time, or nobody knows.
export function lateBy(request: RequestView): number {
    if (isTerminal(request) || request.arrived_at || standingPause(request)) return 0;
    const late = expectedAt(request) - request.sla_due_at;
    return late > 0 ? minutes(late) : 0;
}
