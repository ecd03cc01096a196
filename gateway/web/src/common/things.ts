// Lost and found things in words: their kinds, colours and times. Pure functions and tables.
import type { Entry, Mutation } from './outbox';
import type { EstateView, Partially, Thing } from 'circle-codec';
import { Colour, ThingKind } from 'circle-codec';
import { tOr } from './text';
import { clockTime, dayAndTime, zoneOf } from './words';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EARLIER_MS = 60 * DAY_MS; // how far back "earlier" reaches

export const PLACE_MAX = 50; // characters
export const WORDS_MAX = 200;

// In the order of how often they are lost.
export const KINDS: readonly number[] = [
    ThingKind.THING_KIND_KEYS,
    ThingKind.THING_KIND_PHONE,
    ThingKind.THING_KIND_WALLET,
    ThingKind.THING_KIND_CARD,
    ThingKind.THING_KIND_BAG,
    ThingKind.THING_KIND_CLOTHING,
    ThingKind.THING_KIND_GLASSES,
    ThingKind.THING_KIND_PET,
    ThingKind.THING_KIND_TOY,
    ThingKind.THING_KIND_OTHER,
];

// What a swatch looks like; its name stands beside it.
export const SWATCHES: readonly [colour: number, paint: string][] = [
    [Colour.COLOUR_BLACK, '#1c1b19'],
    [Colour.COLOUR_WHITE, '#ffffff'],
    [Colour.COLOUR_GREY, '#8b8b88'],
    [Colour.COLOUR_RED, '#c8261b'],
    [Colour.COLOUR_ORANGE, '#ee7d14'],
    [Colour.COLOUR_YELLOW, '#f6d32b'],
    [Colour.COLOUR_GREEN, '#2f8a43'],
    [Colour.COLOUR_BLUE, '#1f5fb0'],
    [Colour.COLOUR_PURPLE, '#75409a'],
    [Colour.COLOUR_BROWN, '#754a26'],
    [Colour.COLOUR_GOLD, 'linear-gradient(135deg, #f7e39a, #b8892a)'],
    [Colour.COLOUR_SILVER, 'linear-gradient(135deg, #f4f4f4, #9c9fa3)'],
    [Colour.COLOUR_OTHER, 'linear-gradient(90deg, #c8261b, #f6d32b, #2f8a43, #1f5fb0)'],
];

export function paintOf(colour: number): string {
    return SWATCHES.find(([of]) => of === colour)?.[1] ?? '';
}

export function kindName(kind: number): string {
    return tOr(`lost.kind.${kind}`, 'lost.kind.10');
}

// "黑色", or empty when nobody said.
export function colourName(colour: number): string {
    return colour ? tOr(`lost.colour.${colour}`, 'lost.colour.13') : '';
}

// "黑色 钱包"
export function thingName({ kind, colour }: Pick<Thing, 'kind' | 'colour'>): string {
    return [colourName(colour), kindName(kind)].filter(Boolean).join(' ');
}

export type When = 'now' | 'today' | 'yesterday' | 'earlier';
export const WHENS: readonly When[] = ['now', 'today', 'yesterday', 'earlier'];

// What "yesterday" is by the estate's own clock.
export function spanOf(when: When, now: number, estate: EstateView | undefined) {
    const zone = zoneOf(estate, now) * 60_000;
    const midnight = Math.floor((now + zone) / DAY_MS) * DAY_MS - zone;
    switch (when) {
        case 'now':
            return { from: now - HOUR_MS, to: now };
        case 'today':
            return { from: midnight, to: now };
        case 'yesterday':
            return { from: midnight - DAY_MS, to: midnight };
        case 'earlier':
            return { from: midnight - EARLIER_MS, to: midnight - DAY_MS };
    }
}

// "11月27日 09:00 – 11月28日 10:30", and of one day "11月28日 09:00 – 10:30"
export function spanText(thing: Pick<Thing, 'from' | 'to'>, estate: EstateView | undefined) {
    const from = dayAndTime(thing.from, estate);
    if (thing.to <= thing.from) return from;
    const zone = zoneOf(estate, thing.from) * 60_000;
    const day = (ms: number) => Math.floor((ms + zone) / DAY_MS);
    const words = day(thing.from) === day(thing.to) ? clockTime : dayAndTime;
    return `${from} – ${words(thing.to, estate)}`;
}

export function daysSince(ms: number, now: number): number {
    return Math.max(0, Math.floor((now - ms) / DAY_MS));
}

// Reports on their way, newest first.
export function thingsOnTheWay(
    entries: readonly Entry[],
    kind: 'report_lost' | 'report_found',
): { key: string; thing: Partially<Thing> }[] {
    return entries
        .filter((entry) => entry.kind === (kind satisfies Mutation))
        .map(({ key, body }) => ({ key, thing: (body as { thing?: Partially<Thing> }).thing ?? {} }))
        .reverse();
}
