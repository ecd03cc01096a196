// The volunteers: who is on duty, who is busy with what, and a switch for each.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Duty } from 'circle-codec';
import type { VolunteerView } from 'circle-codec';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { pending, setDuty } from './acts';
import { choose } from './model';
import { session } from './session';
import { when } from './when';

const ORDER: Record<number, number> = {
    [Duty.DUTY_BUSY]: 0,
    [Duty.DUTY_ON_DUTY]: 1,
    [Duty.DUTY_OFF]: 2,
};

function sorted(): VolunteerView[] {
    const rank = (v: VolunteerView) => ORDER[v.duty] ?? 3;
    return [...session.store.volunteers.value.values()].sort(
        (a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id),
    );
}

function Busy({ volunteer }: { volunteer: VolunteerView }): JSX.Element | null {
    const request = session.store.requests.value.get(volunteer.request_id);
    if (!request) return null;
    return (
        <button
            type="button"
            class="link"
            data-testid={`person-busy-${volunteer.id}`}
            onClick={() => choose(request.id)}
        >
            {t('people.busy', { n: request.number })}
        </button>
    );
}

const SURE_MS = 5_000;

// Sends somebody home only by a second click: they would not be asked any more.
function DutyButton({ volunteer }: { volunteer: VolunteerView }): JSX.Element {
    const { id, duty } = volunteer;
    const sure = useSignal(false);
    const busy = pending('set_duty', id);
    const on = duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY;
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

function Line({ volunteer }: { volunteer: VolunteerView }): JSX.Element {
    const { id, duty } = volunteer;
    const on = duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY;
    return (
        <li class={`person-line duty-${duty}`} data-testid={`person-${id}`} data-duty={duty}>
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
                    {tOr(`people.duty.${duty}`, 'people.duty.0')}
                    {on &&
                        volunteer.duty_since > 0 &&
                        ` ${t('people.since', { time: when(volunteer.duty_since) })}`}
                </span>
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

export function People(): JSX.Element {
    const all = sorted();
    const onDuty = session.store.estate.value?.on_duty ?? 0;
    return (
        <section
            class="pane people"
            aria-label={t('people.title')}
            data-testid="people"
            tabIndex={0}
        >
            <header class="pane-head">
                <h2>{t('people.title')}</h2>
                <span class="soft live-number">{t('board.on_duty', { n: onDuty })}</span>
            </header>
            {all.length === 0 && <p class="soft">{t('people.none')}</p>}
            <ul>
                {all.map((volunteer) => (
                    <Line key={volunteer.id} volunteer={volunteer} />
                ))}
            </ul>
        </section>
    );
}
