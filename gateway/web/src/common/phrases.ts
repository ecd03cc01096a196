// Reasons that people tap instead of writing. They are stored as words, in the language of who
// tapped; each reader sees them in their own.
import { dictionaries, t } from './text';
import type { TextKey } from './text';

export const CLOSE_REASONS: readonly TextKey[] = [
    'close.quick.1',
    'close.quick.2',
    'close.quick.3',
    'close.quick.4',
];
export const ABORT_REASONS: readonly TextKey[] = [
    'visit.reason.1',
    'visit.reason.2',
    'visit.reason.3',
    'visit.reason.4',
    'visit.reason.5',
];
export const ALONE_REASONS: readonly TextKey[] = [
    'alone.reason.1',
    'alone.reason.2',
    'alone.reason.3',
];
export const LEAVE_REASONS: readonly TextKey[] = [
    'leave.reason.1',
    'leave.reason.2',
    'leave.reason.3',
];
export const LIFT_REASONS: readonly TextKey[] = [
    'lifts.quick.1',
    'lifts.quick.2',
    'lifts.quick.3',
    'lifts.quick.4',
];

export const NOTICES: readonly TextKey[] = [
    'outage.quick.1',
    'outage.quick.2',
    'outage.quick.3',
    'outage.quick.4',
];
export const OUTAGE_ENDS: readonly TextKey[] = ['outage.over.1', 'outage.over.2'];

// A tapped reason in the reader's language; what somebody wrote stays as it is.
export function phrase(words: string): string {
    const all = [
        ...CLOSE_REASONS,
        ...ABORT_REASONS,
        ...ALONE_REASONS,
        ...LEAVE_REASONS,
        ...LIFT_REASONS,
        ...NOTICES,
        ...OUTAGE_ENDS,
    ];
    const known = Object.values(dictionaries).flatMap((texts) =>
        all.filter((key) => texts[key] === words),
    );
    return known[0] ? t(known[0]) : words;
}
