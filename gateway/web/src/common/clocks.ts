// The two clocks of a request and their pauses, as numbers. Pure functions of view and time.
import type { Pause, RequestView, TradeClock } from 'circle-codec';

type Clocked = Pick<RequestView, 'pauses'>;

// The pause that stands: only the newest can.
export function standingPause({ pauses }: Clocked): Pause | undefined {
    const newest = pauses[pauses.length - 1];
    return newest && newest.ended_at === 0 ? newest : undefined;
}

// How long the clock has stood still, without the pause that stands.
export function pausedMs({ pauses }: Clocked): number {
    return pauses.reduce((sum, p) => sum + (p.ended_at ? p.ended_at - p.from : 0), 0);
}

// What the clock shows: `now`, or the moment at which it was stopped.
export function clockNow(request: Clocked, now: number): number {
    const pause = standingPause(request);
    return pause ? Math.min(now, pause.from) : now;
}

// The trade was called and has not finished.
export function awaited(trade: TradeClock | undefined): TradeClock | undefined {
    return trade && trade.called_at > 0 && trade.done_at === 0 ? trade : undefined;
}
