// What an elder reads instead of enum numbers and milliseconds. Pure functions of view and time.
import type {
    Answer,
    CategoryView,
    EstateView,
    HelperView,
    RequestView,
} from 'circle-codec';
import { PlaceKind, RequestState, VisitState } from 'circle-codec';
import { clockNow, pausedMs } from './clocks';
import type { Entry } from './outbox';
import { either, t } from './text';

// Minutes that the estate's clock is ahead of UTC; the device's, as long as no estate is known.
export function zoneOf(estate: EstateView | undefined, ms: number): number {
    return estate?.utc_offset_min ?? -new Date(ms).getTimezoneOffset();
}

// The moment by the estate's own clock: read it by its UTC parts.
function inEstate(ms: number, estate: EstateView | undefined): Date {
    return new Date(ms + zoneOf(estate, ms) * 60_000);
}

const two = (n: number) => String(n).padStart(2, '0');

// "14:05", or "14:05:09"
export function clockTime(ms: number, estate: EstateView | undefined, seconds = false): string {
    const there = inEstate(ms, estate);
    const clock = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
    return seconds ? `${clock}:${two(there.getUTCSeconds())}` : clock;
}

// "11月22日 14:05"
export function dayAndTime(ms: number, estate: EstateView | undefined, seconds = false): string {
    const there = inEstate(ms, estate);
    const time = clockTime(ms, estate, seconds);
    return t('day.time', { month: there.getUTCMonth() + 1, day: there.getUTCDate(), time });
}

// A moment to come: with its day when that is not today's.
export function moment(ms: number, now: number, estate: EstateView | undefined): string {
    const day = (at: number) => inEstate(at, estate).toISOString().slice(0, 10);
    return day(ms) === day(now) ? clockTime(ms, estate) : dayAndTime(ms, estate);
}

// Since when the promise counts: the tap, or the newest "not solved".
export function clockFrom(request: RequestView): number {
    return request.clock_from || request.submitted_at;
}

// May "not solved" still be said?
export function canReopen(request: RequestView, estate: EstateView | undefined, now: number) {
    const solved =
        request.state === RequestState.REQUEST_STATE_RESOLVED ||
        request.state === RequestState.REQUEST_STATE_CLOSED;
    return solved && now < request.ended_at + (estate?.reopen_s ?? 0) * 1000;
}

// How long the clock of the promise has run until `now`: a pause does not count.
export function countedMs(request: RequestView, now: number): number {
    return clockNow(request, now) - clockFrom(request) - pausedMs(request);
}

// May this kind of help be wanted at a place on the plan? The household's view of a request does
// not tell which it was; words that are true of both speak of no door.
export function mayBeElsewhere(estate: EstateView | undefined, category: string): boolean {
    return categoryOf(estate, category)?.place === PlaceKind.PLACE_KIND_PLAN;
}

// Whole minutes as people say them, never below one.
export function minutes(ms: number): number {
    return Math.max(1, Math.ceil(ms / 60_000));
}

// "3 分 20 秒"
export function spokenSpan(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    if (seconds < 60) return t('seconds', { n: seconds });
    return t('minutes.seconds', { m: Math.floor(seconds / 60), s: seconds % 60 });
}

// "7:05", "1:02:09"
export function digits(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const two = (n: number) => String(n).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    const rest = `${Math.floor(seconds / 60) % 60}:${two(seconds % 60)}`;
    return hours > 0 ? `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}` : rest;
}

export function isTerminal(request: RequestView): boolean {
    return request.state >= RequestState.REQUEST_STATE_RESOLVED;
}

const LIVE: readonly number[] = [
    VisitState.VISIT_STATE_ACCEPTED,
    VisitState.VISIT_STATE_ON_THE_WAY,
    VisitState.VISIT_STATE_ARRIVED,
];

export function isLiveVisit(state: number): boolean {
    return LIVE.includes(state);
}

// The helper to speak of: who is furthest on the way to the door.
export function leadHelper(request: RequestView): HelperView | undefined {
    const live = request.helpers.filter((helper) => isLiveVisit(helper.state));
    // Who agreed goes before who was sent and may not know of it.
    const isUnsure = (helper: HelperView) => Number(isJustSent(helper));
    live.sort(
        (a, b) =>
            b.state - a.state || isUnsure(a) - isUnsure(b) || a.accepted_at - b.accepted_at,
    );
    if (live[0]) return live[0];
    return request.helpers.find((helper) => helper.state === VisitState.VISIT_STATE_DONE);
}

