// The selected request: who and where, its clock, who was asked, what happened and why.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Fact, RequestView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { categoryName, clockTime, isTerminal } from '../common/words';
import { factMood, factText, whyLines } from './facts';
import { acknowledge, chosen, close, closing, needsAck, pending, session } from './model';
import { Clock, stateWords } from './queue';

function nameOf(id: string): string {
    return session.store.volunteers.value.get(id)?.name ?? id;
}

// Coordinators are known by id only, but for the one who looks.
function coordinatorName(id: string): string {
    return (id === session.principalId && session.store.me.value?.name) || id;
}

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
                <span>{clockTime(alarm.raised_at)}</span>
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
                <dd>{clockTime(request.submitted_at)}</dd>
            </div>
            <div>
                <dt>{t('detail.due')}</dt>
                <dd>{clockTime(request.sla_due_at)}</dd>
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

function Helpers({ request }: { request: RequestView }): JSX.Element | null {
    if (request.helpers.length === 0) return null;
    return (
        <section>
            <h3>{t('detail.helpers')}</h3>
            <ul class="lines">
                {request.helpers.map((helper) => (
                    <li
                        key={helper.volunteer_id}
                        data-testid="detail-helper"
                        data-visit={helper.state}
                    >
                        <b>{helper.name}</b>
                        <span>{tOr(`helper.visit.${helper.state}`, 'state.0')}</span>
                        <span class="soft">
                            {helper.arrived_at
                                ? t('fact.at', { time: clockTime(helper.arrived_at) })
                                : t('fact.due', { time: clockTime(helper.promised_at) })}
                        </span>
                        <PhoneLink
                            phone={helper.phone}
                            testid="helper-phone"
                            label={helper.phone}
                            className="phone"
                        />
                    </li>
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
                {clockTime(fact.now)}:{String(new Date(fact.now).getSeconds()).padStart(2, '0')}
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

function TimelineList({ request }: { request: RequestView }): JSX.Element {
    const facts = session.store.timelines.value.get(request.id) ?? [];
    return (
        <section>
            <h3>{t('detail.timeline')}</h3>
            <ol class="timeline" data-testid="timeline">
                {facts.map((fact) => (
                    <Line key={fact.number} fact={fact} />
                ))}
            </ol>
        </section>
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
                        <span class="soft"> #{request.number}</span>
                    </h2>
                    <p data-testid="detail-state">{stateWords(request)}</p>
                </div>
                <Clock request={request} />
                <CloseButton key={request.id} request={request} />
            </header>
            <AlarmBox request={request} />
            <Person request={request} />
            <div class="two">
                <div>
                    <Helpers request={request} />
                    <Offers request={request} />
                </div>
                <TimelineList request={request} />
            </div>
        </section>
    );
}
