// Which of several offers is asked first, and what is said of a grave one: pure functions of what
// the view holds.
import { Urgency } from 'circle-codec';
import type { CategoryView, OfferView } from 'circle-codec';
import { t } from '../common/text';
import { firstNumber } from '../common/words';

// A life may be in danger, it is urgent, or neither.
export function gravity({ life_threatening, urgency }: OfferView): 0 | 1 | 2 {
    if (life_threatening) return 2;
    return urgency === Urgency.URGENCY_URGENT ? 1 : 0;
}

// The gravest first, then the nearest, then the one that ends first.
export function byNeed(offers: readonly OfferView[]): OfferView[] {
    return [...offers].sort(
        (a, b) =>
            gravity(b) - gravity(a) ||
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
): OfferView | undefined {
    const held = open.find((offer) => offer.id === id);
    if (!held) return open[0];
    const goesBefore = (offer: OfferView) => {
        const graver = gravity(offer) - gravity(held);
        if (graver !== 0) return graver > 0;
        return offer.walk_minutes + MUCH_NEARER_MIN <= held.walk_minutes;
    };
    return open.find((offer) => !known.includes(offer.id) && goesBefore(offer)) ?? held;
}

// Of an offer where a life may be in danger: whom the household was told to call, if its page says
// so, and that nobody waits for who else comes.
export function dangerWords(
    { two_go_together }: Pick<OfferView, 'two_go_together'>,
    category: CategoryView | undefined,
): string[] {
    const number = firstNumber(category);
    const told = number ? [t('offer.danger.told', { number })] : [];
    return two_go_together ? [...told, t('offer.danger.go')] : told;
}
