// What the lost-and-found pane lists, in which order. Pure functions.
import type { ItemView, LostView, Suggestion, Thing } from 'circle-codec';
import { ItemState, LostState } from 'circle-codec';
import { daysSince, thingName } from '../common/things';

export const LONG_DAYS = 90; // then an item is called out

export function isStanding({ state }: ItemView): boolean {
    return state === ItemState.ITEM_STATE_REPORTED || state === ItemState.ITEM_STATE_SHELVED;
}

export function isSearched({ state }: LostView): boolean {
    return state === LostState.LOST_STATE_SEARCHED;
}

export function textOf(thing: Thing | undefined): string {
    if (!thing) return '';
    return `${thingName(thing)} ${thing.place} ${thing.words}`.toLowerCase();
}

// Every word of the query has to be there; "#4" is a number.
export function fitsWords(query: string, text: string, number: number): boolean {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return words.every((word) =>
        /^#?\d+$/.test(word) ? Number(word.replace('#', '')) === number || text.includes(word) : text.includes(word),
    );
}

// Those that are still to be brought first, then by their number on the shelf. Ended ones: newest first.
export function shelfOrder(a: ItemView, b: ItemView): number {
    if (!isStanding(a) && !isStanding(b)) return b.ended_at - a.ended_at;
    return a.shelf - b.shelf || a.reported_at - b.reported_at;
}

// Those with something to look at first.
export function lostOrder(a: LostView, b: LostView): number {
    if (!isSearched(a) && !isSearched(b)) return b.ended_at - a.ended_at;
    return best(b) - best(a) || b.reported_at - a.reported_at;
}

export function shown(report: LostView): Suggestion[] {
    return report.suggestions.filter(({ dismissed }) => !dismissed);
}

function best(report: LostView): number {
    return shown(report)[0]?.score ?? 0;
}

// How sure, in one of three words.
export function scoreWord(score: number): 'high' | 'middle' | 'low' {
    if (score >= 80) return 'high';
    return score >= 65 ? 'middle' : 'low';
}

// Days since it came, and whether it is to be called out.
export function ageOf(item: ItemView, now: number): { days: number; long: boolean } {
    const days = daysSince(item.shelved_at || item.reported_at, now);
    return { days, long: item.called_out_at > 0 };
}
