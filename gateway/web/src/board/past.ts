// Ended requests as they are searched for. The gateway finds by words; result and day are looked
// for in the pages that it sends, newest end first.
import { batch, computed, effect, signal } from '@preact/signals';
import type { Page, RequestView } from 'circle-codec';
import { isTerminal } from '../common/words';
import { dayOf } from './days';
import { session } from './session';
import { ANYTHING, dayNumber, fits } from './wanted';
import type { Wanted } from './wanted';

export const PAGE = 50; // the most that the gateway sends at once
const ENOUGH = 20; // so many new finds end a search for now
const MOST_PAGES = 10; // and so do so many pages
const PATIENCE_MS = 5_000;
const TYPING_MS = 300;

export const wanted = signal<Wanted>(ANYTHING);

export interface Found {
    items: readonly RequestView[];
    next: string; // where the gateway goes on; empty: that was all
    looked: number; // how many it has sent
    progress: 'asking' | 'here' | 'failed';
    grew: boolean; // by the last search
}
const NOTHING: Found = { items: [], next: '', looked: 0, progress: 'asking', grew: false };
export const found = signal<Found>(NOTHING);

let seq = 0; // of the question under way
let pages = 0; // since the person asked
let before = 0; // finds by then
let patience: ReturnType<typeof setTimeout> | undefined;
let typing: ReturnType<typeof setTimeout> | undefined;

const zone = (): number => session.store.estate.value?.utc_offset_min ?? 0;

// Without words what has ended since belongs to it, too. An update is newer than a page.
export const pastShown = computed(() => {
    const by = new Map(found.value.items.map((request) => [request.id, request]));
    for (const request of session.store.requests.value.values()) {
        if (!isTerminal(request)) by.delete(request.id);
        else if (by.has(request.id) || !wanted.value.words.trim()) by.set(request.id, request);
    }
    return [...by.values()]
        .filter((request) => fits(request, wanted.value, zone()))
        .sort((a, b) => b.ended_at - a.ended_at || b.number - a.number);
});

export const isNarrowed = computed(() => {
    const { words, category, state, day } = wanted.value;
    return Boolean(words.trim() || category || state || day);
});

function query({ words, category }: Wanted): string {
    return `${words} ${category}`.trim();
}

function ask(place: string): void {
    const wants = { query: query(wanted.peek()), before: place, limit: PAGE };
    seq = session.connection.send({ get_history: wants });
    clearTimeout(patience);
    const asked = seq;
    patience = setTimeout(() => asked === seq && fail(), asked ? PATIENCE_MS : 0);
}

function fail(): void {
    seq = 0;
    found.value = { ...found.peek(), progress: 'failed' };
}

export function search(): void {
    clearTimeout(typing);
    pages = 0;
    before = 0;
    found.value = NOTHING;
    ask('');
}

// Goes on where the last answer ended, also after a failure.
export function more(): void {
    if (found.peek().progress === 'asking') return;
    pages = 0;
    before = pastShown.peek().length;
    found.value = { ...found.peek(), progress: 'asking' };
    ask(found.peek().next);
}

// Words are sent once the typing pauses.
export function want(change: Partial<Wanted>): void {
    wanted.value = { ...wanted.value, ...change };
    clearTimeout(typing);
    if (change.words === undefined) search();
    else typing = setTimeout(search, TYPING_MS);
}

// Pages come by their end: behind this one nothing is of that day.
function isBehindDay(page: Page): boolean {
    const { day } = wanted.peek();
    const last = page.requests[page.requests.length - 1];
    return day !== '' && last !== undefined && dayOf(last.ended_at, zone()) < dayNumber(day);
}

function came(page: Page, replyTo: number): void {
    if (seq === 0 || replyTo !== seq) return;
    clearTimeout(patience);
    seq = 0;
    pages += 1;
    const { items, looked } = found.peek();
    const next = isBehindDay(page) ? '' : page.next;
    const all = [...items, ...page.requests];
    batch(() => {
        const sent = looked + page.requests.length;
        found.value = { items: all, next, looked: sent, progress: 'asking', grew: true };
        const finds = pastShown.value.length - before;
        if (next && finds < ENOUGH && pages < MOST_PAGES) ask(next);
        else found.value = { ...found.value, progress: 'here', grew: finds > 0 };
    });
}

export function startPast(isOpen: () => boolean): void {
    session.onPage(came);
    session.onLive(() => {
        if (isOpen() && found.peek().progress !== 'here') search();
    });
    // With words only the gateway knows whether what has just ended belongs to it.
    const ended = computed(
        () => [...session.store.requests.value.values()].filter(isTerminal).length,
    );
    effect(() => {
        void ended.value;
        if (isOpen() && wanted.peek().words.trim()) search();
    });
}
