// State cards that filter, and the live queue by time left.
import type { JSX } from 'preact';
import { AlarmReason, OfferOutcome } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { awaited, clockNow, pausedMs, standingPause } from '../common/clocks';
import { CategoryIcon, Icon } from '../common/icons';
import type { IconName } from '../common/icons';
import { spotName } from '../common/landmarks';
import { t, tOr } from '../common/text';
import {
    categoryName,
    categoryOf,
    clockFrom,
    digits,
    isTerminal,
    tradeName,
    urgencyOf,
} from '../common/words';
import { Cause, Danger } from './clocks';
import { lateBy } from './expected';
import { onQueueKey } from './keys';
import { OutageLine, OutageRows } from './outage';
import {
    FILTERS,
    chosenId,
    counts,
    filter,
    lastEnded,
    queue,
    show,
} from './model';
import type { Filter } from './model';
import { PastFoot, PastSearch } from './past_pane';
import { secondsLeft } from './offers';
import { openRequest } from './open';
import { isDanger, needsAck } from './order';
import { session, wall } from './session';
import { stateWords } from './state_words';
import { when } from './when';

const CARD_ICONS: Record<Filter, IconName> = {
    live: 'clock',
    searching: 'search',
    coming: 'walk',
    arrived: 'door',
    alarm: 'alarm',
    ended: 'check',
};

function CardBody({ by }: { by: Filter }): JSX.Element {
    return (
        <>
            <Icon name={CARD_ICONS[by]} />
            <b class="live-number">{counts.value[by]}</b>
            <span>{t(`card.${by}`)}</span>
        </>
    );
}

function Card({ by }: { by: Filter }): JSX.Element {
    const what = {
        class: `state-card card-${by}`,
        'data-testid': `card-${by}`,
        'data-count': counts.value[by],
    };
    if (wall) {
        return (
            <div {...what}>
                <CardBody by={by} />
            </div>
        );
    }
    return (
        <button
            type="button"
            aria-pressed={filter.value === by}
            onClick={() => show(by)}
            {...what}
        >
            <CardBody by={by} />
        </button>
    );
}

export function Cards(): JSX.Element {
    return (
        <div class="cards" role="group" aria-label={t('cards')}>
            {FILTERS.map((by) => (
                <Card key={by} by={by} />
            ))}
        </div>
    );
}

// The second clock, of the licensed trade.
function TradeTime({ request }: { request: RequestView }): JSX.Element {
    const due = request.trade?.due_at ?? 0;
    const now = clockNow(request, session.connection.clock.ticking.value);
    const text =
        now <= due ? t('left', { t: digits(due - now) }) : t('over', { t: digits(now - due) });
    const estate = session.store.estate.value;
    return (
        <span class={now <= due ? 'clock level-1' : 'clock level-4'} data-testid="trade-left">
            <b class="live-number">{text}</b>
            <span class="level">
                {standingPause(request)
                    ? t('pause.word')
                    : tradeName(estate, request.category, request.trade?.name ?? '')}
            </span>
        </span>
    );
}

const TIGHT = 3;
const OVERDUE = 4;

