// Which shifts without cover call for somebody, in which order, and when they were last spoken of.
import type { CoverGap } from 'circle-codec';

// It begins within the hour, or has begun.
export const isNear = (gap: CoverGap) => gap.hour_warned_at > 0;

// Warned of and noticed by nobody; those within the hour first.
export function openGaps(gaps: Iterable<CoverGap>): CoverGap[] {
    return [...gaps]
        .filter((gap) => (gap.day_warned_at > 0 || isNear(gap)) && !gap.acknowledged_by)
        .sort((a, b) => Number(isNear(b)) - Number(isNear(a)) || a.from - b.from);
}

// When the newest of all warnings was given. A gap that gets smaller keeps its own, under another
// id.
export function lastWarning(gaps: Iterable<CoverGap>): number {
    return Math.max(0, ...[...gaps].flatMap((gap) => [gap.day_warned_at, gap.hour_warned_at]));
}