// Nobody says of who was sent that they agreed.
export function isJustSent({ sent, state }: Pick<HelperView, 'sent' | 'state'>): boolean {
    return sent && state === VisitState.VISIT_STATE_ACCEPTED;
}

export const hasBeenThere = ({ state }: HelperView) => state === VisitState.VISIT_STATE_DONE;

export const isComing = ({ state }: HelperView) =>
    isLiveVisit(state) || state === VisitState.VISIT_STATE_DONE;

export function walkWords(minutes: number): string {
    return minutes > 0 ? t('offer.walk', { n: minutes }) : t('offer.walk.here');
}

// How much of the promise is used up: 1 plenty, 2 watch, 3 tight, 4 overdue.
export function urgencyOf(request: RequestView, now: number): 1 | 2 | 3 | 4 {
    const stood = clockFrom(request) + pausedMs(request);
    const span = Math.max(1, request.sla_due_at - stood);
    const share = (clockNow(request, now) - stood) / span;
    if (share >= 1) return 4;
    if (share >= 0.75) return 3;
    return share >= 0.5 ? 2 : 1;
}

// Of a wish dropped as too old. What was handed to a link may have arrived all the same.
export function expiredText(entry: Entry): string {
    return t(entry.tries > 0 ? 'expired.unsure' : 'expired');
}

export function categoryOf(estate: EstateView | undefined, id: string): CategoryView | undefined {
    return estate?.categories.find((category) => category.id === id);
}

// An estate's or a category's name in the reader's language.
export function nameIn(named: { name: string; name_en: string } | undefined): string {
    return named ? either(named.name, named.name_en) : '';
}

// What to mind until help is there.
export function safetyOf(estate: EstateView | undefined, id: string): string {
    const category = categoryOf(estate, id);
    return category ? either(category.safety, category.safety_en) : '';
}

// An answer to one of its questions says that a life is in danger.
export function mayEndanger({ questions }: CategoryView): boolean {
    return questions.some(({ options }) => options.some((option) => option.life_threatening));
}

// Whom its script says to call first; empty: it has none.
export function firstNumber(category: CategoryView | undefined): string {
    return category?.script?.numbers[0] ?? '';
}

// Does one of these answers mean that a life may be in danger?
export function isLifeThreatening(
    category: CategoryView | undefined,
    answers: readonly Answer[],
): boolean {
    return (category?.questions ?? []).some(({ id, options }) => {
        const chosen = answers.find(({ question }) => question === id)?.option;
        return options.some((option) => option.id === chosen && option.life_threatening);
    });
}

// What was chosen for the questions of a category, in their order; strange ids are left out.
export function answerTexts(
    category: CategoryView | undefined,
    answers: readonly Answer[],
): { id: string; question: string; option: string }[] {
    return (category?.questions ?? []).flatMap(({ id, text, text_en, options }) => {
        const answer = answers.find(({ question }) => question === id);
        const chosen = options.find((option) => option.id === answer?.option);
        if (!chosen) return [];
        const option = either(chosen.text, chosen.text_en);
        return [{ id, question: either(text, text_en), option }];
    });
}

// The trade's name in the reader's language; `fallback`: as it was when it was called.
export function tradeName(estate: EstateView | undefined, id: string, fallback: string): string {
    return nameIn(categoryOf(estate, id)?.trade) || fallback;
}

// What a request is for. Lost and found has the name of its shelf of things: what is to be looked
// for says more.
export function titleOf(
    estate: EstateView | undefined,
    { category: id, answers }: { category: string; answers: readonly Answer[] },
): string {
    const category = categoryOf(estate, id);
    const [first] = category?.lost_found ? answerTexts(category, answers) : [];
    return first?.option ?? categoryName(estate, id);
}

export function categoryName(estate: EstateView | undefined, id: string): string {
    const category = categoryOf(estate, id);
    return category ? nameIn(category) : id;
}