// How much of the promise is used up, 0 when it is kept or over. With a helper who is expected after
// it there is no time to spare, however much is left.
function levelOf(request: RequestView): 0 | 1 | 2 | 3 | 4 {
    if (request.arrived_at || isTerminal(request)) return 0;
    const level = urgencyOf(request, session.connection.clock.ticking.value);
    return lateBy(request) > 0 && level < TIGHT ? TIGHT : level;
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
            <span class="clock met">
                <b class="live-number">{t('met', { t: took })}</b>
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

const MOST_ASKED = 3;

// Who is asked and for how long yet, or when somebody is expected.
function People({ request }: { request: RequestView }): JSX.Element | null {
    const open = request.offers.filter(
        ({ outcome }) => outcome === OfferOutcome.OFFER_OUTCOME_OPEN,
    );
    if (isTerminal(request) || open.length === 0) return null;
    return (
        <span class="line soft live-number" data-testid="row-asked">
            {open.slice(0, MOST_ASKED).map((offer) => (
                <span key={offer.id} class="whole">
                    {t('row.asked', { name: offer.name, n: secondsLeft(offer) })}
                </span>
            ))}
            {open.length > MOST_ASKED && (
                <span class="whole">{t('row.more', { n: open.length - MOST_ASKED })}</span>
            )}
        </span>
    );
}

// The row of a life in danger says so already.
function alarmWords({ alarm, life_threatening }: RequestView): string {
    const said = alarm?.reason === AlarmReason.ALARM_REASON_LIFE_THREATENING;
    if (life_threatening && said) return t('alarm.open');
    return tOr(`alarm.${alarm?.reason}`, 'state.0');
}

export function RowBody({ request }: { request: RequestView }): JSX.Element {
    const estate = session.store.estate.value;
    const spot = spotName(session.store.estate.value, request);
    return (
        <>
            <CategoryIcon emoji={categoryOf(estate, request.category)?.icon ?? ''} />
            <span class="what">
                <span class="line">
                    <b>{categoryName(estate, request.category)}</b>
                    <span class="soft">{t('number', { n: request.number })}</span>
                </span>
                <span class="line" data-testid="row-door">
                    {request.door}
                    {spot && <span class="whole">{t('near', { name: spot })}</span>}
                </span>
            </span>
            <Clock request={request} />
            <span class="more">
                <span class="line soft" data-testid="row-state">
                    {stateWords(request, estate)}
                </span>
                <OutageLine request={request} />
                <People request={request} />
                <Danger request={request} />
                <Cause request={request} />
                {needsAck(request) && (
                    <span class="alarm-chip" data-testid="alarm-chip">
                        <Icon name="alarm" />
                        {alarmWords(request)}
                    </span>
                )}
            </span>
        </>
    );
}

export function rowClass(request: RequestView): string {
    return `queue-row edge-${levelOf(request)}${isDanger(request) ? ' danger' : ''}`;
}

function Row({ request }: { request: RequestView }): JSX.Element {
    return (
        <li>
            <button
                type="button"
                class={rowClass(request)}
                id={`row-${request.id}`}
                aria-current={chosenId.value === request.id ? 'true' : undefined}
                data-testid="queue-row"
                data-request={request.id}
                data-state={request.state}
                onClick={() => openRequest(request.id)}
            >
                <RowBody request={request} />
            </button>
            <OutageRows request={request} />
        </li>
    );
}

function Empty(): JSX.Element {
    const estate = session.store.estate.value;
    const last = lastEnded.value;
    const none = filter.value === 'live' && counts.value.ended === 0;
    return (
        <div class="empty" data-testid="queue-empty">
            <Icon name="sun" />
            <p>
                <b>{t(none ? 'queue.empty' : 'queue.empty.filter')}</b>
            </p>
            <p>{t('queue.empty.duty', { n: estate?.on_duty ?? 0 })}</p>
            {last && (
                <p class="soft">
                    {t('queue.empty.last', {
                        time: when(last.submitted_at),
                        category: categoryName(estate, last.category),
                    })}
                </p>
            )}
        </div>
    );
}

export function Queue(): JSX.Element {
    const past = filter.value === 'ended';
    return (
        <section
            class="pane queue"
            aria-label={t(past ? 'past.heading' : 'queue.title')}
            tabIndex={0}
            onKeyDown={onQueueKey}
            id="queue"
            data-testid="queue"
        >
            <header class="pane-head">
                <h2>{t(past ? 'past.heading' : 'queue.title')}</h2>
                <span class="soft">{t(past ? 'past.sorted' : 'queue.sorted')}</span>
            </header>
            {past && <PastSearch />}
            {!past && queue.value.length === 0 && <Empty />}
            <ul>
                {queue.value.map((request) => (
                    <Row key={request.id} request={request} />
                ))}
            </ul>
            {past && <PastFoot />}
        </section>
    );
}
