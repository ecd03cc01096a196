// Who may be asked now, in words. For an urgent request staff are asked from the start, so that its
// last rung asks nobody more. Pure functions of the view.
import { Rung, Urgency } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { tOr } from '../common/text';

type Asking = Pick<RequestView, 'rung' | 'urgency'>;

const isUrgent = ({ urgency }: Asking) => urgency === Urgency.URGENCY_URGENT;

// Nobody is left whom a wider circle would add.
export function asksAll(request: Asking): boolean {
    return request.rung >= (isUrgent(request) ? Rung.RUNG_ESTATE : Rung.RUNG_STAFF);
}

export function rungWords(request: Asking, rung: number = request.rung): string {
    return tOr(isUrgent(request) ? `rung.urgent.${rung}` : `rung.${rung}`, 'rung.0');
}
