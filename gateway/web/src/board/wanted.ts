// What of ended requests is looked for. Pure functions.
import type { RequestView } from 'circle-codec';
import { dayOf } from './days';

export interface Wanted {
    words: string;
    category: string;
    state: number;
    day: string; // "2026-11-23" or empty
}
export const ANYTHING: Wanted = { words: '', category: '', state: 0, day: '' };

export function dayNumber(day: string): number {
    return dayOf(Date.parse(`${day}T00:00:00Z`), 0);
}

// Does it belong to what is wanted, but for the words?
export function fits(request: RequestView, { category, state, day }: Wanted, zoneMin: number) {
    if (category && request.category !== category) return false;
    if (state && request.state !== state) return false;
    const on = (ms: number) => dayOf(ms, zoneMin) === dayNumber(day);
    return !day || on(request.submitted_at) || on(request.ended_at);
}
