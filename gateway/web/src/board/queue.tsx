// State cards that filter, and the live queue by time left.
import type { JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { CategoryIcon, Icon } from '../common/icons';
import type { IconName } from '../common/icons';
import { t, tOr } from '../common/text';
import {
    categoryName,
    digits,
    isTerminal,
    leadHelper,
    urgencyOf,
} from '../common/words';
import { acknowledge } from './acts';
import {
    FILTERS,
    choose,
    chosen,
    chosenId,
    counts,
    filter,
    keySheet,
    lastEnded,
    move,
    needsAck,
    queue,
    show,
} from './model';
import type { Filter } from './model';
import { PastFoot, PastSearch } from './past_pane';
import { session } from './session';
import { when } from './when';

const CARD_ICONS: Record<Filter, IconName> = {
    live: 'clock',
    searching: 'search',
    coming: 'walk',
    arrived: 'door',
    alarm: 'alarm',
    ended: 'check',
};

export function Cards(): JSX.Element {
    return (
        <div class="cards" role="group">
            {FILTERS.map((by) => (
                <button
                    key={by}
                    type="button"
                    class={`state-card card-${by}`}
                    aria-pressed={filter.value === by}
                    data-testid={`card-${by}`}
                    data-count={counts.value[by]}
                    onClick={() => show(by)}
                >
                    <Icon name={CARD_ICONS[by]} />
                    <b class="live-number">{counts.value[by]}</b>
                    <span>{t(`card.${by}`)}</span>
                </button>
            ))}
        </div>
    );
}

export function stateWords(request: RequestView): string {
    const name = leadHelper(request)?.name ?? '';
    if (request.state === RequestState.REQUEST_STATE_OFFERING && request.asked === 0)
        return t('state.1');
    return tOr(`state.${request.state}`, 'state.0', { n: request.asked, name });
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
    if (request.arrived_at) {
        const took = digits(request.arrived_at - (request.clock_from || request.submitted_at));
        return (
            <span class="clock met">
                <b class="live-number">{t('met', { t: took })}</b>
            </span>
        );
    }
    const level = urgencyOf(request, now);
    const left = request.sla_due_at - now;
    const text = left >= 0 ? t('left', { t: digits(left + 999) }) : t('over', { t: digits(-left) });
    return (
        <span class={`clock level-${level}`} data-level={level}>
            <b class="live-number" data-testid="time-left">
                {text}
            </b>
            <span class="level" data-testid="level-word">{t(`share.${level}`)}</span>
        </span>
    );
}

function Row({ request }: { request: RequestView }): JSX.Element {
    const estate = session.store.estate.value;
    const icon = estate?.categories.find((c) => c.id === request.category)?.icon ?? '';
    const selected = chosenId.value === request.id;
    const level =
        request.arrived_at || isTerminal(request)
            ? 0
            : urgencyOf(request, session.connection.clock.ticking.value);
    return (
        <li>
            <button
                type="button"
                class={`queue-row edge-${level}`}
                id={`row-${request.id}`}
                aria-current={selected ? 'true' : undefined}
                data-testid="queue-row"
                data-request={request.id}
                data-state={request.state}
                onClick={() => choose(request.id)}
            >
                <CategoryIcon emoji={icon} />
                <span class="what">
                    <span class="line">
                        <b>{categoryName(estate, request.category)}</b>
                        <span class="soft">{t('number', { n: request.number })}</span>
                    </span>
                    <span class="line" data-testid="row-door">
                        {request.door}
                    </span>
                    <span class="line soft" data-testid="row-state">
                        {stateWords(request)}
                    </span>
                </span>
                <span class="side">
                    <Clock request={request} />
                    {needsAck(request) && (
                        <span class="alarm-chip" data-testid="alarm-chip">
                            <Icon name="alarm" />
                            {tOr(`alarm.${request.alarm?.reason}`, 'state.0')}
                        </span>
                    )}
                </span>
            </button>
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

// Single keys work only while the queue has the focus.
function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act: Record<string, () => void> = {
        j: () => focusRow(move(1)),
        k: () => focusRow(move(-1)),
        a: () => chosen.value && needsAck(chosen.value) && acknowledge(chosen.value.id),
        '?': () => (keySheet.value = !keySheet.value),
        Escape: () => (keySheet.value = false),
    };
    const run = act[event.key];
    if (!run) return;
    event.preventDefault();
    run();
}

function focusRow(id: string): void {
    if (id) document.getElementById(`row-${id}`)?.focus();
}

export function Queue(): JSX.Element {
    const past = filter.value === 'ended';
    return (
        <section
            class="pane queue"
            aria-label={t(past ? 'past.heading' : 'queue.title')}
            tabIndex={0}
            onKeyDown={onKey}
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
