// How long an offer may still be answered.
import type { OfferLine } from 'circle-codec';
import { session } from './session';

// Whole seconds, never more than its window: the clocks agree to some milliseconds only.
export function secondsLeft({ opened_at, expires_at }: OfferLine): number {
    const left = Math.min(
        expires_at - session.connection.clock.ticking.value,
        expires_at - opened_at,
    );
    return Math.max(0, Math.ceil(left / 1000));
}
