// A helper asks for the licensed trade, and nobody has called it yet. Pure functions of the view.
import { AlarmReason } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { awaited } from '../common/clocks';
import { needsAck } from './order';

// What was asked for before the core kept `wanted` is known by its alarm alone.
export function isCallWanted(request: RequestView): boolean {
    const standing = awaited(request.trade);
    if (!standing || standing.arrived_at > 0) return false;
    return standing.wanted || isCallAlarm(request);
}

// Its alarm waits for just that call: it cannot be acknowledged otherwise.
export function isCallAlarm(request: RequestView): boolean {
    return needsAck(request) && request.alarm?.reason === AlarmReason.ALARM_REASON_TRADE_WANTED;
}
