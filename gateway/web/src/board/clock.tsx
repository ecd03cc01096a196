// The time that a request has left, of the promise or of the licensed trade.
import type { JSX } from 'preact';
import type { RequestView } from 'circle-codec';
import { awaited, clockNow, pausedMs, standingPause } from '../common/clocks';
import { t, tOr } from '../common/text';
import { clockFrom, digits, isTerminal, tradeName, urgencyOf } from '../common/words';
import { lateBy } from './expected';
import { folded } from './outage';
import { session } from './session';
import { isCallWanted } from './trade_call';
import { when } from './when';

function tradeWord(request: RequestView): string {
    if (isCallWanted(request)) return t('trade.wanted.word');
    if (standingPause(request)) return t('pause.word');
    return tradeName(session.store.estate.value, request.category, request.trade?.name ?? '');
}

const TIGHT = 3;
const OVERDUE = 4;

// The second clock, of the licensed trade.
function TradeTime({ request }: { request: RequestView }): JSX.Element {
    const due = request.trade?.due_at ?? 0;
    const now = clockNow(request, session.connection.clock.ticking.value);
    const text =
        now <= due ? t('left', { t: digits(due - now) }) : t('over', { t: digits(now - due) });
    const tight = isCallWanted(request) || request.life_threatening;
    const level = now > due ? OVERDUE : tight ? TIGHT : 1;
    return (
        <span class={`clock level-${level}`} data-testid="trade-left">
            <b class="live-number">{text}</b>
            <span class="level">{tradeWord(request)}</span>
        </span>
    );
}

// How much of the promise is used up, 0 when it is kept or over. With a helper who is expected after
// it there is no time to spare, however much is left, nor while a life may be in danger.
export function levelOf(request: RequestView): 0 | 1 | 2 | 3 | 4 {
    if (request.arrived_at || isTerminal(request)) return 0;
    const level = urgencyOf(request, session.connection.clock.ticking.value);
    const tight = lateBy(request) > 0 || request.life_threatening;
    return tight && level < TIGHT ? TIGHT : level;
}

function levelWord(request: RequestView, level: number): string {
    if (standingPause(request)) return t('pause.word');
    const late = lateBy(request);
    if (late > 0 && level < OVERDUE) return t('share.late', { n: late });
    return tOr(`share.${level}`, 'share.1');
}

// Remaining time as digits, what it means as a word: colour is the third cue only.
export function Clock({ request }: { request: RequestView }): JSX.Element {
    const now = session.connection.clock.ticking.value;
    if (isTerminal(request)) {
        return (
            <span class="clock over">
                <b>{t('ended.at', { time: when(request.ended_at) })}</b>
            </span>
        );
    }
    const trade = awaited(request.trade);
    if (request.arrived_at && trade && !trade.arrived_at) return <TradeTime request={request} />;
    if (request.arrived_at) {
        const took = digits(request.arrived_at - clockFrom(request) - pausedMs(request));
        return (
            <span class={request.life_threatening ? 'clock met grave' : 'clock met'}>
                <b class="live-number">{t(folded(request) ? 'met.site' : 'met', { t: took })}</b>
            </span>
        );
    }
    const level = levelOf(request);
    const paused = standingPause(request) !== undefined;
    const left = request.sla_due_at - clockNow(request, now);
    const most = request.sla_due_at - clockFrom(request); // clocks agree to some ms only
    const shown = digits(Math.min(left + 999, most));
    const text = left >= 0 ? t('left', { t: shown }) : t('over', { t: digits(-left) });
    return (
        <span class={`clock level-${level}`} data-level={level} data-paused={paused}>
            <b class="live-number" data-testid="time-left">
                {text}
            </b>
            <span class="level" data-testid="level-word">
                {levelWord(request, level)}
            </span>
        </span>
    );
}
