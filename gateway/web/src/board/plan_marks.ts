// Where marks and names stand on the plan: side by side, inside it, none over another. Pure
// functions of plain numbers.
import { WIDTH } from '../common/projection';

// Marks at one spot stand side by side: two tasks of one house are two marks.
export const SIDE = 84;
const MOST = 4; // marks of one spot; for all others one says how many
const EDGE = 50; // from the middle of a mark to the edge of the plan

// Where the n-th of so many stands, the group in the middle.
export const beside = (n: number, of: number, side: number): number => (n - (of - 1) / 2) * side;

// The middle of a row of so many marks that is meant for x, moved until all are on the plan.
export function rowMiddle(x: number, of: number): number {
    const half = beside(of - 1, of, SIDE) + EDGE;
    return Math.min(Math.max(x, half), WIDTH - half);
}

// Which marks of one spot are drawn, and which are counted only: the chosen one is always drawn.
export function drawnOf<T extends { id: string }>(
    items: readonly T[],
    chosen: string,
): { drawn: T[]; rest: T[] } {
    if (items.length <= MOST) return { drawn: [...items], rest: [] };
    const drawn = items.slice(0, MOST);
    const hidden = items.slice(MOST).find(({ id }) => id === chosen);
    if (hidden) drawn[MOST - 1] = hidden;
    return { drawn, rest: items.filter((item) => !drawn.includes(item)) };
}

// The one to choose next among those that are counted only, so that each gets its turn.
export function nextOf<T extends { id: string }>(
    items: readonly T[],
    rest: readonly T[],
    chosen: string,
): T | undefined {
    const at = items.findIndex(({ id }) => id === chosen);
    return rest.find((item) => items.indexOf(item) > at) ?? rest[0];
}

const LINE = 38; // from one line of names to the next
const WIDE = 36; // a Chinese character
const NARROW = 20;
const GAP = 6; // from a name to the edge, and to the next one

export interface Label {
    text: string;
    x: number; // its middle
    y: number;
}

export function widthOf(text: string): number {
    return [...text].reduce((sum, sign) => sum + (sign > '\u2e7f' ? WIDE : NARROW), 0);
}

function covers(a: Label, b: Label): boolean {
    const apart = (widthOf(a.text) + widthOf(b.text)) / 2 + GAP;
    return Math.abs(a.x - b.x) < apart && Math.abs(a.y - b.y) < LINE;
}

// Names inside the plan, and below each other where they would stand over each other or over one
// that `stands` there already; upwards where the plan ends. In the order given.
export function placed(
    labels: readonly Label[],
    height: number,
    stands: readonly Label[] = [],
): Label[] {
    const done: Label[] = [];
    for (const { text, x, y } of labels) {
        const half = Math.min(widthOf(text) / 2 + GAP, WIDTH / 2);
        const lowest = height - GAP * 2;
        const label = { text, x: Math.min(Math.max(x, half), WIDTH - half), y: Math.min(y, lowest) };
        const start = label.y;
        const taken = () => [...stands, ...done].some((other) => covers(label, other));
        while (taken() && label.y + LINE <= lowest) label.y += LINE;
        if (taken()) label.y = start;
        while (taken() && label.y > LINE) label.y -= LINE;
        done.push(label);
    }
    return done;
}
