// What the volunteer's screens hold beside the view: which offers were told, what became of them.
import { effect, signal, untracked } from '@preact/signals';
import { Code, Duty, OfferOutcome, VisitState } from 'circle-codec';
import type { OfferView, VisitView } from 'circle-codec';
import type { Body, Mutation } from '../common/outbox';
import type { Result } from '../common/courier';
import { Session } from '../common/session';
import { Sound } from '../common/sound';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import { randomKey } from '../common/environment';
import { notice } from '../common/ui';
import { categoryName, expiredText, isLiveVisit } from '../common/words';
import { byNeed, frontOf } from './offers';
import type { Front } from './offers';
import { followDuty } from './roster_model';
import { front, stayAwake, watchFront } from './watch';

const RING_AGAIN_MS = 6_000;
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
    missed: string; // request id of a visit that was given up, or empty
}
export const ending = signal<Ending | undefined>(undefined);
const inFront = signal<Front>({ id: '', known: [] });

export function end(text: string, more: Partial<Ending> = {}): void {
    ending.value = { text, sub: '', goodbye: 'plain', lateOffer: '', missed: '', ...more };
}

// Is a wish of this kind about this id on its way?
export function pending(kind: Mutation, id?: string): boolean {
    return session.outbox.entries.value.some(({ kind: k, body }) => {
        const { offer_id, request_id } = body as { offer_id?: string; request_id?: string };
        return k === kind && (id === undefined || offer_id === id || request_id === id);
    });
}

