// Work for two together: whether the other one has been there, and what the service said of it.
import { signal } from '@preact/signals';
import { Code, VisitState } from 'circle-codec';
import type { VisitView } from 'circle-codec';
import { isLiveVisit } from '../common/words';
import type { Result } from '../common/courier';

const BEEN_THERE: readonly number[] = [
    VisitState.VISIT_STATE_ARRIVED,
    VisitState.VISIT_STATE_DONE,
];

export function isAlone({
    two_go_together,
    companions,
}: Pick<VisitView, 'two_go_together' | 'companions'>): boolean {
    return two_go_together && !companions.some(({ state }) => BEEN_THERE.includes(state));
}

// Who else has not been there yet, by name: "done" of one leaves the rest to them.
export function stillComing({ companions }: Pick<VisitView, 'companions'>): string[] {
    return companions
        .filter(({ state }) => isLiveVisit(state) && !BEEN_THERE.includes(state))
        .map(({ name }) => name);
}

// The request whose "done" was refused because nobody else had been there; the service knows best.
export const refusedAlone = signal('');

// True if the result was that: the visit asks to wait, or for a reason.
export function aloneCame({ entry, code, field }: Result): boolean {
    const mine = code === Code.CODE_UNSAFE && field === 'progress_visit.alone';
    if (mine) refusedAlone.value = (entry.body as { request_id?: string }).request_id ?? '';
    return mine;
}
