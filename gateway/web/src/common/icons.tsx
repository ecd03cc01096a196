// Drawn icons, since a phone or wall screen without emoji fonts would show boxes. A category's icon
// is one emoji of the estate's data; those known here are drawn, others stand as they are.
import type { JSX } from 'preact';

const DRAWN = {
    drop: (
        <path d="M12 3.2c3.2 4 6 7.1 6 10.6a6 6 0 0 1-12 0c0-3.5 2.8-6.6 6-10.6zM9.3 14.2a2.9 2.9 0 0 0 2.5 2.9" />
    ),
    heat: (
        <path d="M5 20h14M7.5 16.5c-1.8-2.3 1.6-3.7 0-6.2s1.4-3.6.4-5.8M12 16.5c-1.8-2.3 1.6-3.7 0-6.2s1.4-3.6.4-5.8M16.5 16.5c-1.8-2.3 1.6-3.7 0-6.2s1.4-3.6.4-5.8" />
    ),
    bolt: <path d="M13.2 2.8 5.5 13.4h5.6l-1 7.8 8.4-11.2h-6z" />,
    car: (
        <path d="M4.5 16.8v-4.3l1.9-5A2 2 0 0 1 8.3 6.2h7.4a2 2 0 0 1 1.9 1.3l1.9 5v4.3zM4.5 12.5h15M6 16.8v2M18 16.8v2M7.6 14.7h1.2M15.2 14.7h1.2" />
    ),
    search: (
        <path d="M10.6 4.2a6.4 6.4 0 1 1 0 12.8 6.4 6.4 0 0 1 0-12.8zM15.3 15.3l5 5M8.3 10.6a2.3 2.3 0 0 1 2.3-2.3" />
    ),
    care: (
        <path d="M12 11.8S7.6 9.2 7.6 6.2A2.3 2.3 0 0 1 12 5.2a2.3 2.3 0 0 1 4.4 1c0 3-4.4 5.6-4.4 5.6zM3.5 15.2h3l3.2-1.4 4.3 1.1c1.4.4 1.2 2.2-.2 2.3l-3.3.2M13.9 16.6l4.7-2.1c1.6-.6 2.6 1.1 1.3 2.1l-6.2 3.9-7.2-1.6h-3" />
    ),
    phone: (
        <path d="M6.3 3.8h2.8l1.5 4-2 1.6a12 12 0 0 0 6 6l1.6-2 4 1.5v2.8a2 2 0 0 1-2.2 2A16.3 16.3 0 0 1 4.3 6a2 2 0 0 1 2-2.2z" />
    ),
    check: <path d="m5 12.8 4.6 4.6L19.2 7.2" />,
    cross: <path d="M6 6l12 12M18 6 6 18" />,
    walk: (
        <path d="M13.3 3.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4zM8 11.5l2.3-3 3 .3 1.7 3.2 3 .8M12.2 9.2 10.6 14l3.2 3 .8 4.2M10.4 15 7 21" />
    ),
    door: <path d="M6.5 20.5V4.5h11v16M4 20.5h16M14.3 12.8v.2" />,
    house: <path d="m4 11.5 8-7 8 7M6.5 10v9.5h11V10M10.3 19.5v-5h3.4v5" />,
    alarm: <path d="M12 3.8 2.8 19.8h18.4zM12 9.5v5M12 17v.2" />,
    shield: <path d="M12 3.5 5 6v5.5c0 4.3 3 7.3 7 9 4-1.7 7-4.7 7-9V6zM9 12l2.2 2.2L15 10.2" />,
    bell: <path d="M6.5 16.5v-6a5.5 5.5 0 0 1 11 0v6l1.5 1.8H5zM10.3 20.5h3.4" />,
    mute: <path d="M4.5 9.5v5h3.3l4.7 4v-13l-4.7 4zM16 9.5l4.5 5M20.5 9.5l-4.5 5" />,
    loud: (
        <path d="M4.5 9.5v5h3.3l4.7 4v-13l-4.7 4zM15.8 9a4.3 4.3 0 0 1 0 6M18.2 6.5a7.8 7.8 0 0 1 0 11" />
    ),
    back: <path d="M14.5 5.5 8 12l6.5 6.5" />,
    clock: <path d="M12 3.8a8.2 8.2 0 1 1 0 16.4 8.2 8.2 0 0 1 0-16.4zM12 7.5V12l3.2 2" />,
    people: (
        <path d="M8.8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3 19c.2-3.4 2.5-5.2 5.8-5.2s5.6 1.8 5.8 5.2M15.5 5.3a3 3 0 0 1 0 5.5M17 14.2c2.4.6 3.9 2.2 4 4.8" />
    ),
    sun: (
        <path d="M12 7.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM12 2.8v1.7M12 19.5v1.7M2.8 12h1.7M19.5 12h1.7M5.5 5.5l1.2 1.2M17.3 17.3l1.2 1.2M5.5 18.5l1.2-1.2M17.3 6.7l1.2-1.2" />
    ),
    moon: <path d="M19.5 14.3A8 8 0 0 1 9.7 4.5a8 8 0 1 0 9.8 9.8z" />,
    stairs: <path d="M3.5 19.5h4.3v-4.2h4.2v-4.2h4.2V6.9h4.3" />,
    pin: <path d="M12 21c-4-4.6-6.5-7.8-6.5-11a6.5 6.5 0 0 1 13 0c0 3.2-2.5 6.4-6.5 11zM12 8v4" />,
} as const;

export type IconName = keyof typeof DRAWN;

const BY_EMOJI: Record<string, IconName> = {
    '💧': 'drop',
    '🚰': 'drop',
    '🚿': 'drop',
    '🔧': 'drop',
    '🔥': 'heat',
    '♨': 'heat',
    '🌡': 'heat',
    '⚡': 'bolt',
    '💡': 'bolt',
    '🔌': 'bolt',
    '🚗': 'car',
    '🚙': 'car',
    '🚕': 'car',
    '🅿': 'car',
    '🚦': 'car',
    '🔍': 'search',
    '🔎': 'search',
    '🔑': 'search',
    '🎒': 'search',
    '🤝': 'care',
    '👵': 'care',
    '👴': 'care',
    '🧓': 'care',
    '❤': 'care',
    '🤲': 'care',
    '💗': 'care',
};
const TINTS: Partial<Record<IconName, string>> = {
    drop: 'blue',
    heat: 'orange',
    bolt: 'amber',
    car: 'slate',
    search: 'violet',
    care: 'rose',
};

export function Icon({ name, label }: { name: IconName; label?: string }): JSX.Element {
    return (
        <svg
            class="icon"
            viewBox="0 0 24 24"
            role={label ? 'img' : undefined}
            aria-label={label}
            aria-hidden={label ? undefined : 'true'}
        >
            {DRAWN[name]}
        </svg>
    );
}

// The icon of a category on its tinted tile.
export function CategoryIcon({ emoji }: { emoji: string }): JSX.Element {
    const name = BY_EMOJI[emoji.replace(/\uFE0F/g, '')];
    if (!name)
        return (
            <span class="tile tint-plain" aria-hidden="true">
                {emoji || '·'}
            </span>
        );
    return (
        <span class={`tile tint-${TINTS[name] ?? 'plain'}`}>
            <Icon name={name} />
        </span>
    );
}
