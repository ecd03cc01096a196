// What must be seen wherever one looks: nobody decides, an alarm is open, a request is left alone.
import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import { AlarmReason } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { LinkBanner, PhoneLink, isDispatching } from '../common/ui';
import { categoryName, categoryOf, tradeName } from '../common/words';
import { acknowledge, callTrade, pending } from './acts';
import { alarms, banner, onBanner } from './model';
import { openRequest } from './open';
import { isDanger } from './order';
import { session, wall } from './session';
import { isStalled } from './stalled';
import { alarmWords } from './state_words';
import { isCallAlarm } from './trade_call';
import { when } from './when';

export function NotDispatching(): JSX.Element {
    const health = session.store.health.value;
    return (
        <div role="alert">
            {!isDispatching(session) && (
                <p class="banner bad" data-testid="not-dispatching">
                    <Icon name="alarm" />
                    <span>{t('board.not_dispatching', { time: when(health?.since ?? 0) })}</span>
                </p>
            )}
        </div>
    );
}

export function StaleText(): JSX.Element {
    session.connection.clock.ticking.value; // counts on
    const n = Math.floor(session.connection.silence() / 1000);
    return <LinkBanner session={session} text={t('board.stale', { n })} />;
}

function alarmLine(request: RequestView): string {
    const line = t('alarm.line', {
        n: request.number,
        door: request.door,
        category: categoryName(session.store.estate.value, request.category),
        reason: alarmWords(request),
    });
    // Its newest alarm may be about something else.
    const said = request.alarm?.reason === AlarmReason.ALARM_REASON_LIFE_THREATENING;
    return isDanger(request) && !said ? `${t('danger.chip')} · ${line}` : line;
}

// Whom to call for it: the household, or the licensed trade that a helper asked for.
function CallHand({ request }: { request: RequestView }): JSX.Element {
    const estate = session.store.estate.value;
    const trade = categoryOf(estate, request.category)?.trade;
    const wanted = isCallAlarm(request) && trade?.phone;
    const label = wanted
        ? t('banner.call.trade', { trade: tradeName(estate, request.category, '') })
        : t('banner.call');
    const phone = wanted || request.phone;
    return (
        <PhoneLink
            phone={phone}
            testid="banner-phone"
            label={label}
            className="small call"
            spoken={wanted ? `${label} ${phone}` : `${label} ${request.name} ${phone}`}
        />
    );
}

// Buttons of the banner; what they do waits until the eye has followed a change of the alarm.
function AlarmHands({ request }: { request: RequestView }): JSX.Element {
    const call = isCallAlarm(request);
    const busy = pending(call ? 'call_trade' : 'acknowledge_alarm', request.id);
    const answer = call ? callTrade : acknowledge;
    return (
        <>
            <CallHand request={request} />
            <button
                type="button"
                class="small"
                data-testid="banner-ack"
                aria-disabled={busy}
                onClick={() => onBanner(() => answer(request.id))}
            >
                {t(busy ? 'ack.coming' : call ? 'trade.called' : 'ack')}
            </button>
        </>
    );
}

export function AlarmBanner(): JSX.Element {
    const first = banner.value;
    return (
        <div role="alert" class={first && isDanger(first) ? 'stays' : undefined}>
            {first && (
                <p
                    class="banner bad alarm-banner"
                    data-testid="alarm-banner"
                    data-count={alarms.value.length}
                    data-request={first.id}
                >
                    <Icon name="bell" />
                    <b>{t('alarm.banner', { n: alarms.value.length })}</b>
                    {wall ? (
                        <span>{alarmLine(first)}</span>
                    ) : (
                        <button
                            type="button"
                            class="link grow"
                            data-testid="banner-request"
                            data-request={first.id}
                            onClick={() => onBanner(() => openRequest(first.id))}
                        >
                            {alarmLine(first)}
                        </button>
                    )}
                    {!wall && <AlarmHands request={first} />}
                </p>
            )}
        </div>
    );
}

// Numbers are told by id, so that the banner is drawn anew only when they change.
const stalled = computed(() => {
    const { connection, store } = session;
    if (connection.stale.value || !isDispatching(session)) return '';
    const now = connection.clock.ticking.value;
    const left = [...store.requests.value.values()].filter((request) => isStalled(request, now));
    return left.map(({ id }) => id).join(' ');
});

export function Stalled(): JSX.Element {
    const requests = stalled.value
        .split(' ')
        .map((id) => session.store.requests.value.get(id))
        .filter((request): request is RequestView => request !== undefined);
    return (
        <div role="alert" data-testid="stalled" data-count={requests.length}>
            {requests.map((request) => (
                <p key={request.id} class="banner bad" data-testid="stalled-line">
                    <Icon name="alarm" />
                    <span>{t('stalled', { n: request.number, door: request.door })}</span>
                    {!wall && (
                        <button
                            type="button"
                            class="small"
                            data-testid="stalled-look"
                            onClick={() => openRequest(request.id)}
                        >
                            {t('stalled.look')}
                        </button>
                    )}
                </p>
            ))}
        </div>
    );
}
