// A helper asks for the licensed trade, and nobody has called it yet. Pure functions of the view.
import { AlarmReason } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { awaited } from '../common/clocks';
import { isTerminal } from '../common/words';
import { needsAck } from './order';

const DAY_MS = 86_400_000;

// What was asked for before the core kept `wanted` is known by its alarm alone.
export function isCallWanted(request: RequestView): boolean {
    const standing = awaited(request.trade);
    if (!standing || standing.arrived_at > 0) return false;
    return standing.wanted || isCallAlarm(request);
}

// It was called and has not come, and the request has ended since: who would come finds nothing to do.
// Nothing says that it was called off, so after a day it is not said any more.
export function isCallLeft(request: RequestView, now: number): boolean {
    const called = awaited(request.trade);
    if (!called || !isTerminal(request) || now >= request.ended_at + DAY_MS) return false;
    return !called.wanted && called.arrived_at === 0;
}

// Its alarm waits for just that call: it cannot be acknowledged otherwise.
export function isCallAlarm(request: RequestView): boolean {
    return needsAck(request) && request.alarm?.reason === AlarmReason.ALARM_REASON_TRADE_WANTED;
}
