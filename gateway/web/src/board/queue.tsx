// State cards that filter, and the live queue by time left.
import type { JSX } from 'preact';
import { AlarmReason, OfferOutcome } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { CategoryIcon, Icon } from '../common/icons';
import type { IconName } from '../common/icons';
import { spotName } from '../common/landmarks';
import { t } from '../common/text';
import { categoryName, categoryOf, isTerminal } from '../common/words';
import { Clock, levelOf } from './clock';
import { Cause, Danger } from './clocks';
import { HoldLine } from './hold';
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
import { alarmWords, stateWords } from './state_words';
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
function chipWords(request: RequestView): string {
    const said = request.alarm?.reason === AlarmReason.ALARM_REASON_LIFE_THREATENING;
    return request.life_threatening && said ? t('alarm.open') : alarmWords(request);
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
                <HoldLine request={request} />
                <People request={request} />
                <Danger request={request} />
                <Cause request={request} />
                {needsAck(request) && (
                    <span class="alarm-chip" data-testid="alarm-chip">
                        <Icon name="alarm" />
                        {chipWords(request)}
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
