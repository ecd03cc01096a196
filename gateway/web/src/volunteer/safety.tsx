// Around a visit: wait for the companion, call the trade, and why the clock stands still.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { VisitView } from 'circle-codec';
import { awaited, standingPause, tradeStand } from '../common/clocks';
import type { TradeStand } from '../common/clocks';
import { Icon } from '../common/icons';
import { phrase } from '../common/phrases';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import {
    categoryOf,
    firstNumber,
    isLifeThreatening,
    isLiveVisit,
    minutes,
    moment,
    tradeName,
} from '../common/words';
import { callTrade, pending, progressTrade, session } from './model';
import { isAlone } from './pair';
import { useSettled } from './settle';
import { isThere } from './together';

const now = () => session.connection.clock.ticking.value;

// Sent by hand against a rule: what they may not do, and what for they were asked all the same. Of
// what they did against one themselves they know.
export function SentDespite({ visit }: { visit: VisitView }): JSX.Element | null {
    if (visit.despite !== 'licence' && visit.despite !== 'sex') return null;
    return (
        <p class="safety" data-testid="visit-despite">
            <Icon name="shield" />
            <span>
                <b>{t(`visit.despite.${visit.despite}`)}</b>
                {t('visit.despite.why', { reason: phrase(visit.despite_reason) })}
            </span>
        </p>
    );
}

// Who comes to go in together, and when.
export function pairWords(visit: VisitView): string {
    const companion = visit.companions.find(({ state }) => isLiveVisit(state));
    if (!companion) return t('pair.searching');
    const left = companion.promised_at - now();
    return left > 0
        ? t('pair.minutes', { name: companion.name, n: minutes(left) })
        : t('pair.soon', { name: companion.name });
}

// By what was answered: the view has no word of its own for it.
function isInDanger({ category, answers }: VisitView): boolean {
    return isLifeThreatening(categoryOf(session.store.estate.value, category), answers);
}

// Two go in together, nobody alone; but not while a life may be in danger.
export function PairNotice({ visit }: { visit: VisitView }): JSX.Element | null {
    if (!isAlone(visit)) return null;
    const danger = isInDanger(visit);
    const category = categoryOf(session.store.estate.value, visit.category);
    const number = firstNumber(category) || '120';
    return (
        <section class="pair" role="status" data-testid="pair" data-danger={danger}>
            <Icon name="people" />
            <span>
                <b>{danger ? t('pair.danger', { number }) : t('pair.wait')}</b>
                <span data-testid="pair-companion">{pairWords(visit)}</span>
            </span>
        </section>
    );
}

export function VisitPause({ visit }: { visit: VisitView }): JSX.Element | null {
    const pause = standingPause(visit);
    if (!pause) return null;
    return (
        <p class="pair" role="status" data-testid="visit-pause">
            <Icon name="clock" />
            <span>
                <b>{tOr(`pause.${pause.reason}`, 'pause.0')}</b>
                <span>
                    {t('pause.until', {
                        time: moment(pause.until, now(), session.store.estate.value),
                    })}
                </span>
            </span>
        </p>
    );
}

// The household reads of it at once, and nothing takes it back: asked before.
function SureToCall(props: { visit: VisitView; trade: string; back: () => void }): JSX.Element {
    const { visit, trade, back } = props;
    const settled = useSettled('call');
    const call = () => {
        if (!settled) return;
        callTrade(visit.request_id);
        back();
    };
    return (
        <section class="card who" data-testid="visit-trade-sure">
            <p>
                <b>{t('trade.call.sure', { trade })}</b>
            </p>
            <p>{t('trade.call.sub')}</p>
            <button
                type="button"
                class="button main"
                data-testid="visit-trade-yes"
                aria-disabled={!settled}
                onClick={call}
            >
                {t('trade.call.yes')}
            </button>
            <button type="button" class="button quiet" data-testid="visit-trade-no" onClick={back}>
                {t('trade.call.no')}
            </button>
        </section>
    );
}

// Who asked for it need not call: the station does, late or not.
function tradeKey(stand: TradeStand): TextKey {
    return stand === 'wanted' || stand === 'wanted.late' ? 'visit.trade.wanted' : `trade.${stand}`;
}

// From the door: the trade is called, then comes, then has finished. One next step at a time.
export function TradeStep({ visit }: { visit: VisitView }): JSX.Element | null {
    const estate = session.store.estate.value;
    const calling = useSignal(false);
    const trade = awaited(visit.trade);
    if (!isThere(visit) || (!visit.trade_name && !trade)) return null;
    const named = { trade: tradeName(estate, visit.category, trade?.name ?? visit.trade_name) };
    const busy =
        pending('call_trade', visit.request_id) || pending('progress_trade', visit.request_id);
    if (calling.value && !trade) {
        const back = () => (calling.value = false);
        return <SureToCall visit={visit} trade={named.trade} back={back} />;
    }
    const step = () => {
        if (busy) return;
        if (trade) progressTrade(visit.request_id, trade.arrived_at > 0);
        else calling.value = true;
    };
    const next = !trade ? 'trade.call' : trade.arrived_at ? 'trade.done' : 'trade.arrived';
    const stand = trade && tradeStand(trade, visit, now());
    const time = trade ? moment(trade.due_at, now(), estate) : '';
    return (
        <section class="card who" data-testid="visit-trade">
            {stand && (
                <p role="status" data-testid="visit-trade-state" data-stand={stand}>
                    {t(tradeKey(stand), { ...named, time })}
                </p>
            )}
            <button
                type="button"
                class="button quiet"
                data-testid="visit-trade-next"
                aria-disabled={busy}
                onClick={step}
            >
                {busy ? t('sending') : t(next, named)}
            </button>
        </section>
    );
}
