// Days in a zone given by its distance from UTC.
const DAY_MS = 86_400_000;

// Days since the epoch in a zone `offsetMin` east of UTC.
export function dayOf(ms: number, offsetMin: number): number {
    return Math.floor((ms + offsetMin * 60_000) / DAY_MS);
}
