// The two clocks of a request, their pauses and its hold, as numbers. Pure functions of view and time.
import { RequestState } from 'circle-codec';
import type { Hold, Pause, RequestView, TradeClock } from 'circle-codec';

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

// The trade was called, or is wanted, and has not finished.
export function awaited(trade: TradeClock | undefined): TradeClock | undefined {
    return trade && trade.called_at > 0 && trade.done_at === 0 ? trade : undefined;
}

// The trade that is called or wanted and has not been there.
export function tradeToCome({ trade }: Pick<RequestView, 'trade'>): TradeClock | undefined {
    const standing = awaited(trade);
    return standing && standing.arrived_at === 0 ? standing : undefined;
}

// The trade that was called and would come for nothing: the household itself has ended it.
export function tradeLeft(
    request: Pick<RequestView, 'trade' | 'state' | 'end_reason'>,
): TradeClock | undefined {
    const { state, end_reason } = request;
    const byHousehold =
        state === RequestState.REQUEST_STATE_CANCELLED || end_reason === 'resolved_by_resident';
    const trade = byHousehold ? tradeToCome(request) : undefined;
    return trade?.wanted ? undefined : trade;
}

// Where the awaited trade stands. Nobody has called it while it is only wanted; late is what is
// past its mark, which moves while the clock stands still.
export type TradeStand = 'wanted' | 'wanted.late' | 'coming' | 'late' | 'there';
export function tradeStand(trade: TradeClock, clocked: Clocked, now: number): TradeStand {
    if (trade.arrived_at > 0) return 'there';
    const late = now > trade.due_at && !standingPause(clocked);
    if (trade.wanted) return late ? 'wanted.late' : 'wanted';
    return late ? 'late' : 'coming';
}

// A coordinator looks for somebody in person, and the system does not, until then.
export function standingHold({ hold }: Pick<RequestView, 'hold'>, now: number): Hold | undefined {
    return hold && hold.until > now ? hold : undefined;
}
