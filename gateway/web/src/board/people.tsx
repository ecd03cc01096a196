// The volunteers: who is on duty, who is busy with what, and a switch for each.
import type { JSX } from 'preact';
import { Duty } from 'circle-codec';
import type { VolunteerView } from 'circle-codec';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { clockTime } from '../common/words';
import { choose, pending, session, setDuty } from './model';

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
        <button type="button" class="link" onClick={() => choose(request.id)}>
            {t('people.busy', { n: request.number })}
        </button>
    );
}

function Line({ volunteer }: { volunteer: VolunteerView }): JSX.Element {
    const { id, duty } = volunteer;
    const on = duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY;
    const word = t(on ? 'people.off' : 'people.on');
    return (
        <li class={`person-line duty-${duty}`} data-testid={`person-${id}`} data-duty={duty}>
            <span class="dot" aria-hidden="true">
                {on ? '●' : '○'}
            </span>
            <span class="who">
                <b>{volunteer.name}</b>
                <span class="soft">
                    {tOr(`people.duty.${duty}`, 'people.duty.0')}
                    {on &&
                        volunteer.duty_since > 0 &&
                        ` ${t('people.since', { time: clockTime(volunteer.duty_since) })}`}
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
            <button
                type="button"
                class="small"
                data-testid={`person-duty-${id}`}
                aria-label={`${word} ${volunteer.name}`}
                aria-disabled={pending('set_duty', id)}
                onClick={() => setDuty(id, on ? Duty.DUTY_OFF : Duty.DUTY_ON_DUTY)}
            >
                {word}
            </button>
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
