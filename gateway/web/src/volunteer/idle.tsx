// Between tasks: on duty or resting, the sound, and how the last task ended.
import type { JSX } from 'preact';
import { VisitState } from 'circle-codec';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { PhoneLink, stationPhone, useNews } from '../common/ui';
import { FoundButton } from './found';
import {
    accept,
    ending,
    onDuty,
    pending,
    progress,
    session,
    setDuty,
    sound,
    standingOffers,
} from './model';
import { PastVisits, StandingOffers } from './past';
import { DutySpan, RosterLinks, WaitingHint } from './roster';
import { canStayAwake } from './watch';

export function SoundHint(): JSX.Element | null {
    if (sound.unlocked.value) return null;
    return (
        <button
            type="button"
            class="sound-hint"
            data-testid="sound-hint"
            onClick={() => sound.unlock()}
        >
            <Icon name="mute" /> <b>{t('sound.unlock')}</b>
        </button>
    );
}

function DutySwitch(): JSX.Element {
    const on = onDuty();
    const changing = pending('set_duty');
    return (
        <button
            type="button"
            role="switch"
            aria-checked={on}
            data-testid="duty-switch"
            class={`duty ${on ? 'on' : 'off'}`}
            aria-disabled={changing}
            onClick={() => setDuty(!on)}
        >
            <span class="knob" aria-hidden="true">
                <Icon name={on ? 'sun' : 'moon'} />
            </span>
            <span class="duty-now" data-testid="duty-state">
                {changing ? t('duty.changing') : t(on ? 'duty.on' : 'duty.off')}
            </span>
            <span class="duty-go">{t(on ? 'duty.go.off' : 'duty.go.on')}</span>
        </button>
    );
}

// For who is on duty at the station: the way is measured from there.
function StationSwitch(): JSX.Element | null {
    const station = session.store.estate.value?.station;
    if (!station?.point) return null;
    return (
        <button
            type="button"
            class="button quiet"
            data-testid="duty-station"
            aria-disabled={pending('set_duty')}
            onClick={() => setDuty(true, true)}
        >
            {t('duty.station')}
        </button>
    );
}

export function EndingScreen(): JSX.Element {
    const { text, sub, goodbye, lateOffer, missed } = ending.value!;
    useNews(text);
    const late = standingOffers().find(({ id }) => id === lateOffer);
    return (
        <main class="body" data-testid="screen-ended">
            <section class={`card ended ${goodbye}`}>
                <span class="tile tint-plain big">
                    <Icon name={goodbye === 'good' ? 'check' : 'care'} />
                </span>
                <h2 data-testid="ended-text">{text}</h2>
                {sub && late && <p>{sub}</p>}
            </section>
            <div class="foot">
                {missed && (
                    <button
                        type="button"
                        class="button quiet"
                        data-testid="missed-arrive"
                        aria-disabled={pending('progress_visit', missed)}
                        onClick={() => progress(missed, VisitState.VISIT_STATE_ARRIVED)}
                    >
                        {t('visit.missed.arrive')}
                    </button>
                )}
                {late && (
                    <button
                        type="button"
                        class="button main huge"
                        data-testid="accept-late"
                        onClick={() => accept(late.id)}
                    >
                        {t('ended.timed_out.go')}
                    </button>
                )}
                <button
                    type="button"
                    class={late ? 'button quiet' : 'button main'}
                    data-testid="ended-ok"
                    onClick={() => (ending.value = undefined)}
                >
                    {t('ended.ok')}
                </button>
            </div>
        </main>
    );
}

export function IdleScreen(): JSX.Element {
    const on = onDuty();
    const rest = on ? 'idle.title' : 'off.title';
    const declining = pending('decline_offer') ? 'decline.sending' : rest;
    const title = pending('accept_offer') ? 'offer.accepting' : declining;
    useNews(t(rest));
    return (
        <main class="body" data-testid="screen-idle" data-on-duty={on}>
            <section class="card waiting">
                <span class={`halo ${on ? 'on' : ''}`} aria-hidden="true">
                    <Icon name={on ? 'bell' : 'moon'} />
                </span>
                <h2 data-testid="idle-title">
                    {t(title)}
                </h2>
                <p class="soft">{t(on ? 'idle.sub' : 'off.sub')}</p>
            </section>
            {on && <SoundHint />}
            {on && !canStayAwake && <p class="soft hint">{t('awake.off')}</p>}
            <StandingOffers />
            <WaitingHint />
            <DutySwitch />
            <DutySpan />
            {!on && <StationSwitch />}
            {!on && <p class="soft hint">{t('duty.hint.off')}</p>}
            <FoundButton />
            <RosterLinks />
            <PastVisits />
            <div class="foot">
                <PhoneLink
                    phone={stationPhone(session)}
                    testid="phone-station"
                    label={t('phone.station')}
                    className="phone-line"
                />
            </div>
        </main>
    );
}
