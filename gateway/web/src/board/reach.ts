// Who could not be reached lately. Pure functions of the view.
import { Duty, OfferOutcome } from 'circle-codec';
import type { OfferLine, RequestView, VolunteerView } from 'circle-codec';
import { isTerminal } from '../common/words';

// Each one's newest offer of the requests that go on.
export function newestOffers(requests: Iterable<RequestView>): Map<string, OfferLine> {
    const newest = new Map<string, OfferLine>();
    for (const request of requests) {
        if (isTerminal(request)) continue;
        for (const offer of request.offers) {
            const before = newest.get(offer.volunteer_id);
            if (!before || offer.opened_at > before.opened_at) newest.set(offer.volunteer_id, offer);
        }
    }
    return newest;
}

// On duty, but the newest offer did not reach them; whoever came on duty after it is reachable again.
export function outOfReach(
    { duty, duty_since }: VolunteerView,
    newest: OfferLine | undefined,
): boolean {
    return (
        duty === Duty.DUTY_ON_DUTY &&
        newest?.outcome === OfferOutcome.OFFER_OUTCOME_UNREACHABLE &&
        newest.opened_at > duty_since
    );
}
