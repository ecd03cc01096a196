// Ended requests as they are searched for. The gateway finds by words; result and day are looked
// for in the pages that it sends, newest end first.
import { batch, computed, effect, signal } from '@preact/signals';
import type { Page, RequestView } from 'circle-codec';
import type { Environment } from '../common/environment';
import type { Session } from '../common/session';
import { isTerminal, zoneOf } from '../common/words';
import { dayOf } from './days';
import { ANYTHING, dayNumber, fits } from './wanted';
import type { Wanted } from './wanted';

export const PAGE = 50; // the most that the gateway sends at once
export const ENOUGH = 20; // so many new finds end a search for now
export const MOST_PAGES = 10; // and so do so many pages
export const PATIENCE_MS = 5_000;
export const TYPING_MS = 300;

export interface Found {
    items: readonly RequestView[];
    next: string; // where the gateway goes on; empty: that was all
    looked: number; // how many it has sent
    progress: 'asking' | 'here' | 'failed';
    grew: boolean; // by the last search
}
const NOTHING: Found = { items: [], next: '', looked: 0, progress: 'asking', grew: false };

export class PastSearch {
    readonly wanted = signal<Wanted>(ANYTHING);
    readonly found = signal<Found>(NOTHING);
    // Without words what has ended since belongs to it, too. An update is newer than a page.
    readonly shown = computed(() => {
        const { words } = this.wanted.value;
        const by = new Map(this.found.value.items.map((request) => [request.id, request]));
        for (const request of this.session.store.requests.value.values()) {
            if (!isTerminal(request)) by.delete(request.id);
            else if (by.has(request.id) || !words.trim()) by.set(request.id, request);
        }
        return [...by.values()]
            .filter((request) => fits(request, this.wanted.value, this.zone()))
            .sort((a, b) => b.ended_at - a.ended_at || b.number - a.number);
    });
    readonly isNarrowed = computed(() => {
        const { words, category, state, day } = this.wanted.value;
        return Boolean(words.trim() || category || state || day);
    });

    private isOpen = false;
    private seq = 0; // of the question under way
    private pages = 0; // since the person asked
    private before = 0; // finds by then
    private stopWaiting = (): void => undefined;
    private stopTyping = (): void => undefined;

    constructor(
        private readonly session: Session,
        private readonly after: Environment['after'],
    ) {
        session.onPage((page, replyTo) => this.came(page, replyTo));
        session.onLive(() => {
            if (this.isOpen && this.found.peek().progress !== 'here') this.search();
        });
        // With words only the gateway knows whether what has just ended belongs to it.
        const ended = computed(
            () => [...session.store.requests.value.values()].filter(isTerminal).length,
        );
        effect(() => {
            void ended.value;
            if (this.isOpen && this.wanted.peek().words.trim()) this.search();
        });
    }

    // Looked at from now on, or not any more.
    open(on: boolean): void {
        if (on && !this.isOpen) this.search();
        this.isOpen = on;
    }

    search(): void {
        this.stopTyping();
        this.pages = 0;
        this.before = 0;
        this.found.value = NOTHING;
        this.ask('');
    }

    // Goes on where the last answer ended, also after a failure.
    more(): void {
        const { next, progress } = this.found.peek();
        if (progress === 'asking') return;
        this.pages = 0;
        this.before = this.shown.peek().length;
        this.found.value = { ...this.found.peek(), progress: 'asking' };
        this.ask(next);
    }

    // Words are sent once the typing pauses.
    want(change: Partial<Wanted>): void {
        this.wanted.value = { ...this.wanted.peek(), ...change };
        this.stopTyping();
        const words = Object.keys(change).join() === 'words';
        if (words) this.stopTyping = this.after(TYPING_MS, () => this.search());
        else this.search();
    }

    private zone(): number {
        return zoneOf(this.session.store.estate.value, Date.now());
    }

    private ask(place: string): void {
        const { words, category } = this.wanted.peek();
        const query = `${words} ${category}`.trim();
        const wants = { query, before: place, limit: PAGE };
        const asked = this.session.connection.send({ get_history: wants });
        this.seq = asked;
        this.stopWaiting();
        this.stopWaiting = this.after(asked ? PATIENCE_MS : 0, () => this.fail());
    }

    private fail(): void {
        this.seq = 0;
        this.found.value = { ...this.found.peek(), progress: 'failed' };
    }

    // Pages come by their end: behind this one nothing is of that day.
    private isBehindDay({ requests }: Page): boolean {
        const { day } = this.wanted.peek();
        const last = requests[requests.length - 1];
        return day !== '' && !!last && dayOf(last.ended_at, this.zone()) < dayNumber(day);
    }

    private came(page: Page, replyTo: number): void {
        if (this.seq === 0 || replyTo !== this.seq) return;
        this.stopWaiting();
        this.seq = 0;
        this.pages += 1;
        const { items, looked } = this.found.peek();
        const next = this.isBehindDay(page) ? '' : page.next;
        const all = [...items, ...page.requests];
        const sent = looked + page.requests.length;
        batch(() => {
            this.found.value = { items: all, next, looked: sent, progress: 'asking', grew: true };
            const finds = this.shown.value.length - this.before;
            if (next && finds < ENOUGH && this.pages < MOST_PAGES) this.ask(next);
            else this.found.value = { ...this.found.peek(), progress: 'here', grew: finds > 0 };
        });
    }
}
