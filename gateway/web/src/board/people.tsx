// The volunteers: who is on duty, who is busy with what, and a switch for each.
import { computed, signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Duty } from 'circle-codec';
import type { VolunteerView } from 'circle-codec';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { pending, setDuty } from './acts';
import { byReadiness, readiness } from './fitness';
import { openRequest } from './open';
import { newestOffers, outOfReach } from './reach';
import { session } from './session';
import { when } from './when';

// Who could be sent stands above whom one only looks up.
export function onDutyFirst(people: ReadonlyMap<string, VolunteerView>): VolunteerView[] {
    const now = session.connection.clock.now();
    const rank = (v: VolunteerView) => byReadiness(readiness(v, now));
    return [...people.values()].sort(
        (a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id),
    );
}

// Which of them are listed; 0: all.
const SHOWN: readonly number[] = [0, Duty.DUTY_ON_DUTY, Duty.DUTY_BUSY, Duty.DUTY_OFF];
const duty = signal(0);
const name = signal('');

function Busy({ volunteer }: { volunteer: VolunteerView }): JSX.Element | null {
    const request = session.store.requests.value.get(volunteer.request_id);
    if (!request) return null;
    return (
        <button
            type="button"
            class="link"
            data-testid={`person-busy-${volunteer.id}`}
            onClick={() => openRequest(request.id)}
        >
            {t('people.busy', { n: request.number })}
        </button>
    );
}

const SURE_MS = 5_000;

// Sends somebody home only by a second click: they would not be asked any more.
function DutyButton({ volunteer }: { volunteer: VolunteerView }): JSX.Element {
    const { id } = volunteer;
    const sure = useSignal(false);
    const busy = pending('set_duty', id);
    const on = volunteer.duty === Duty.DUTY_ON_DUTY || volunteer.duty === Duty.DUTY_BUSY;
    const off = sure.value ? 'people.off.sure' : 'people.off';
    const word = t(busy ? 'sending' : on ? off : 'people.on');
    const act = () => {
        if (on && !sure.value) {
            sure.value = true;
            setTimeout(() => (sure.value = false), SURE_MS);
            return;
        }
        sure.value = false;
        setDuty(id, on ? Duty.DUTY_OFF : Duty.DUTY_ON_DUTY);
    };
    return (
        <button
            type="button"
            class={sure.value ? 'small danger' : 'small'}
            data-testid={`person-duty-${id}`}
            aria-label={`${word} ${volunteer.name}`}
            aria-disabled={busy}
            onClick={act}
        >
            {word}
        </button>
    );
}

// On a visit it has to be said what began then: duty, not the visit.
function sinceWords({ duty: state, duty_since }: VolunteerView): string {
    const key = state === Duty.DUTY_BUSY ? 'people.since.duty' : 'people.since';
    return t(key, { time: when(duty_since) });
}

function restWords(volunteer: VolunteerView): string {
    const resting = readiness(volunteer, session.connection.clock.now()) === 'resting';
    return resting ? ` · ${t('ready.resting', { time: when(volunteer.rest_until) })}` : '';
}

const offers = computed(() => newestOffers(session.store.requests.value.values()));

function Line({ volunteer }: { volunteer: VolunteerView }): JSX.Element {
    const { id, duty: state } = volunteer;
    const on = state === Duty.DUTY_ON_DUTY || state === Duty.DUTY_BUSY;
    return (
        <li class={`person-line duty-${state}`} data-testid={`person-${id}`} data-duty={state}>
            <span class="dot" aria-hidden="true">
                {on ? '●' : '○'}
            </span>
            <span class="who">
                <b>{volunteer.name}</b>
                {volunteer.staff && (
                    <span class="staff" data-testid={`person-staff-${id}`}>
                        {t('people.staff')}
                    </span>
                )}
                <span class="soft">
                    {tOr(`people.duty.${state}`, 'people.duty.0')}
                    {on && volunteer.duty_since > 0 && ` ${sinceWords(volunteer)}`}
                    {restWords(volunteer)}
                </span>
                {outOfReach(volunteer, offers.value.get(id)) && (
                    <b class="out-of-reach" data-testid={`person-unreached-${id}`}>
                        {t('people.unreached')}
                    </b>
                )}
                <Busy volunteer={volunteer} />
            </span>
            <PhoneLink
                phone={volunteer.phone}
                testid={`person-phone-${id}`}
                label=" "
                className="icon-link"
                spoken={`${volunteer.name} ${volunteer.phone}`}
            />
            <DutyButton volunteer={volunteer} />
        </li>
    );
}

function Filters({ all }: { all: readonly VolunteerView[] }): JSX.Element {
    const count = (of: number) => all.filter((v) => of === 0 || v.duty === of).length;
    return (
        <div class="people-filters">
            <div class="chips" role="group" aria-label={t('people.filter')}>
                {SHOWN.map((of) => (
                    <button
                        key={of}
                        type="button"
                        class="chip"
                        aria-pressed={duty.value === of}
                        data-testid={`people-filter-${of}`}
                        data-count={count(of)}
                        onClick={() => (duty.value = of)}
                    >
                        {of ? tOr(`people.duty.${of}`, 'people.duty.0') : t('people.all')}{' '}
                        {count(of)}
                    </button>
                ))}
            </div>
            <input
                type="search"
                value={name}
                aria-label={t('people.find')}
                placeholder={t('people.find')}
                data-testid="people-find"
                onInput={(event) => (name.value = event.currentTarget.value)}
            />
        </div>
    );
}

export function People(): JSX.Element {
    const all = onDutyFirst(session.store.volunteers.value);
    const onDuty = session.store.estate.value?.on_duty ?? 0;
    const shown = all.filter(
        (v) =>
            (duty.value === 0 || v.duty === duty.value) && v.name.includes(name.value.trim()),
    );
    return (
        <section
            class="pane people"
            aria-label={t('people.title')}
            data-testid="people"
            data-count={shown.length}
            tabIndex={0}
        >
            <header class="pane-head">
                <h2>{t('people.title')}</h2>
                <span class="soft live-number">{t('board.on_duty', { n: onDuty })}</span>
            </header>
            {all.length > 0 && <Filters all={all} />}
            {shown.length === 0 && (
                <p class="soft" data-testid="people-none">
                    {t(all.length === 0 ? 'people.none' : 'people.none.such')}
                </p>
            )}
            <ul>
                {shown.map((volunteer) => (
                    <Line key={volunteer.id} volunteer={volunteer} />
                ))}
            </ul>
        </section>
    );
}
