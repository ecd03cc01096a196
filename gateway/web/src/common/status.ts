// What became of a request, as its household reads it. Pure functions of view and time.
import { RequestState, VisitState } from 'circle-codec';
import type { EstateView, HelperView, RequestView } from 'circle-codec';
import { awaited, standingHold, standingPause, tradeStand } from './clocks';
import { phrase } from './phrases';
import { t, tOr } from './text';
import type { TextKey, Values } from './text';
import {
    clockTime,
    hasBeenThere,
    isComing,
    isJustSent,
    isLiveVisit,
    isTerminal,
    leadHelper,
    mayBeElsewhere,
    minutes,
    moment,
    tradeName,
} from './words';

export interface Status {
    headline: string;
    sub: string;
    tone: 'wait' | 'coming' | 'here' | 'good' | 'over';
    step: number; // how many of the five steps are behind us
    skipped?: readonly number[]; // of those, from 0: what never happened
    onSite?: boolean; // somebody comes to the fault that is shared, not to this door
}

const ACCEPTED_STEP = 2;
const ARRIVED_STEP = 3;

const say = (key: TextKey, values?: Values) => t(key, values);

function acceptedWords(helper: HelperView, left: number): TextKey {
    const late = left <= 0 && helper.promised_at > 0;
    // Who was sent may not know of it yet: no minutes are named for them.
    if (isJustSent(helper)) return late ? 'status.sent.late' : 'status.sent';
    return late ? 'status.accepted.late' : 'status.accepted';
}

function coming(helper: HelperView, now: number, estate: EstateView | undefined): Status {
    const { name } = helper;
    const left = helper.promised_at - now;
    const n = minutes(left);
    const sub = left > 0 ? say('fact.due', { time: clockTime(helper.promised_at, estate) }) : '';
    if (helper.state === VisitState.VISIT_STATE_ACCEPTED) {
        const headline = say(acceptedWords(helper, left), { name });
        if (isJustSent(helper)) {
            const until = say(left > 0 ? 'status.sent.sub' : 'status.sent.late.sub');
            return { headline, sub: until, tone: 'coming', step: ACCEPTED_STEP };
        }
        const about = left > 0 ? say('status.helper.sub', { name, n }) : '';
        return { headline, sub: about, tone: 'coming', step: 3 };
    }
    if (left > 60_000) {
        return { headline: say('status.way', { name, n }), sub, tone: 'coming', step: 3 };
    }
    const key = left > 0 ? 'status.way.soon' : 'status.way.late';
    return { headline: say(key, { name }), sub, tone: 'coming', step: 3 };
}

// What a request that was solved never came to: an outage may end before anybody has agreed. Who
// is done has been at the door, though they may have forgotten to say so.
export function skippedSteps({ helpers, arrived_at }: RequestView): number[] {
    const has = (state: number) => helpers.some((helper) => helper.state === state);
    const arrived = arrived_at > 0 || has(VisitState.VISIT_STATE_DONE);
    const accepted = arrived || has(VisitState.VISIT_STATE_CANCELLED);
    return [...(accepted ? [] : [ACCEPTED_STEP]), ...(arrived ? [] : [ARRIVED_STEP])];
}

function ended(request: RequestView): Status {
    const helper = leadHelper(request);
    switch (request.state) {
        case RequestState.REQUEST_STATE_RESOLVED:
            return {
                headline: say('status.resolved'),
                sub: helper
                    ? say('status.resolved.thanks', { name: helper.name })
                    : say('status.resolved.sub'),
                tone: 'good',
                step: 5,
                skipped: skippedSteps(request),
            };
        case RequestState.REQUEST_STATE_CANCELLED: {
            const undone = request.end_reason === 'undo';
            return {
                headline: say(undone ? 'status.undone' : 'status.cancelled'),
                sub: say('status.cancelled.sub'),
                tone: 'over',
                step: 0,
            };
        }
        default:
            return {
                headline: say('status.closed'),
                sub: say('status.closed.sub', { reason: phrase(request.end_reason) }),
                tone: 'over',
                step: 0,
            };
    }
}

// Who had promised to come and cannot, while nobody else has promised yet.
function gaveUp(request: RequestView): HelperView | undefined {
    return request.helpers
        .filter((helper) => helper.state === VisitState.VISIT_STATE_ABORTED)
        .sort((a, b) => b.accepted_at - a.accepted_at)[0];
}

// Beside the phone: whether the alarm still rings, or somebody at the station has taken it.
export function phoneWords({ alarm }: RequestView): string {
    const taken = (alarm?.acknowledged_at ?? 0) > 0;
    return say(taken ? 'status.queued.taken.sub' : 'status.queued.phone.sub');
}

// What stands below the headline while nobody is coming.
function waitingSub(request: RequestView, usual: TextKey): string {
    if (request.show_phone) return phoneWords(request);
    const gone = gaveUp(request);
    return gone ? say('status.aborted.sub', { name: gone.name }) : say(usual);
}

// Who is missing yet: under a hold it is a coordinator who looks for them.
function moreWords(request: RequestView, n: number, now: number): string {
    return say(standingHold(request, now) ? 'status.held.more' : 'status.more', { n });
}

