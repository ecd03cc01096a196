// Between tasks: on duty or resting, the sound, and how the last task ended.
import type { JSX } from 'preact';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { News, PhoneLink, stationPhone } from '../common/ui';
import { accept, ending, onDuty, pending, session, setDuty, sound } from './model';

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

export function EndingScreen(): JSX.Element {
    const { text, sub, goodbye, lateOffer } = ending.value!;
    return (
        <main class="body" data-testid="screen-ended">
            <section class={`card ended ${goodbye}`}>
                <span class="tile tint-plain big">
                    <Icon name={goodbye === 'good' ? 'check' : 'care'} />
                </span>
                <h2 data-testid="ended-text">{text}</h2>
                {sub && <p>{sub}</p>}
            </section>
            <News text={text} />
            <div class="foot">
                {lateOffer && (
                    <button
                        type="button"
                        class="button quiet"
                        data-testid="accept-late"
                        onClick={() => accept(lateOffer)}
                    >
                        {t('ended.timed_out.go')}
                    </button>
                )}
                <button
                    type="button"
                    class="button main"
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
    const accepting = pending('accept_offer');
    return (
        <main class="body" data-testid="screen-idle" data-on-duty={on}>
            <section class="card waiting">
                <span class={`halo ${on ? 'on' : ''}`} aria-hidden="true">
                    <Icon name={on ? 'bell' : 'moon'} />
                </span>
                <h2 data-testid="idle-title">
                    {accepting ? t('offer.accepting') : t(on ? 'idle.title' : 'off.title')}
                </h2>
                <p class="soft">{t(on ? 'idle.sub' : 'off.sub')}</p>
            </section>
            {on && <SoundHint />}
            <DutySwitch />
            {!on && <p class="soft hint">{t('duty.hint.off')}</p>}
            <News text={t(on ? 'idle.title' : 'off.title')} />
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
