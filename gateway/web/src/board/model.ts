// What the board holds beside the view: filter, selection, the alarm in the banner.
import { computed, effect, signal } from '@preact/signals';
import { RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { isFolded } from '../common/outages';
import { isTerminal } from '../common/words';
import { inOrder, isSameAlarm, needsAck, pinned } from './order';
import { past } from './past';
import { session } from './session';
import { isToday } from './when';

const BANNER_SETTLES_MS = 500;

export type Filter = 'live' | 'searching' | 'coming' | 'arrived' | 'alarm' | 'ended';
export const FILTERS: readonly Filter[] = [
    'live',
    'searching',
    'coming',
    'arrived',
    'alarm',
    'ended',
];
export const filter = signal<Filter>('live');
// A page beside the board leads here with a request in its address.
export const chosenId = signal(new URLSearchParams(location.search).get('request') ?? '');
export const timelineAskedAt = signal(0);
export const keySheet = signal(false);
// The form that is open for the selected request: 'assign', 'close', 'withdraw/<volunteer id>', …
export const form = signal('');

function belongs(request: RequestView, to: Filter): boolean {
    const { state } = request;
    // The lead of its outage stands for it.
    if (isFolded(session.store.incidents.value, request)) return false;
    switch (to) {
        case 'live':
            return !isTerminal(request);
        case 'searching':
            return (
                state === RequestState.REQUEST_STATE_QUEUED ||
                state === RequestState.REQUEST_STATE_OFFERING
            );
        case 'coming':
            return state === RequestState.REQUEST_STATE_ASSIGNED;
        case 'arrived':
            return state === RequestState.REQUEST_STATE_ARRIVED;
        case 'alarm':
            return needsAck(request);
        case 'ended':
            return isTerminal(request) && isToday(request.ended_at);
    }
}

function select(by: Filter): RequestView[] {
    return [...session.store.requests.value.values()].filter((r) => belongs(r, by)).sort(inOrder);
}

export const counts = computed(() => {
    const all = FILTERS.map((by) => [by, select(by).length] as const);
    return Object.fromEntries(all) as Record<Filter, number>;
});
// What is listed: ended requests as they were searched for, others by time left.
export const queue = computed(() =>
    filter.value === 'ended' ? past.shown.value : select(filter.value),
);
export const alarms = computed(() => select('alarm'));
export const chosen = computed(
    () =>
        session.store.requests.value.get(chosenId.value) ??
        past.found.value.items.find(({ id }) => id === chosenId.value),
);
export const lastEnded = computed(() => {
    const all = [...session.store.requests.value.values()];
    return all.sort((a, b) => b.submitted_at - a.submitted_at)[0];
});

export function choose(id: string): void {
    if (chosenId.value !== id) form.value = '';
    chosenId.value = id;
}

export function show(by: Filter): void {
    filter.value = by;
    past.open(by === 'ended');
}

// Moves the selection in the queue as shown; returns the id chosen.
export function move(step: 1 | -1): string {
    const ids = queue.value.map((request) => request.id);
    const at = ids.indexOf(chosenId.value);
    const next = ids[Math.min(ids.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    if (next) choose(next);
    return next ?? '';
}

// Something is selected while there is something. It never changes under the reader's eyes: what
// has ended stays until another one is chosen.
function keepSelection(): void {
    effect(() => {
        const [first] = queue.value;
        if (first && !chosen.value) choose(first.id);
    });
}

// When the alarm in the banner has just changed, of another request or of the same one, a click was
// meant for the one before.
export const banner = signal<RequestView | undefined>(undefined);
let bannerSince = 0;

function pinBanner(): void {
    effect(() => {
        const before = banner.peek();
        const next = pinned(alarms.value, before?.id ?? '');
        if (!isSameAlarm(before, next)) bannerSince = performance.now();
        banner.value = next;
    });
}

export function onBanner(act: () => void): void {
    if (performance.now() - bannerSince >= BANNER_SETTLES_MS) act();
}

// Asked for on each selection, and after each snapshot: then facts may have been missed. A snapshot
// comes with the health of the service.
export function askTimeline(): void {
    const id = chosenId.value;
    if (!id || session.connection.link.value !== 'live') return;
    timelineAskedAt.value = session.connection.clock.now();
    session.connection.send({ get_timeline: { request_id: id } });
}

function followTimelines(): void {
    effect(() => {
        void session.store.health.value;
        forgetTimelines();
        askTimeline();
    });
}

// Of ended requests only the selected one's is kept: the board runs for months.
function forgetTimelines(): void {
    const { requests, timelines } = session.store;
    const id = chosenId.value;
    const needed = [...timelines.peek()].filter(([of]) => {
        const request = requests.peek().get(of);
        return of === id || (request && !isTerminal(request));
    });
    timelines.value = new Map(needed);
}

export function startModel(): void {
    keepSelection();
    pinBanner();
    followTimelines();
}
