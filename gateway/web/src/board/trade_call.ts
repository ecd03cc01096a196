// A helper asks for the licensed trade, and nobody has called it yet. Pure functions of the view.
import { AlarmReason } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { awaited } from '../common/clocks';
import { needsAck } from './order';

type Traded = Pick<RequestView, 'trade'>;

export function isCallWanted({ trade }: Traded): boolean {
    const standing = awaited(trade);
    return standing !== undefined && standing.wanted && standing.arrived_at === 0;
}

// Its alarm waits for just that call: taking notice of it says that the call was made.
export function isCallAlarm(request: RequestView): boolean {
    return needsAck(request) && request.alarm?.reason === AlarmReason.ALARM_REASON_TRADE_WANTED;
}
