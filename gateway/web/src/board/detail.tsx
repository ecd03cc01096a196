// The selected request: who and where, its clock, who was asked, what happened and why.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { FactKind } from 'circle-codec';
import type { Fact, HelperView, RequestView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { categoryName, isLiveVisit, isTerminal } from '../common/words';
import { factMood, factText, whyLines } from './facts';
import { Hands, HoldBox, Remarks, RungLine } from './hands';
import {
    acknowledge,
    askTimeline,
    choose,
    chosen,
    close,
    closing,
    coordinatorName,
    nameOf,
    needsAck,
    pending,
    queue,
    session,
    timelineAskedAt,
    withdraw,
    withdrawing,
} from './model';
import { Clock, stateWords } from './queue';
import { when } from './when';

function AlarmBox({ request }: { request: RequestView }): JSX.Element | null {
    const { alarm } = request;
    if (!alarm || isTerminal(request)) return null;
    const open = needsAck(request);
    const busy = pending('acknowledge_alarm', request.id);
    return (
        <div
            class={open ? 'alarm-box open' : 'alarm-box'}
            data-testid="alarm"
            data-acknowledged={!open}
        >
            <Icon name="alarm" />
            <span class="grow">
                <b>{tOr(`alarm.${alarm.reason}`, 'state.0')}</b>{' '}
                <span>{when(alarm.raised_at)}</span>
                {!open && (
                    <span> · {t('ack.by', { name: coordinatorName(alarm.acknowledged_by) })}</span>
                )}
            </span>
            {open && (
                <button
                    type="button"
                    class="small"
                    data-testid="alarm-ack"
                    aria-disabled={busy}
                    onClick={() => acknowledge(request.id)}
                >
                    {t(busy ? 'ack.coming' : 'ack')}
                </button>
            )}
        </div>
    );
}

function CloseForm({ request }: { request: RequestView }): JSX.Element {
    const reason = useSignal('');
    const send = (event: Event) => {
        event.preventDefault();
        if (reason.value.trim()) close(request.id, reason.value);
    };
    return (
        <form class="close-form" onSubmit={send} data-testid="close-form">
            <label>
                {t('close.reason')}
                <input
                    type="text"
                    required
                    maxLength={200}
                    value={reason}
                    data-testid="close-reason"
                    onInput={(event) => (reason.value = event.currentTarget.value)}
                />
            </label>
            <button type="submit" class="small danger" data-testid="close-yes">
                {t('close.yes')}
            </button>
            <button
                type="button"
                class="small"
                data-testid="close-no"
                onClick={() => (closing.value = false)}
            >
                {t('close.no')}
            </button>
        </form>
    );
}

function CloseButton({ request }: { request: RequestView }): JSX.Element | null {
    if (isTerminal(request)) return null;
    if (pending('close_request', request.id)) return <span class="soft">{t('close.coming')}</span>;
    if (closing.value) return <CloseForm request={request} />;
    return (
        <button
            type="button"
            class="small"
            data-testid="close"
            onClick={() => (closing.value = true)}
        >
            {t('close')}
        </button>
    );
}

function Person({ request }: { request: RequestView }): JSX.Element {
    return (
        <dl class="person">
            <div>
                <dt>{t('detail.where')}</dt>
                <dd data-testid="detail-door">{request.door}</dd>
            </div>
            <div>
                <dt>{t('detail.who')}</dt>
                <dd data-testid="detail-name">{request.name}</dd>
            </div>
            <div>
                <dt>{t('detail.phone')}</dt>
                <dd>
                    <PhoneLink
                        phone={request.phone}
                        testid="detail-phone"
                        label={request.phone}
                        className="phone"
                    />
                </dd>
            </div>
            <div>
                <dt>{t('detail.submitted')}</dt>
                <dd data-testid="detail-submitted">{when(request.submitted_at)}</dd>
            </div>
            <div>
                <dt>{t('detail.due')}</dt>
                <dd data-testid="detail-due">{when(request.sla_due_at)}</dd>
            </div>
            {request.note && (
                <div class="wide">
                    <dt>{t('detail.note')}</dt>
                    <dd data-testid="detail-note">{request.note}</dd>
                </div>
            )}
            {isTerminal(request) && request.end_reason && (
                <div class="wide">
                    <dt>{t('detail.ended')}</dt>
                    <dd data-testid="detail-ended">
                        {tOr(`end.${request.end_reason}`, 'end.other', {
                            reason: request.end_reason,
                        })}
                    </dd>
                </div>
            )}
        </dl>
    );
}

// Called back only on purpose: the first click asks why, the second does it.
function Withdraw({ request, helper }: { request: RequestView; helper: HelperView }): JSX.Element {
    const reason = useSignal('');
    const id = helper.volunteer_id;
    if (pending('withdraw_visit', id)) return <span class="soft">{t('sending')}</span>;
    if (withdrawing.value !== id) {
        return (
            <button
                type="button"
                class="small"
                data-testid="withdraw"
                onClick={() => (withdrawing.value = id)}
            >
                {t('hand.withdraw')}
            </button>
        );
    }
    const send = (event: Event) => {
        event.preventDefault();
        withdraw(request.id, id, reason.value);
    };
    return (
        <form class="close-form" onSubmit={send} data-testid="form-withdraw">
            <label>
                {t('hand.reason')}
                <input
                    type="text"
                    maxLength={200}
                    value={reason}
                    data-testid="withdraw-reason"
                    onInput={(event) => (reason.value = event.currentTarget.value)}
                />
            </label>
            <button type="submit" class="small danger" data-testid="withdraw-yes">
                {t('hand.withdraw.yes')}
            </button>
            <button
                type="button"
                class="small"
                data-testid="withdraw-no"
                onClick={() => (withdrawing.value = '')}
            >
                {t('hand.no')}
            </button>
        </form>
    );
}

function Helper({ request, helper }: { request: RequestView; helper: HelperView }): JSX.Element {
    const { assigned_by } = helper;
    const time = helper.arrived_at
        ? t('fact.at', { time: when(helper.arrived_at) })
        : t('fact.due', { time: when(helper.promised_at) });
    return (
        <li data-testid="detail-helper" data-visit={helper.state}>
            <b>{helper.name}</b>
            {helper.staff && <span class="staff">{t('people.staff')}</span>}
            <span>{tOr(`board.visit.${helper.state}`, 'state.0')}</span>
            <span class="soft">{time}</span>
            {assigned_by && (
                <span class="soft" data-testid="assigned-by">
                    {t('assigned.by', { name: coordinatorName(assigned_by) })}
                </span>
            )}
            <PhoneLink
                phone={helper.phone}
                testid="helper-phone"
                label={helper.phone}
                className="phone"
            />
            {isLiveVisit(helper.state) && <Withdraw request={request} helper={helper} />}
        </li>
    );
}

function Helpers({ request }: { request: RequestView }): JSX.Element | null {
    if (request.helpers.length === 0) return null;
    return (
        <section>
            <h3>{t('detail.helpers')}</h3>
            <ul class="lines">
                {request.helpers.map((helper) => (
                    <Helper
                        key={`${helper.volunteer_id}${helper.accepted_at}`}
                        request={request}
                        helper={helper}
                    />
                ))}
            </ul>
        </section>
    );
}

function Offers({ request }: { request: RequestView }): JSX.Element {
    return (
        <section>
            <h3>{t('detail.offers')}</h3>
            {request.offers.length === 0 && <p class="soft">{t('detail.offers.none')}</p>}
            <ul class="lines" data-testid="offers">
                {request.offers.map((offer) => (
                    <li
                        key={offer.id}
                        data-testid="offer-line"
                        data-outcome={offer.outcome}
                        data-volunteer={offer.volunteer_id}
                    >
                        <b>{offer.name}</b>
                        <span class={`outcome outcome-${offer.outcome}`}>
                            {tOr(`outcome.${offer.outcome}`, 'outcome.0')}
                        </span>
                        <span class="soft">{t(offer.shown_at ? 'shown' : 'not.shown')}</span>
                        <span class="soft">
                            {t('minutes', { n: Math.max(1, Math.ceil(offer.walk_s / 60)) })}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function Line({ fact }: { fact: Fact }): JSX.Element {
    return (
        <li
            class={`mood-${factMood(fact)}`}
            data-testid="fact"
            data-kind={fact.kind}
            data-number={fact.number}
        >
            <time>
                {when(fact.now, true)}
            </time>
            <div>
                <p>{factText(fact, nameOf)}</p>
                {fact.why && (
                    <ul class="why" aria-label={t('why')} data-testid="why">
                        {whyLines(fact.why, nameOf).map((line) => (
                            <li key={line}>{line}</li>
                        ))}
                    </ul>
                )}
            </div>
        </li>
    );
}

const TIMELINE_SLOW_MS = 5_000;

// A timeline begins with the tap; without it, only what came since is here.
function TimelineState({ facts }: { facts: readonly Fact[] }): JSX.Element | null {
    if (facts.some(({ kind }) => kind === FactKind.FACT_KIND_REQUEST_SUBMITTED)) return null;
    const waited = session.connection.clock.ticking.value - timelineAskedAt.value;
    if (waited < TIMELINE_SLOW_MS) {
        return (
            <p class="soft" data-testid="timeline-loading">
                {t('timeline.loading')}
            </p>
        );
    }
    return (
        <p data-testid="timeline-failed">
            {t('timeline.failed')}{' '}
            <button type="button" class="small" data-testid="timeline-again" onClick={askTimeline}>
                {t('timeline.again')}
            </button>
        </p>
    );
}

function TimelineList({ request }: { request: RequestView }): JSX.Element {
    const facts = session.store.timelines.value.get(request.id) ?? [];
    return (
        <section>
            <h3>{t('detail.timeline')}</h3>
            <TimelineState facts={facts} />
            <ol class="timeline" data-testid="timeline">
                {facts.map((fact) => (
                    <Line key={fact.number} fact={fact} />
                ))}
            </ol>
        </section>
    );
}

// What has ended stays until the reader goes on.
function Over({ request }: { request: RequestView }): JSX.Element | null {
    if (!isTerminal(request)) return null;
    const next = queue.value.find((other) => other.id !== request.id && !isTerminal(other));
    return (
        <div class="alarm-box" data-testid="detail-over">
            <b class="grow">{t('detail.over')}</b>
            {next && (
                <button
                    type="button"
                    class="small"
                    data-testid="detail-next"
                    onClick={() => choose(next.id)}
                >
                    {t('detail.next')}
                </button>
            )}
        </div>
    );
}

export function Detail(): JSX.Element {
    const request = chosen.value;
    if (!request) {
        return (
            <section class="pane detail empty" data-testid="detail-none">
                <Icon name="shield" />
                <p>
                    <b>{t('detail.none')}</b>
                </p>
                <p class="soft">{t('detail.none.sub')}</p>
            </section>
        );
    }
    return (
        <section
            class="pane detail"
            aria-label={t('detail.timeline')}
            data-testid="detail"
            data-request={request.id}
            data-state={request.state}
            tabIndex={0}
        >
            <header class="detail-head">
                <div>
                    <h2>
                        {categoryName(session.store.estate.value, request.category)}
                        <span class="soft"> {t('number', { n: request.number })}</span>
                    </h2>
                    <p data-testid="detail-state">{stateWords(request)}</p>
                </div>
                <Clock request={request} />
                <CloseButton key={request.id} request={request} />
            </header>
            <Over request={request} />
            <AlarmBox request={request} />
            <HoldBox request={request} />
            <RungLine request={request} />
            <Hands key={request.id} request={request} />
            <Person request={request} />
            <div class="two">
                <div>
                    <Helpers request={request} />
                    <Offers request={request} />
                    <Remarks request={request} />
                </div>
                <TimelineList request={request} />
            </div>
        </section>
    );
}
