// What the screens of the own week and the own book hold.
import { computed, effect, signal } from '@preact/signals';
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { ShiftChangeView } from 'circle-codec';
import type { Span, Turn } from '../common/roster';
import { turnsOf } from '../common/roster';
import { onDuty, session } from './model';

export type Pane = 'idle' | 'week' | 'book';
// Which screen is between tasks; an offer or a visit goes before it.
export const pane = signal<Pane>('idle');

const WEEK = 7;
const FRESH_MS = 60_000;

// A minute of it is enough for what is shown by days.
const minute = computed(() => Math.floor(session.connection.clock.ticking.value / 60_000) * 60_000);

export const week = computed<Turn[]>(() => {
    const { me, shiftChanges, estate } = session.store;
    const own = me.value?.id ?? '';
    const days = { now: minute.value, count: WEEK, estate: estate.value };
    return turnsOf(me.value?.shifts ?? [], shiftChanges.value.values(), days).filter(
        (turn) => turn.volunteer_id === own,
    );
});

// Swaps that this volunteer could take: open to all, or to them by name.
export const swaps = computed<ShiftChangeView[]>(() => {
    const own = session.store.me.value?.id ?? '';
    return [...session.store.shiftChanges.value.values()]
        .filter(({ state }) => state === ShiftChangeState.SHIFT_CHANGE_STATE_ASKED)
        .filter(({ volunteer_id, from }) => volunteer_id !== own && from > minute.value)
        .sort((a, b) => a.from - b.from);
});

// When this page saw the duty begin; 0: it did not.
const cameOnAt = signal(0);

export function followDuty(): void {
    let was: boolean | undefined;
    effect(() => {
        if (!session.store.ready.value) return;
        const on = onDuty();
        if (on && was === false) cameOnAt.value = session.connection.clock.now();
        was = on;
    });
}

// How many requests wait for somebody, just after one came on duty.
export const waiting = computed(() => {
    const fresh = session.connection.clock.ticking.value - cameOnAt.value < FRESH_MS;
    return fresh && onDuty() ? (session.store.me.value?.waiting ?? 0) : 0;
});

export function askLedger(): void {
    session.store.ledger.value = undefined;
    session.connection.send({ get_ledger: { month: '' } });
}

export function changing(id: string): boolean {
    return session.outbox.entries.value.some(({ kind, body }) => {
        if (kind === 'answer_shift_change') return (body as { id?: string }).id === id;
        return kind === 'ask_shift_change' && String((body as { from?: number }).from) === id;
    });
}

export function askChange(span: Span, swap: boolean): void {
    if (changing(String(span.from))) return;
    const kind = swap
        ? ShiftChangeKind.SHIFT_CHANGE_KIND_SWAP
        : ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE;
    session.courier.post('ask_shift_change', { kind, from: span.from, to: span.to });
}

export function answerChange(id: string, state: number): void {
    if (!changing(id)) session.courier.post('answer_shift_change', { id, state });
}
