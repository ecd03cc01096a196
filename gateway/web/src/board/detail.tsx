// The selected request: what is open about it, what can be done, who and where, what happened.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Alarm, RequestView } from 'circle-codec';
import { SmallForm, Words } from '../common/form';
import { Icon } from '../common/icons';
import { CLOSE_REASONS } from '../common/phrases';
import { t } from '../common/text';
import { categoryName, isTerminal } from '../common/words';
import { acknowledge, close, pending } from './acts';
import { Clock } from './clock';
import { Cause, Danger, PauseBox, TradeBox, TradeLeft } from './clocks';
import { DespiteBox } from './despite';
import { Hands, Remarks, RungLine } from './hands';
import { Helpers, Offers } from './helpers';
import { HoldBox } from './hold';
import { chosen, filter, form, queue } from './model';
import { coordinatorName } from './names';
import { backToRow, openRequest } from './open';
import { needsAck } from './order';
import { OutageBox, folded, leadOf } from './outage';
import { Person } from './person';
import { session } from './session';
import { alarmWords, stateWords } from './state_words';
import { TimelineList } from './timeline';
import { isCallAlarm } from './trade_call';
import { when } from './when';

// Who is alarmed now, and who will be when nobody answers.
function Contacts({ alarm }: { alarm: Alarm }): JSX.Element | null {
    const contacts = session.store.estate.value?.contacts ?? [];
    const now = contacts[alarm.contact % contacts.length];
    const next = contacts[(alarm.contact + 1) % contacts.length];
    if (!now || !next) return null;
    const left = alarm.next_contact_at - session.connection.clock.ticking.value;
    return (
        <span class="soft-line" data-testid="alarm-contact" data-contact={now.id}>
            {t('alarm.contact', { name: now.name })}
            {next !== now && left > 0 && (
                <> · {t('alarm.next', { n: Math.ceil(left / 1000), name: next.name })}</>
            )}
        </span>
    );
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
                <b>{alarmWords(request)}</b>{' '}
                <span>{when(alarm.raised_at)}</span>
                {open && <Contacts alarm={alarm} />}
                {!open && (
                    <span data-testid="alarm-by">
                        {' · '}
                        {t('ack.by', { name: coordinatorName(alarm.acknowledged_by) })}
                    </span>
                )}
            </span>
            {open && !isCallAlarm(request) && (
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
    const quick = CLOSE_REASONS.map((key) => t(key));
    return (
        <SmallForm
            ids={{ form: 'close-form', yes: 'close-yes', no: 'close-no' }}
            yes={t('close.yes')}
            no={t('close.no')}
            className="close-form"
            buttons={['small danger', 'small']}
            send={() => close(request.id, reason.value)}
            leave={() => (form.value = '')}
        >
            <Words
                label={t('close.reason')}
                value={reason}
                testid="close-reason"
                required
                quick={quick}
            />
        </SmallForm>
    );
}

function CloseButton({ request }: { request: RequestView }): JSX.Element | null {
    if (isTerminal(request)) return null;
    if (pending('close_request', request.id)) {
        return (
            <span class="soft" data-testid="close-coming">
                {t('close.coming')}
            </span>
        );
    }
    const open = form.value === 'close';
    return (
        <>
            <button
                type="button"
                class="small"
                data-testid="close"
                aria-expanded={open}
                onClick={() => (form.value = open ? '' : 'close')}
            >
                {t('close')}
            </button>
            {open && <CloseForm request={request} />}
        </>
    );
}

// What has ended stays until the reader goes on.
function Over({ request }: { request: RequestView }): JSX.Element | null {
    if (!isTerminal(request) || filter.value === 'ended') return null;
    const next = queue.value.find((other) => other.id !== request.id && !isTerminal(other));
    return (
        <div class="alarm-box" data-testid="detail-over">
            <b class="grow">{t('detail.over')}</b>
            {next && (
                <button
                    type="button"
                    class="small"
                    data-testid="detail-next"
                    onClick={() => openRequest(next.id)}
                >
                    {t('detail.next')}
                </button>
            )}
        </div>
    );
}

export function Detail(): JSX.Element {
    const request = chosen.value;
    const estate = session.store.estate.value;
    if (!request) {
        return (
            <section class="pane detail empty" data-testid="detail-none">
                <Icon name="shield" />
                <p>
                    <b>{t('detail.none')}</b>
                </p>
                <p class="soft by-key">{t('detail.none.sub')}</p>
            </section>
        );
    }
    const lead = leadOf(request);
    return (
        <section
            class="pane detail"
            aria-label={t('detail.timeline')}
            id="detail"
            data-testid="detail"
            data-request={request.id}
            data-state={request.state}
            tabIndex={0}
        >
            <button
                type="button"
                class="small to-row"
                data-testid="detail-back"
                onClick={backToRow}
            >
                <Icon name="back" /> {t('detail.back')}
            </button>
            <header class="detail-head">
                <div>
                    <h2>
                        {categoryName(estate, request.category)}
                        <span class="soft"> {t('number', { n: request.number })}</span>
                    </h2>
                    <p data-testid="detail-state">{stateWords(request, estate, lead)}</p>
                    <Danger request={request} />
                    <Cause request={request} />
                </div>
                <Clock request={request} />
                <CloseButton key={request.id} request={request} />
            </header>
            <Over request={request} />
            <AlarmBox request={request} />
            <HoldBox request={request} />
            <PauseBox request={request} />
            <DespiteBox key={`despite-${request.id}`} request={request} />
            <TradeBox request={request} />
            <TradeLeft request={request} />
            {!folded(request) && <RungLine request={request} />}
            <OutageBox request={request} />
            {!folded(request) && <Hands key={request.id} request={request} />}
            <Person request={request} />
            <div class="two">
                <div>
                    <Helpers request={request} />
                    {lead && <Helpers request={lead} lent />}
                    {(!lead || request.offers.length > 0) && <Offers request={request} />}
                    {lead && <Offers request={lead} lent />}
                    <Remarks request={request} />
                </div>
                <TimelineList request={request} />
            </div>
        </section>
    );
}
