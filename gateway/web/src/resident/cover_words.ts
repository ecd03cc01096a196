// Truthful cover in words, before the tap. Pure functions of what the view holds.
import type {
    Answer,
    CategoryCover,
    CategoryView,
    EstateView,
    IncidentView,
    RequestView,
} from 'circle-codec';
import { outageOf } from '../common/outages';
import type { Incidents } from '../common/outages';
import { t } from '../common/text';
import { isLiveVisit } from '../common/words';

export function lineOf(estate: EstateView | undefined, category: string): CategoryCover | undefined {
    return estate?.cover.find((line) => line.category === category);
}

// The usual minutes; where they are more than what is promised, that is said before the tap.
export function isSlow({ minutes }: CategoryCover, { sla_s }: CategoryView): boolean {
    return sla_s > 0 && minutes * 60 > sla_s;
}

export function coverWords(line: CategoryCover, category: CategoryView, atDoor: boolean): string {
    const values = { n: line.people, m: line.minutes };
    const s = Math.ceil(category.sla_s / 60);
    if (isSlow(line, category)) return t('cover.slow', { ...values, s });
    return t(atDoor ? 'cover.now' : 'cover.now.place', values);
}

// Nobody could come for anything now, though people are on duty. False: nothing is known of them.
export function isNobodyFree(estate: EstateView | undefined): boolean {
    if (!estate || estate.on_duty === 0 || estate.cover.length === 0) return false;
    return estate.cover.every(({ people }) => people === 0);
}

// The same, since they are taken up: else they could do nothing that is asked for here.
export function areAllBusy(estate: EstateView | undefined): boolean {
    return isNobodyFree(estate) && !!estate?.cover.some(({ able }) => able > 0);
}

// Why nobody could come for this kind of help: nobody is on duty, those who can do it are with
// others or rest, or nobody who is on duty can do it.
export type Lack = 'nobody' | 'busy' | 'unfit';
export function lackOf(estate: EstateView | undefined, { able }: CategoryCover): Lack {
    if (!estate || estate.on_duty === 0) return 'nobody';
    return able > 0 ? 'busy' : 'unfit';
}

// How many helpers it takes: those of its kind, or more where an answer wants more.
function headcountOf({ headcount: usual, questions }: CategoryView, answers: readonly Answer[]): number {
    const wanted = questions.flatMap(({ id, options }) => {
        const chosen = answers.find(({ question }) => question === id)?.option;
        return options.filter((option) => option.id === chosen).map(({ headcount }) => headcount);
    });
    return Math.max(1, usual, ...wanted);
}

// What the household wants besides, which the figures know nothing of. Empty: nothing.
export function uncounted(
    category: CategoryView,
    answers: readonly Answer[],
    choosesSex: boolean,
): string {
    const n = headcountOf(category, answers);
    if (n > 1) return t('cover.any.many', { n });
    return choosesSex ? t('cover.any.sex') : '';
}

// Nobody could be asked now, so that no time is promised: the alarm rings unanswered, or nobody who
// could come is there. Who is asked for an outage is not known to the households of it.
export function hasNobodyToAsk(
    request: RequestView,
    estate: EstateView | undefined,
    outage: IncidentView | undefined,
): boolean {
    const helpers = [...request.helpers, ...(outage?.helpers ?? [])];
    const comes = helpers.some(({ state }) => isLiveVisit(state));
    if (comes || request.asked > 0 || request.arrived_at > 0) return false;
    if (request.show_phone || estate?.on_duty === 0) return true;
    return !outage && lineOf(estate, request.category)?.people === 0;
}

// The household reads of an open request that nobody can come: the same kind promises no minutes.
export function isUnmet(
    category: string,
    open: readonly RequestView[],
    estate: EstateView | undefined,
    incidents: Incidents,
): boolean {
    return open.some(
        (request) =>
            request.category === category &&
            hasNobodyToAsk(request, estate, outageOf(incidents, request)),
    );
}
