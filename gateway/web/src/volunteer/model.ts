// What the volunteer's screens hold beside the view: which offers were told, what became of them.
import { signal } from '@preact/signals';
import { Duty, OfferOutcome } from 'circle-codec';
import type { OfferView, VisitView } from 'circle-codec';
import type { Body, Mutation } from '../common/outbox';
import { hasChanged } from '../common/notices';
import { Session } from '../common/session';
import { Sound } from '../common/sound';
import { isLiveVisit } from '../common/words';
import { byNeed, frontOf } from './offers';
import type { Front } from './offers';

// An offer whose end was not told (the link is gone) leaves the screen this long after its time.
const OVERDUE_MS = 2_000;

export const session = new Session('volunteer');
export const sound = new Sound();

// How the last offer or visit ended, said kindly; dismissed by a tap or by the next offer.
export interface Ending {
    text: string;
    sub: string;
    goodbye: 'good' | 'plain';
    lateOffer: string; // offer id that can still be accepted, or empty
    resting: boolean; // it ended because they went off duty
    missed: string; // request id of a visit that was given up, or empty
}
export const ending = signal<Ending | undefined>(undefined);
export const inFront = signal<Front>({ id: '', known: [] });

export function end(text: string, more: Partial<Ending> = {}): void {
    ending.value = { text, sub: '', goodbye: 'plain', lateOffer: '', resting: false, missed: '', ...more };
}

// Is a wish of this kind about this id on its way?
export function pending(kind: Mutation, id?: string): boolean {
    return session.outbox.entries.value.some(({ kind: k, body }) => {
        const { offer_id, request_id } = body as { offer_id?: string; request_id?: string };
        return k === kind && (id === undefined || offer_id === id || request_id === id);
    });
}

export function timeLeft(offer: OfferView): number {
    return offer.expires_at - session.connection.clock.ticking.value;
}

// Over, but nobody has won: a yes still counts.
export function standingOffers(): OfferView[] {
    const standing = [...session.store.offers.value.values()].filter(
        (o) => o.standing && o.outcome !== OfferOutcome.OFFER_OUTCOME_OPEN,
    );
    return byNeed(standing);
}

// Offers to answer, by need.
export function openOffers(): OfferView[] {
    const open = [...session.store.offers.value.values()]
        .filter((o) => o.outcome === OfferOutcome.OFFER_OUTCOME_OPEN)
        .filter((o) => !pending('decline_offer', o.id))
        .filter((o) => timeLeft(o) > -OVERDUE_MS || pending('accept_offer', o.id));
    return byNeed(open);
}

// The yes was heard; somebody better placed may still say it, for some seconds.
export function confirmingOffer(): OfferView | undefined {
    return [...session.store.offers.value.values()].find(
        (o) => o.outcome === OfferOutcome.OFFER_OUTCOME_CONFIRMING && !pending('decline_offer', o.id),
    );
}

export function awaitsAnswer(offer: OfferView): boolean {
    const { outcome } = offer;
    return (
        outcome === OfferOutcome.OFFER_OUTCOME_OPEN ||
        outcome === OfferOutcome.OFFER_OUTCOME_CONFIRMING
    );
}

// The offer to answer now. None while a yes waits: the service takes no second one.
export function currentOffer(): OfferView | undefined {
    if (confirmingOffer()) return undefined;
    const open = openOffers();
    const said = open.find(({ id }) => pending('accept_offer', id));
    return said ?? frontOf(open, inFront.value);
}

export function bringToFront(id: string): void {
    inFront.value = { id, known: openOffers().map((offer) => offer.id) };
}

export function liveVisit(): VisitView | undefined {
    return [...session.store.visits.value.values()].find((visit) => isLiveVisit(visit.state));
}

// For what was said beside an offer, a visit or neither: has another one come, or has this ended?
export function hasNewTask(): () => boolean {
    return hasChanged(() => liveVisit()?.request_id ?? currentOffer()?.id ?? '');
}

export function onDuty(): boolean {
    const duty = session.store.me.value?.duty;
    return duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY;
}

export function setDuty(on: boolean, at_station = false): void {
    sound.unlock();
    if (pending('set_duty')) return;
    const duty = on ? Duty.DUTY_ON_DUTY : Duty.DUTY_OFF;
    session.courier.post('set_duty', { duty, at_station });
}

export function addRemark(request_id: string, text: string): void {
    session.courier.post('remark', { request_id, text });
}

// Takes back a yes that the service has not got.
export function giveUp(offerId: string): void {
    for (const { key, kind, body } of session.outbox.entries.value) {
        const { offer_id } = body as Body<'accept_offer'>;
        if (kind === 'accept_offer' && offer_id === offerId) session.outbox.remove(key);
    }
}

export function accept(offerId: string): void {
    sound.unlock();
    ending.value = undefined;
    if (!pending('accept_offer', offerId))
        session.courier.post('accept_offer', { offer_id: offerId });
}

export function decline(offerId: string): void {
    if (pending('accept_offer', offerId)) return;
    session.courier.post('decline_offer', { offer_id: offerId });
}

// `alone`: why one finished what takes two.
export function progress(request_id: string, state: number, alone = ''): void {
    if (pending('progress_visit', request_id)) return;
    session.courier.post('progress_visit', { request_id, state, alone });
}

export function callTrade(request_id: string): void {
    session.courier.post('call_trade', { request_id });
}

// `done`: it has finished; else it is at the door.
export function progressTrade(request_id: string, done: boolean): void {
    session.courier.post('progress_trade', { request_id, done });
}

export function abort(requestId: string, reason: string): void {
    if (!pending('abort_visit', requestId)) {
        session.courier.post('abort_visit', { request_id: requestId, reason });
    }
}
