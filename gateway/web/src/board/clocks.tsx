// The clocks on the board: pause and go on, the licensed trade, and why a promise was broken.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { PauseReason } from 'circle-codec';
import type { RequestView, TradeClock } from 'circle-codec';
import { awaited, standingPause } from '../common/clocks';
import { Choice, Words } from '../common/form';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import { PhoneLink } from '../common/ui';
import { categoryOf, isTerminal, tradeName } from '../common/words';
import { Act } from './act';
import { callTrade, pause, pending, progressTrade, resume } from './acts';
import { HandForm } from './hand_form';
import { coordinatorName } from './names';
import { session } from './session';
import { isCallLeft, isCallWanted } from './trade_call';
import { when } from './when';

const REASONS = [
    PauseReason.PAUSE_REASON_PART,
    PauseReason.PAUSE_REASON_SUPPLIER,
    PauseReason.PAUSE_REASON_RESIDENT,
] as const;
const PAUSE_MINUTES = [10, 30, 60, 120, 240, 480, 1440, 2880, 10_080];

function spanWords(minutes: number): string {
    if (minutes % 1440 === 0) return t('days', { n: minutes / 1440 });
    return minutes % 60 === 0 ? t('hours', { n: minutes / 60 }) : t('minutes', { n: minutes });
}

// There is something to pause: nobody at the door yet, or the trade is not.
export function pausable(request: RequestView): boolean {
    const trade = awaited(request.trade);
    const open = request.arrived_at === 0 || (trade !== undefined && trade.arrived_at === 0);
    return !isTerminal(request) && open && !standingPause(request);
}

// A paused request alarms nobody, and its clock shows no hurry.
function Sure(): JSX.Element {
    return (
        <label class="pause-sure">
            <input type="checkbox" required data-testid="pause-sure" />
            <span>{t('pause.sure')}</span>
        </label>
    );
}

export function PauseForm({ request }: { request: RequestView }): JSX.Element {
    const reason = useSignal<number>(PauseReason.PAUSE_REASON_PART);
    const minutes = useSignal('60');
    const text = useSignal('');
    return (
        <HandForm
            id="pause"
            yes="pause.yes"
            send={() => pause(request.id, reason.value, Number(minutes.value) * 60, text.value)}
        >
            <div class="pause-reasons" role="group" aria-label={t('pause.why')}>
                {REASONS.map((value) => (
                    <button
                        key={value}
                        type="button"
                        class="pause-reason"
                        aria-pressed={reason.value === value}
                        data-testid={`pause-reason-${value}`}
                        onClick={() => (reason.value = value)}
                    >
                        {reason.value === value && <span aria-hidden="true">✓ </span>}
                        {tOr(`pause.${value}`, 'pause.0')}
                    </button>
                ))}
            </div>
            <Choice
                label={t('hand.minutes')}
                value={minutes}
                testid="pause-minutes"
                options={PAUSE_MINUTES.map((n) => [String(n), spanWords(n)])}
            />
            <Words label={t('pause.words')} value={text} testid="pause-words" />
            {request.life_threatening && <Sure />}
        </HandForm>
    );
}

export function PauseBox({ request }: { request: RequestView }): JSX.Element | null {
    const standing = standingPause(request);
    if (!standing || isTerminal(request)) return null;
    const busy = pending('resume_clock', request.id);
    const by = standing.by ? coordinatorName(standing.by.id) : '';
    return (
        <div class="alarm-box" data-testid="pause-box">
            <Icon name="clock" />
            <span class="grow">
                <b>
                    {tOr(`pause.${standing.reason}`, 'pause.0')} ·{' '}
                    {t('pause.until', { time: when(standing.until) })}
                </b>{' '}
                {standing.text}
                <span class="soft-line">{t('pause.by', { name: by })}</span>
                {standing.objected_at > 0 && (
                    <b class="soft-line" data-testid="pause-box-objected">
                        {t('pause.box.objected', { time: when(standing.objected_at) })}
                    </b>
                )}
            </span>
            <Act
                testid="resume"
                text={t('pause.resume')}
                busy={busy}
                act={() => resume(request.id)}
            />
        </div>
    );
}

const TRADE_ACTS = ['call_trade', 'progress_trade'] as const;

function tradeWords(trade: TradeClock, wanted: boolean, named: { trade: string }): string {
    if (wanted) return t('board.trade.wanted', named);
    if (trade.arrived_at) return t('trade.there', named);
    const late = trade.breached_at > 0;
    return t(late ? 'trade.late' : 'trade.coming', { ...named, time: when(trade.due_at) });
}

function nextOf(trade: TradeClock | undefined, wanted: boolean): TextKey {
    if (!trade) return 'trade.call';
    if (wanted) return 'trade.called';
    return trade.arrived_at ? 'trade.done' : 'trade.arrived';
}

// Of an ended request whose trade is still expected: somebody has to call it off.
export function TradeLeft({ request }: { request: RequestView }): JSX.Element | null {
    const estate = session.store.estate.value;
    if (!isCallLeft(request, session.connection.clock.ticking.value)) return null;
    const trade = tradeName(estate, request.category, request.trade?.name ?? '');
    const phone = categoryOf(estate, request.category)?.trade?.phone ?? '';
    return (
        <div class="alarm-box" data-testid="trade-left-over">
            <b class="grow">{t('board.trade.left', { trade })}</b>
            <PhoneLink
                phone={phone}
                testid="trade-left-phone"
                label={phone}
                className="small call"
            />
        </div>
    );
}

// The licensed trade of the category: call it, say that it is there, say that it is done.
export function TradeBox({ request }: { request: RequestView }): JSX.Element | null {
    const estate = session.store.estate.value;
    const offered = categoryOf(estate, request.category)?.trade;
    const trade = awaited(request.trade);
    if (isTerminal(request) || (!offered && !trade)) return null;
    const named = { trade: tradeName(estate, request.category, trade?.name ?? '') };
    const wanted = isCallWanted(request);
    const busy = TRADE_ACTS.some((kind) => pending(kind, request.id));
    const step = () => {
        if (!trade || wanted) callTrade(request.id);
        else progressTrade(request.id, trade.arrived_at > 0);
    };
    const open = wanted || (trade !== undefined && trade.breached_at > 0);
    return (
        <div
            class={open ? 'alarm-box open' : 'trade-box'}
            data-testid="trade-box"
            data-wanted={wanted}
        >
            {trade && (
                <b class="grow" data-testid="trade-state">
                    {tradeWords(trade, wanted, named)}
                </b>
            )}
            {offered && (
                <PhoneLink
                    phone={offered.phone}
                    testid="trade-phone"
                    label={offered.phone}
                    className="small call"
                />
            )}
            <Act testid="trade-next" text={t(nextOf(trade, wanted), named)} busy={busy} act={step} />
        </div>
    );
}

// Why nobody was at the door in time.
export function Cause({ request }: { request: RequestView }): JSX.Element | null {
    if (!request.breached_at || !request.breach_cause) return null;
    return (
        <span class="cause" data-testid="cause" data-cause={request.breach_cause}>
            {t('cause.line', { cause: tOr(`cause.${request.breach_cause}`, 'state.0') })}
        </span>
    );
}

// A life may be in danger: said in words, above everything else.
export function Danger({ request }: { request: RequestView }): JSX.Element | null {
    if (!request.life_threatening) return null;
    return (
        <span class="danger-chip" data-testid="danger-chip">
            <Icon name="alarm" /> {t('danger.chip')}
        </span>
    );
}
