// Whom a coordinator can send to a request, the likeliest first, and what is known of them.
import { Duty, OfferOutcome, Sex } from 'circle-codec';
import type { RequestView, VolunteerView } from 'circle-codec';
import { metres } from '../common/projection';
import { t, tOr } from '../common/text';
import { gravity, lacks } from './fitness';
import type { Lack } from './fitness';
import { session } from './session';
import { skillName } from './skills';
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

// Whom nothing speaks against first, then the unskilled, then whom a rule forbids; of these the
// free ones, the nearest of them first. The busy cannot be sent, they have a visit.
export function candidates(request: RequestView): VolunteerView[] {
    const rank = (v: VolunteerView) =>
        2 * gravity(lacks(v, request)) + (v.duty === Duty.DUTY_ON_DUTY ? 0 : 1);
    const near = (a: VolunteerView, b: VolunteerView) => {
        const [left, right] = [distance(a, request), distance(b, request)];
        return left === right ? 0 : left - right;
    };
    return [...session.store.volunteers.value.values()]
        .filter((v) => v.duty !== Duty.DUTY_BUSY)
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

export function candidateName(volunteer: VolunteerView, request: RequestView): string {
    const { id, name, duty, staff } = volunteer;
    const far = distance(volunteer, request);
    const asked = request.offers.filter((offer) => offer.volunteer_id === id);
    const last = asked[asked.length - 1]?.outcome ?? 0;
    const parts = [
        name,
        ...lacks(volunteer, request).map((lack) => lackName(lack, request)),
        tOr(`people.duty.${duty}`, 'people.duty.0'),
        staff ? t('people.staff') : '',
        Number.isFinite(far) ? t('metres', { n: Math.max(10, Math.round(far / 10) * 10) }) : '',
        ASIDE.includes(last) ? tOr(`outcome.${last}`, 'outcome.0') : '',
    ];
    return parts.filter(Boolean).join(' · ');
}
