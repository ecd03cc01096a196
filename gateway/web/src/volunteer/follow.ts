// What the volunteer's page does by itself: it tells how each offer and visit ended, confirms what is
// seen, rings, and says kindly what was refused.
import { effect, untracked } from '@preact/signals';
import { Code, OfferOutcome, VisitState } from 'circle-codec';
import type { OfferView } from 'circle-codec';
import type { Result } from '../common/courier';
import { randomKey } from '../common/environment';
import { forgetOnWish, hasChanged, tell } from '../common/notices';
import type { Entry } from '../common/outbox';
import { t, tOr } from '../common/text';
import { expiredText, titleOf } from '../common/words';
import {
    awaitsAnswer,
    bringToFront,
    currentOffer,
    end,
    ending,
    hasNewTask,
    inFront,
    liveVisit,
    onDuty,
    openOffers,
    pending,
    session,
    sound,
    timeLeft,
} from './model';
import { followDuty } from './roster_model';
import { front, stayAwake, watchFront } from './watch';

const RING_AGAIN_MS = 6_000;

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
    const name = titleOf(session.store.estate.value, offer);
    tell(t('said.by', { name, text }), hasNewTask());
}

// They went off duty; or the request has ended, is held, paused or asked of others: why is not known
// here. Whoever had said yes is told not to set out.
function withdrawn(hadSaidYes: boolean): void {
    if (!onDuty()) end(t('ended.off'), { resting: true });
    else end(t(hadSaidYes ? 'ended.withdrawn.yes' : 'ended.withdrawn'));
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
            return withdrawn(hadSaidYes);
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

// "You are resting" is not true any more once they are on duty again.
function forgetRest(): void {
    effect(() => {
        if (onDuty() && ending.value?.resting) ending.value = undefined;
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
        tell(tOr(`code.${code}`, 'code.other'), hasMoved(entry));
    }
}

// A refusal says to look at the state: once that is another one, it was looked at.
function hasMoved({ body }: Entry): () => boolean {
    const { request_id: id } = body as { request_id?: string };
    if (!id) return hasNewTask();
    return hasChanged(() => session.store.visits.value.get(id)?.state);
}

// Of these nothing needs to be said to who has a visit by now.
const BEFORE_VISIT: readonly string[] = ['accept_offer', 'decline_offer', 'set_duty'];

function expired(entry: Entry): void {
    if (entry.kind === 'show_offer') return;
    const { request_id: id = '' } = entry.body as { request_id?: string };
    const visit = hasChanged(() => session.store.visits.value.get(id)?.state);
    const isMoot = () => BEFORE_VISIT.includes(entry.kind) && liveVisit() !== undefined;
    tell(expiredText(entry), () => visit() || isMoot());
}

// `first` may take a result for itself, by returning true.
export function startModel(first: (result: Result) => boolean): void {
    session.onSettled((result) => {
        if (!first(result)) settled(result);
    });
    session.onExpired(expired);
    forgetOnWish(session.outbox.entries);
    watchFront();
    followOffers();
    followVisits();
    forgetRest();
    confirmShown();
    holdFront();
    ringWhileOpen();
    keepSound();
    followDuty();
    stayAwake(onDuty);
    session.start();
}
