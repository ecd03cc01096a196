// What the volunteer's screens hold beside the view: which offers were told, what became of them.
import { effect, signal } from '@preact/signals';
import { Code, Duty, OfferOutcome, VisitState } from 'circle-codec';
import type { OfferView, VisitView } from 'circle-codec';
import type { Mutation } from '../common/outbox';
import type { Result } from '../common/courier';
import { Session } from '../common/session';
import { Sound } from '../common/sound';
import { t, tOr } from '../common/text';
import { notice } from '../common/ui';
import { isLiveVisit } from '../common/words';

const RING_AGAIN_MS = 6_000;

export const session = new Session('volunteer');
export const sound = new Sound();

// How the last offer or visit ended, said kindly; dismissed by a tap or by the next offer.
export interface Ending {
    text: string;
    sub: string;
    goodbye: 'good' | 'plain';
    lateOffer: string; // offer id that can still be accepted, or empty
}
export const ending = signal<Ending | undefined>(undefined);
// The offer that was tapped to the front, when two are open.
export const chosenOffer = signal('');

export function end(text: string, more: Partial<Ending> = {}): void {
    ending.value = { text, sub: '', goodbye: 'plain', lateOffer: '', ...more };
}

// Is a wish of this kind about this id on its way?
export function pending(kind: Mutation, id?: string): boolean {
    return session.outbox.entries.value.some(({ kind: k, body }) => {
        const { offer_id, request_id } = body as { offer_id?: string; request_id?: string };
        return k === kind && (id === undefined || offer_id === id || request_id === id);
    });
}

// Offers to answer, the one that ends first in front.
export function openOffers(): OfferView[] {
    return [...session.store.offers.value.values()]
        .filter((o) => o.outcome === OfferOutcome.OFFER_OUTCOME_OPEN)
        .filter((o) => !pending('decline_offer', o.id))
        .sort((a, b) => a.expires_at - b.expires_at);
}

export function currentOffer(): OfferView | undefined {
    const open = openOffers();
    return open.find((offer) => offer.id === chosenOffer.value) ?? open[0];
}

export function liveVisit(): VisitView | undefined {
    return [...session.store.visits.value.values()].find((visit) => isLiveVisit(visit.state));
}

export function onDuty(): boolean {
    const duty = session.store.me.value?.duty;
    return duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY;
}

export function setDuty(on: boolean): void {
    sound.unlock();
    if (pending('set_duty')) return;
    session.courier.post('set_duty', { duty: on ? Duty.DUTY_ON_DUTY : Duty.DUTY_OFF });
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

export function progress(requestId: string, state: number): void {
    if (pending('progress_visit', requestId)) return;
    session.courier.post('progress_visit', { request_id: requestId, state });
}

export function abort(requestId: string, reason: string): void {
    if (!pending('abort_visit', requestId)) {
        session.courier.post('abort_visit', { request_id: requestId, reason });
    }
}

function offerEnded(offer: OfferView): void {
    switch (offer.outcome) {
        case OfferOutcome.OFFER_OUTCOME_TAKEN:
            return end(t('ended.taken'));
        case OfferOutcome.OFFER_OUTCOME_DECLINED:
            return end(t('ended.declined'));
        case OfferOutcome.OFFER_OUTCOME_UNREACHABLE:
            return end(t('ended.unreachable'));
        case OfferOutcome.OFFER_OUTCOME_WITHDRAWN:
            return end(t('ended.withdrawn'));
        case OfferOutcome.OFFER_OUTCOME_TIMED_OUT:
            return end(t('ended.timed_out'), {
                sub: t('ended.timed_out.still'),
                lateOffer: offer.id,
            });
    }
}

// Tells what became of each offer that this page had seen open.
function followOffers(): void {
    const open = new Set<string>();
    effect(() => {
        const held = session.store.offers.value;
        for (const id of [...open]) {
            const offer = held.get(id);
            if (offer?.outcome === OfferOutcome.OFFER_OUTCOME_OPEN) continue;
            open.delete(id);
            if (offer) offerEnded(offer);
            else if (!pending('accept_offer', id) && !liveVisit()) end(t('ended.gone'));
        }
        for (const offer of held.values()) {
            if (offer.outcome === OfferOutcome.OFFER_OUTCOME_OPEN) open.add(offer.id);
        }
    });
}

function followVisits(): void {
    let live = '';
    effect(() => {
        const visit = liveVisit();
        if (visit) {
            live = visit.request_id;
            ending.value = undefined;
            return;
        }
        if (!live) return;
        const last = session.store.visits.value.get(live);
        live = '';
        if (!last) end(t('ended.gone'), { goodbye: 'good' });
        else if (last.state === VisitState.VISIT_STATE_DONE)
            end(t('visit.ended.4'), { goodbye: 'good' });
        else end(tOr(`visit.ended.${last.state}`, 'ended.gone'));
    });
}

// An offer counts as shown when somebody can see it: the page is in front.
function confirmShown(): void {
    const told = new Set<string>();
    const front = signal(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', () => {
        front.value = document.visibilityState === 'visible';
    });
    effect(() => {
        if (!front.value || session.connection.link.value !== 'live') return;
        for (const offer of openOffers()) {
            if (offer.shown_at || told.has(offer.id)) continue;
            told.add(offer.id);
            ending.value = undefined;
            session.courier.post('show_offer', { offer_id: offer.id });
        }
    });
}

function ringWhileOpen(): void {
    let timer: ReturnType<typeof setInterval> | undefined;
    let ringing = '';
    effect(() => {
        const offer = currentOffer();
        const id = offer && !pending('accept_offer', offer.id) ? offer.id : '';
        document.title = id ? `🔔 ${t('offer.title')}` : `${t('duty.on')} · ${t('app.name')}`;
        if (id === ringing) return;
        ringing = id;
        clearInterval(timer);
        if (!id) return;
        sound.play('offer');
        timer = setInterval(() => sound.play('offer'), RING_AGAIN_MS);
    });
}

// Refusals are kind words, never an error page.
function settled({ entry, code, winner }: Result): void {
    if (code === Code.CODE_OK) return;
    if (entry.kind === 'show_offer') return; // it ended meanwhile; its update says how
    if (code === Code.CODE_TAKEN) {
        end(winner ? t('ended.taken.name', { name: winner }) : t('ended.taken'));
    } else if (entry.kind === 'accept_offer' || entry.kind === 'decline_offer') {
        end(tOr(`code.${code}`, 'code.other'));
    } else {
        notice.value = tOr(`code.${code}`, 'code.other');
    }
}

export function startModel(): void {
    session.onSettled(settled);
    session.onExpired(() => (notice.value = t('expired')));
    followOffers();
    followVisits();
    confirmShown();
    ringWhileOpen();
    session.start();
}
