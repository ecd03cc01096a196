// Whom a coordinator can send to a request, the likeliest first, and what is known of them.
import { OfferOutcome, Sex } from 'circle-codec';
import type { RequestView, VolunteerView } from 'circle-codec';
import { metres } from '../common/projection';
import { t, tOr } from '../common/text';
import { isLiveVisit } from '../common/words';
import { lacks, readiness, standing } from './fitness';
import type { Lack } from './fitness';
import { session } from './session';
import { skillName } from './skills';
import { when } from './when';
import { standsAt } from './where';

const ASIDE: readonly number[] = [
    OfferOutcome.OFFER_OUTCOME_DECLINED,
    OfferOutcome.OFFER_OUTCOME_TIMED_OUT,
    OfferOutcome.OFFER_OUTCOME_UNREACHABLE,
];

// As the crow flies; the engine alone knows the ways.
function distance(volunteer: VolunteerView, { point }: RequestView): number {
    const there = standsAt(volunteer);
    return point && there ? metres(point, there) : Infinity;
}

const readyNow = (v: VolunteerView) => readiness(v, session.connection.clock.now());

// They have a visit, and cannot be sent before it ends; the list says so.
export const isBusy = (v: VolunteerView): boolean => readyNow(v) === 'busy';

// The likeliest first; of those who are alike, the nearest.
export function candidates(request: RequestView): VolunteerView[] {
    const rank = (v: VolunteerView) => standing(readyNow(v), lacks(v, request));
    const near = (a: VolunteerView, b: VolunteerView) => {
        const [left, right] = [distance(a, request), distance(b, request)];
        return left === right ? 0 : left - right;
    };
    const here = request.helpers.filter(({ state }) => isLiveVisit(state));
    return [...session.store.volunteers.value.values()]
        .filter(({ id }) => !here.some(({ volunteer_id }) => volunteer_id === id))
        .sort((a, b) => rank(a) - rank(b) || near(a, b) || a.id.localeCompare(b.id));
}

function lackName(lack: Lack, request: RequestView): string {
    switch (lack) {
        case 'licence':
            return t('lacks.licence', { licence: skillName(request.licence) });
        case 'sex':
            return t('lacks.sex', {
                sex: t(request.sex === Sex.SEX_FEMALE ? 'sex.female' : 'sex.male'),
            });
        case 'skill':
            return t('lacks.skill', { skill: skillName(request.skill) });
    }
}

// "off duty" and "resting for a while" are not the same to who sends them.
function readyWords(volunteer: VolunteerView): string {
    const ready = readyNow(volunteer);
    if (ready === 'resting') return t('ready.resting', { time: when(volunteer.rest_until) });
    const request = session.store.requests.value.get(volunteer.request_id);
    if (ready === 'busy' && request) return t('people.busy', { n: request.number });
    return ready === 'off' ? t('ready.off') : tOr(`people.duty.${volunteer.duty}`, 'people.duty.0');
}

export function candidateName(volunteer: VolunteerView, request: RequestView): string {
    const { id, name, staff } = volunteer;
    const far = distance(volunteer, request);
    const asked = request.offers.filter((offer) => offer.volunteer_id === id);
    const last = asked[asked.length - 1]?.outcome ?? 0;
    const parts = [
        name,
        ...lacks(volunteer, request).map((lack) => lackName(lack, request)),
        readyWords(volunteer),
        staff ? t('people.staff') : '',
        Number.isFinite(far) ? t('metres', { n: Math.max(10, Math.round(far / 10) * 10) }) : '',
        ASIDE.includes(last) ? tOr(`outcome.${last}`, 'outcome.0') : '',
    ];
    return parts.filter(Boolean).join(' · ');
}
