// Which of several offers is asked first: pure functions of what the view holds.
import { Urgency } from 'circle-codec';
import type { EstateView, OfferView } from 'circle-codec';
import { categoryOf, isLifeThreatening } from '../common/words';

// A life may be in danger, it is urgent, or neither.
export function gravity(
    { category, answers, urgency }: OfferView,
    estate: EstateView | undefined,
): 0 | 1 | 2 {
    if (isLifeThreatening(categoryOf(estate, category), answers)) return 2;
    return urgency === Urgency.URGENCY_URGENT ? 1 : 0;
}

// The gravest first, then the nearest, then the one that ends first.
export function byNeed(
    offers: readonly OfferView[],
    estate: EstateView | undefined,
): OfferView[] {
    return [...offers].sort(
        (a, b) =>
            gravity(b, estate) - gravity(a, estate) ||
            a.walk_minutes - b.walk_minutes ||
            a.expires_at - b.expires_at,
    );
}

// The offer that is in front, and all that were open when it came there or was tapped.
export interface Front {
    id: string;
    known: readonly string[];
}

const MUCH_NEARER_MIN = 3;

// `open`: by need. What somebody looks at is not changed under their finger, but for a graver or
// much nearer one that they have not seen yet.
export function frontOf(
    open: readonly OfferView[],
    { id, known }: Front,
    estate: EstateView | undefined,
): OfferView | undefined {
    const held = open.find((offer) => offer.id === id);
    if (!held) return open[0];
    const goesBefore = (offer: OfferView) => {
        const graver = gravity(offer, estate) - gravity(held, estate);
        if (graver !== 0) return graver > 0;
        return offer.walk_minutes + MUCH_NEARER_MIN <= held.walk_minutes;
    };
    return open.find((offer) => !known.includes(offer.id) && goesBefore(offer)) ?? held;
}
