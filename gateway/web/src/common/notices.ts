// What was said last, in a bar above every screen: read aloud, and gone once it is over.
import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

export const notice = signal('');
let stop: () => void = () => undefined;

// `isOver` reads signals: what was said goes when its subject has ended or has moved on. It is
// asked at once, too.
export function tell(text: string, isOver: () => boolean = () => false): void {
    stop();
    notice.value = text;
    stop = effect(() => {
        if (isOver() && notice.peek() === text) notice.value = '';
    });
}

// For isOver: `read` gives something else than when it was first known. Undefined is not known yet.
export function hasChanged<T>(read: () => T | undefined): () => boolean {
    let first: T | undefined;
    return () => {
        const now = read();
        first ??= now;
        return now !== undefined && now !== first;
    };
}

// Whoever wishes for something new has read what was said before.
export function forgetOnWish(entries: ReadonlySignal<readonly { key: string }[]>): void {
    let known = new Set(entries.peek().map(({ key }) => key));
    effect(() => {
        const keys = entries.value.map(({ key }) => key);
        if (keys.some((key) => !known.has(key))) notice.value = '';
        known = new Set(keys);
    });
}