// Two go in together, and not all of them are at the door.
function waitsForCompanion(
    request: RequestView,
    helper: HelperView,
    now: number,
): Status | undefined {
    const at = ({ state }: HelperView) =>
        state === VisitState.VISIT_STATE_ARRIVED || state === VisitState.VISIT_STATE_DONE;
    const there = request.helpers.filter(at).length;
    const waits = request.two_go_together && !request.life_threatening;
    if (!waits || there >= request.headcount) return undefined;
    const companion = request.helpers.find((one) => isLiveVisit(one.state) && !at(one));
    const sub = companion
        ? say('status.pair.sub', { name: companion.name })
        : moreWords(request, request.headcount - there, now);
    return { headline: say('status.pair', { name: helper.name }), sub, tone: 'here', step: 4 };
}

// Who was at the door has left; the licensed trade is awaited.
function tradeComes(request: RequestView, now: number, estate?: EstateView): Status | undefined {
    const trade = awaited(request.trade);
    if (!trade) return undefined;
    const named = { trade: tradeName(estate, request.category, trade.name) };
    const time = moment(trade.due_at, now, estate);
    const headline = say(`trade.${tradeStand(trade, request, now)}`, { ...named, time });
    return { headline, sub: say('status.trade.sub'), tone: 'here', step: 4 };
}

// The clock stands still and nobody is on the way.
function paused(request: RequestView, now: number, estate?: EstateView): Status | undefined {
    const pause = standingPause(request);
    if (!pause) return undefined;
    return {
        headline: say('status.paused', { time: moment(pause.until, now, estate) }),
        sub: tOr(`pause.${pause.reason}`, 'pause.0'),
        tone: 'wait',
        step: 1,
    };
}

// A coordinator sees to it in person, and nobody is on the way.
export function held(request: RequestView, now: number, estate?: EstateView): Status | undefined {
    const hold = standingHold(request, now);
    if (!hold) return undefined;
    return {
        headline: say('status.held'),
        sub: say('status.held.sub', { time: moment(hold.until, now, estate) }),
        tone: 'wait',
        step: 1,
    };
}

// Nobody decides at this moment: nobody is looked for either, until the system is back. What people
// do goes on, and a coordinator's hold with it.
export function whileHalted(status: Status, request: RequestView, now: number): Status {
    const byHand = standingPause(request) || standingHold(request, now);
    if (status.step !== 1 || byHand) return status;
    return { ...status, headline: say('status.halted'), sub: say('status.halted.sub') };
}

// Who has been at the door and has left, while it goes on: the others are still to come.
function beenThere({ helpers }: RequestView): string {
    return helpers.filter(hasBeenThere).map(({ name }) => name).join(t('list.comma'));
}

// The resident's live status in words.
export function residentStatus(
    request: RequestView,
    now: number,
    estate?: EstateView,
): Status {
    if (isTerminal(request)) return ended(request);
    const status = liveStatus(request, now, estate);
    const names = beenThere(request);
    // At the door the status speaks of who is there.
    if (!names || request.state === RequestState.REQUEST_STATE_ARRIVED) return status;
    const first = say('status.been', { names });
    const sub = status.sub ? say('sentences', { first, second: status.sub }) : first;
    return { ...status, sub, step: ARRIVED_STEP + 1 };
}

function liveStatus(request: RequestView, now: number, estate?: EstateView): Status {
    const helper = leadHelper(request);
    const arrived = request.state === RequestState.REQUEST_STATE_ARRIVED;
    const somebody = helper !== undefined && isLiveVisit(helper.state);
    const trade = arrived && !somebody && tradeComes(request, now, estate);
    if (trade) return trade;
    if (arrived && helper) {
        const waits = waitsForCompanion(request, helper, now);
        if (waits) return waits;
        const { name } = helper;
        const elsewhere = mayBeElsewhere(estate, request.category);
        return {
            headline: say(elsewhere ? 'status.arrived.place' : 'status.arrived', { name }),
            sub: say(elsewhere ? 'status.trade.sub' : 'status.arrived.sub'),
            tone: 'here',
            step: 4,
        };
    }
    if (helper && isLiveVisit(helper.state)) {
        const status = coming(helper, now, estate);
        const missing = request.headcount - request.helpers.filter(isComing).length;
        // Nobody is looked for while the clock stands still.
        if (missing <= 0 || standingPause(request)) return status;
        const more = moreWords(request, missing, now);
        return { ...status, sub: [status.sub, more].filter(Boolean).join(t('list.clause')) };
    }
    const stopped = paused(request, now, estate) ?? held(request, now, estate);
    if (stopped) return stopped;
    if (request.asked > 0) {
        return {
            headline: say('status.offering', { n: request.asked }),
            sub: waitingSub(request, 'status.offering.sub'),
            tone: 'wait',
            step: 1,
        };
    }
    const key = request.show_phone ? 'status.queued.phone' : 'status.queued';
    const sub = waitingSub(request, 'status.queued.sub');
    return { headline: say(key), sub, tone: 'wait', step: 1 };
}
