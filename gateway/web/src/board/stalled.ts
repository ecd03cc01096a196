// Whether the system still looks after a request. Pure functions of view and time.
import { OfferOutcome } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { awaited, standingPause } from '../common/clocks';
import { isTerminal } from '../common/words';

const GRACE_MS = 15_000;

// Something was due on it and did not happen: nobody but a person will go on with it.
export function isStalled(request: RequestView, now: number): boolean {
    if (isTerminal(request)) return false;
    const missed = (due: number) => due > 0 && now > due + GRACE_MS;
    const { alarm, hold, offers } = request;
    const asked = offers.some(
        ({ outcome, expires_at }) =>
            outcome === OfferOutcome.OFFER_OUTCOME_OPEN && missed(expires_at),
    );
    const told = request.arrived_at > 0 || request.breached_at > 0;
    const pause = standingPause(request);
    const trade = awaited(request.trade);
    const awaits = trade !== undefined && trade.arrived_at === 0 && trade.breached_at === 0;
    if (pause) return missed(pause.until) || (alarm !== undefined && missed(alarm.next_contact_at));
    return (
        asked ||
        (hold !== undefined && missed(hold.until)) ||
        (alarm !== undefined && missed(alarm.next_contact_at)) ||
        (awaits && missed(trade.due_at)) ||
        (!told && missed(request.sla_due_at))
    );
}