function timeLeft(offer: OfferView): number {
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

function awaitsAnswer(offer: OfferView): boolean {
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
    notice.value = '';
    if (!pending('accept_offer', offerId))
        session.courier.post('accept_offer', { offer_id: offerId });
}

export function decline(offerId: string): void {
    if (pending('accept_offer', offerId)) return;
    notice.value = '';
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

// How many calls went by since somebody last looked at this screen.
let unheard = 0;

function unreachable(offer: OfferView): void {
    unheard = ending.peek() ? unheard + 1 : 1;
    const text =
        unheard > 1 ? t('ended.unreachable.many', { n: unheard }) : t('ended.unreachable');
    end(text, { lateOffer: offer.id });
}

// Whoever had said yes is told, also when another offer takes the screen: of which, too.
function taken(offer: OfferView, hadSaidYes: boolean): void {
    const text = t('ended.taken');
    if (!hadSaidYes || !currentOffer()) return end(text);
    notice.value = t('said.by', {
        name: categoryName(session.store.estate.value, offer.category),
        text,
    });
}

// The request has ended, is held, paused or asked of others: why is not known here. Whoever had said
// yes is told not to set out.
function withdrawnKey(hadSaidYes: boolean): TextKey {
    if (!onDuty()) return 'ended.off';
    return hadSaidYes ? 'ended.withdrawn.yes' : 'ended.withdrawn';
}

function offerEnded(offer: OfferView, hadSaidYes: boolean): void {
    switch (offer.outcome) {
        case OfferOutcome.OFFER_OUTCOME_TAKEN:
            return taken(offer, hadSaidYes);
        case OfferOutcome.OFFER_OUTCOME_DECLINED:
            return end(t('ended.declined'));
        case OfferOutcome.OFFER_OUTCOME_UNREACHABLE:
            return unreachable(offer);
        case OfferOutcome.OFFER_OUTCOME_WITHDRAWN:
            return end(t(withdrawnKey(hadSaidYes)));
        case OfferOutcome.OFFER_OUTCOME_TIMED_OUT:
            return end(t('ended.timed_out'), {
                sub: t('ended.timed_out.still'),
                lateOffer: offer.id,
            });
    }
}

// Tells what became of each offer that this page had seen open.
function followOffers(): void {
    const open = new Map<string, number>(); // outcome by id
    effect(() => {
        const held = session.store.offers.value;
        for (const [id, before] of [...open]) {
            const offer = held.get(id);
            if (offer && awaitsAnswer(offer)) continue;
            open.delete(id);
            const hadSaidYes = before === OfferOutcome.OFFER_OUTCOME_CONFIRMING;
            if (offer) untracked(() => offerEnded(offer, hadSaidYes));
            else if (!pending('accept_offer', id) && !liveVisit()) end(t('ended.gone'));
        }
        for (const offer of held.values()) {
            if (awaitsAnswer(offer)) open.set(offer.id, offer.outcome);
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
        else if (last.state === VisitState.VISIT_STATE_MISSED)
            end(t('visit.ended.8'), { missed: last.request_id });
        else end(tOr(`visit.ended.${last.state}`, 'ended.gone'));
    });
}

// True only now: kept in no outbox, since later it would be a lie.
function show(offer_id: string): void {
    session.connection.send({ client_key: randomKey(), show_offer: { offer_id } });
}

// An offer counts as shown when somebody can see it: the page is in front.
function confirmShown(): void {
    const told = new Set<string>();
    effect(() => {
        // What was told to a link that broke is told again, if it is still not known.
        if (session.connection.link.value !== 'live') return told.clear();
        if (!front.value) return;
        for (const offer of openOffers()) {
            if (offer.shown_at || told.has(offer.id)) continue;
            told.add(offer.id);
            ending.value = undefined;
            show(offer.id);
        }
    });
}

// What somebody may be looking at stays where it is.
function holdFront(): void {
    effect(() => {
        const offer = currentOffer();
        if (front.value && offer && offer.id !== inFront.peek().id) bringToFront(offer.id);
    });
}

function ringWhileOpen(): void {
    let timer: ReturnType<typeof setInterval> | undefined;
    let ringing = '';
    effect(() => {
        const offer = currentOffer();
        // Nothing to answer any more, or nobody who would hear the answer: no ringing.
        const open = offer && timeLeft(offer) > 0 && !session.connection.stale.value;
        const id = open && !pending('accept_offer', offer.id) && !liveVisit() ? offer.id : '';
        const duty = t(onDuty() ? 'duty.on' : 'duty.off');
        document.title = id ? `🔔 ${t('offer.title')}` : `${duty} · ${t('app.name')}`;
        if (id === ringing) return;
        ringing = id;
        clearInterval(timer);
        if (!id) return;
        sound.play('offer');
        timer = setInterval(() => sound.play('offer'), RING_AGAIN_MS);
    });
}

// Browsers silence a page until a tap, and again after it was in the background. The first success
// is heard, so that nobody trusts a mute phone.
function keepSound(): void {
    // A click, not a press: what the sound hint leaves free would slide under the finger.
    document.addEventListener('click', () => sound.unlock());
    effect(() => {
        if (front.value && sound.unlocked.peek()) sound.unlock();
    });
    effect(() => {
        if (sound.unlocked.value) sound.play('fresh');
    });
}

// Refusals are kind words, never an error page.
function settled({ entry, code, winner }: Result): void {
    if (code === Code.CODE_OK) return;
    if (entry.kind === 'show_offer') return; // left over from an earlier version of this page
    if (code === Code.CODE_TAKEN) {
        end(winner ? t('ended.taken.name', { name: winner }) : t('ended.taken'));
    } else if (entry.kind === 'accept_offer' || entry.kind === 'decline_offer') {
        end(tOr(`code.${code}`, 'code.other'));
    } else {
        notice.value = tOr(`code.${code}`, 'code.other');
    }
}

// `first` may take a result for itself, by returning true.
export function startModel(first: (result: Result) => boolean): void {
    session.onSettled((result) => {
        if (!first(result)) settled(result);
    });
    session.onExpired((entry) => {
        if (entry.kind !== 'show_offer') notice.value = expiredText(entry);
    });
    watchFront();
    followOffers();
    followVisits();
    confirmShown();
    holdFront();
    ringWhileOpen();
    keepSound();
    followDuty();
    stayAwake(onDuty);
    session.start();
}
