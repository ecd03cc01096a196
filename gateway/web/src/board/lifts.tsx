// The estate's lifts: which go, which do not, since when and by whose word; a switch for each.
import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { LiftOutage } from 'circle-codec';
import { SmallForm, Words } from '../common/form';
import { Icon } from '../common/icons';
import { LIFT_REASONS, phrase } from '../common/phrases';
import { t } from '../common/text';
import { dayAndTime } from '../common/words';
import { liftPending, setLift } from './acts';
import { liftName, liftsOf } from './lift_list';
import type { Lift } from './lift_list';
import { coordinatorName } from './names';
import { session, wall } from './session';

const idOf = ({ building, unit }: Lift) => `${building.id}-${unit}`;

function Since({ outage }: { outage: LiftOutage }): JSX.Element {
    const time = dayAndTime(outage.since, session.store.estate.value);
    const name = coordinatorName(outage.by);
    return (
        <span class="soft" data-testid="lift-since">
            {t('lifts.since', { time, name, reason: phrase(outage.reason) })}
        </span>
    );
}

function StopForm({ lift, leave }: { lift: Lift; leave: () => void }): JSX.Element {
    const reason = useSignal('');
    return (
        <SmallForm
            ids={{ form: 'form-lift', yes: 'lift-yes', no: 'lift-no' }}
            yes={t('lifts.yes')}
            no={t('hand.no')}
            className="close-form"
            send={() => setLift(lift.building.id, lift.unit, true, reason.value.trim())}
            leave={leave}
        >
            <Words
                label={t('lifts.reason')}
                value={reason}
                testid="lift-reason"
                required
                quick={LIFT_REASONS.map((key) => t(key))}
            />
        </SmallForm>
    );
}

function Line({ lift }: { lift: Lift }): JSX.Element {
    const { outage } = lift;
    const asking = useSignal(false);
    const busy = liftPending(lift.building.id, lift.unit);
    const word = t(busy ? 'sending' : outage ? 'lifts.run' : 'lifts.stop');
    const act = () => {
        if (busy) return;
        if (outage) setLift(lift.building.id, lift.unit, false, '');
        else asking.value = !asking.value;
    };
    return (
        <li
            class={outage ? 'lift-line out' : 'lift-line'}
            id={`lift-${idOf(lift)}`}
            data-testid={`lift-${idOf(lift)}`}
            data-out={!!outage}
        >
            <span class="who">
                <b>{liftName(lift)}</b>
                <span class="lift-state">
                    {outage && <Icon name="alarm" />}
                    {t(outage ? 'lifts.stopped' : 'lifts.runs')}
                </span>
                {outage && <Since outage={outage} />}
            </span>
            <button
                type="button"
                class="small"
                data-testid={`lift-switch-${idOf(lift)}`}
                aria-label={`${word} ${liftName(lift)}`}
                aria-disabled={busy}
                aria-expanded={outage ? undefined : asking.value}
                onClick={act}
            >
                {word}
            </button>
            {asking.value && !outage && (
                <StopForm lift={lift} leave={() => (asking.value = false)} />
            )}
        </li>
    );
}

// Folded up, only those that do not go are listed.
const unfolded = signal(false);

export function Lifts(): JSX.Element | null {
    const lifts = liftsOf(session.store.estate.value);
    if (lifts.length === 0) return null;
    const out = lifts.filter(({ outage }) => outage);
    const open = unfolded.value;
    return (
        <section class="pane lifts" aria-label={t('lifts.title')} data-testid="lifts">
            <header class="pane-head">
                <h2>{t('lifts.title')}</h2>
                <span class="soft live-number" data-testid="lifts-out" data-count={out.length}>
                    {out.length ? t('lifts.count', { n: out.length }) : t('lifts.all')}
                </span>
                <button
                    type="button"
                    class="small"
                    data-testid="lifts-open"
                    aria-expanded={open}
                    onClick={() => (unfolded.value = !open)}
                >
                    {open ? t('lifts.hide') : t('lifts.show', { n: lifts.length })}
                </button>
            </header>
            <ul>
                {(open ? lifts : out).map((lift) => (
                    <Line key={idOf(lift)} lift={lift} />
                ))}
            </ul>
        </section>
    );
}

const show = (lift: Lift) =>
    document.getElementById(`lift-${idOf(lift)}`)?.scrollIntoView({ block: 'center' });

// Whoever sends people up the stairs should know it. A click leads to the lift.
export function LiftBanner(): JSX.Element {
    const out = liftsOf(session.store.estate.value).filter(({ outage }) => outage);
    return (
        <div role="status">
            {out.length > 0 && (
                <p class="banner warn" data-testid="lift-banner" data-count={out.length}>
                    <Icon name="stairs" />
                    <b>{t('lifts.banner')}</b>
                    {out.map((lift) =>
                        wall ? (
                            <b key={idOf(lift)}>{liftName(lift)}</b>
                        ) : (
                            <button
                                key={idOf(lift)}
                                type="button"
                                class="link lift-link"
                                data-testid={`lift-show-${idOf(lift)}`}
                                onClick={() => show(lift)}
                            >
                                {liftName(lift)}
                            </button>
                        ),
                    )}
                </p>
            )}
        </div>
    );
}
