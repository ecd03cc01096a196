// One drawing for each kind of thing.
import type { JSX } from 'preact';
import { ThingKind } from 'circle-codec';

const DRAWN: Record<number, JSX.Element> = {
    [ThingKind.THING_KIND_KEYS]: (
        <path d="M8 9.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6zM11.2 11.4 20 4.5M16.3 7.5l2 2.4M13.9 9.4l1.4 1.7M8 12.9v.2" />
    ),
    [ThingKind.THING_KIND_PHONE]: (
        <path d="M8 3h8a1.5 1.5 0 0 1 1.5 1.5v15A1.5 1.5 0 0 1 16 21H8a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 8 3zM10.8 18h2.4" />
    ),
    [ThingKind.THING_KIND_WALLET]: (
        <path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H17v3M4 7.5A2 2 0 0 0 6 9h14v10H6a2 2 0 0 1-2-2zM16.5 14v.2" />
    ),
    [ThingKind.THING_KIND_CARD]: (
        <path d="M4.5 6h15A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5v-9A1.5 1.5 0 0 1 4.5 6zM3 10h18M6 14.5h4" />
    ),
    [ThingKind.THING_KIND_BAG]: (
        <path d="M6 9h12l1.3 11H4.7zM9 9V7a3 3 0 0 1 6 0v2" />
    ),
    [ThingKind.THING_KIND_CLOTHING]: (
        <path d="M9 4.5 4 7l1.8 4.3L8 10.5V20h8v-9.5l2.2.8L20 7l-5-2.5a3 3 0 0 1-6 0z" />
    ),
    [ThingKind.THING_KIND_GLASSES]: (
        <path d="M6.7 11.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6zM17.3 11.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6zM10 14.2c.7-1 3.3-1 4 0M3.6 13.5 5 7M20.4 13.5 19 7" />
    ),
    [ThingKind.THING_KIND_PET]: (
        <path d="M12 12.2c2.8 0 5 2.6 5 5 0 3-3 2.2-5 2.2s-5 .8-5-2.2c0-2.4 2.2-5 5-5zM5.2 10v1.4M9.3 5.6v1.9M14.7 5.6v1.9M18.8 10v1.4" />
    ),
    [ThingKind.THING_KIND_TOY]: (
        <path d="M12 7a4.2 4.2 0 1 1 0 8.4A4.2 4.2 0 0 1 12 7zM8.4 8.6A2.1 2.1 0 1 1 10 6.5M15.6 8.6A2.1 2.1 0 1 0 14 6.5M8.5 14.5 7 20h10l-1.5-5.5M10.5 10.6v.2M13.5 10.6v.2M11.2 12.8h1.6" />
    ),
    [ThingKind.THING_KIND_OTHER]: (
        <path d="M4 8.5 12 4l8 4.5v8L12 21l-8-4.5zM4 8.5l8 4.5 8-4.5M12 13v8" />
    ),
};

export function ThingIcon({ kind }: { kind: number }): JSX.Element {
    return (
        <span class="tile tint-violet">
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                {DRAWN[kind] ?? DRAWN[ThingKind.THING_KIND_OTHER]}
            </svg>
        </span>
    );
}
