// What the screens of the own week and the own book hold.
import { computed, effect, signal } from '@preact/signals';
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { Partially, Shift, ShiftChangeView } from 'circle-codec';
import type { Span, Turn } from '../common/roster';
import { WEEK, turnsOf, weekFrom } from '../common/roster';
import { onDuty, session } from './model';

export type Pane = 'idle' | 'week' | 'hours' | 'book';
// Which screen is between tasks; an offer or a visit goes before it.
export const pane = signal<Pane>('idle');

// Weeks from today: which one is looked at.
export const weekAhead = signal(0);
// The shift for which leave or a swap is being asked.
export const asking = signal<{ from: number; swap: boolean } | undefined>(undefined);

const FRESH_MS = 60_000;

// A minute of it is enough for what is shown by days.
export const minute = computed(() => Math.floor(session.connection.clock.ticking.value / 60_000) * 60_000);

export const week = computed<Turn[]>(() => {
    const { me, shiftChanges, estate } = session.store;
    const own = me.value?.id ?? '';
    const now = minute.value;
    const first = weekFrom(now, weekAhead.value, estate.value);
    const days = { now, first, count: WEEK, estate: estate.value };
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

// Is an answer to this change on its way?
export function changing(id: string): boolean {
    return session.outbox.entries.value.some(
        ({ kind, body }) =>
            kind === 'answer_shift_change' && (body as { id?: string }).id === id,
    );
}

// Is leave or a swap for some of this shift on its way?
export function askedFor({ from, to }: Span): boolean {
    return session.outbox.entries.value.some(({ kind, body }) => {
        const { from: at = 0 } = body as { from?: number };
        return kind === 'ask_shift_change' && at >= from && at < to;
    });
}

export function askChange({ from, to }: Span, swap: boolean, why: string): void {
    if (askedFor({ from, to })) return;
    const kind = swap
        ? ShiftChangeKind.SHIFT_CHANGE_KIND_SWAP
        : ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE;
    session.courier.post('ask_shift_change', { kind, from, to, reason: why.trim() });
}

export function savingShifts(): boolean {
    return session.outbox.entries.value.some(({ kind }) => kind === 'set_shifts');
}

export function setShifts(shifts: Partially<Shift>[]): void {
    if (!savingShifts()) session.courier.post('set_shifts', { shifts });
}

export function answerChange(id: string, state: number): void {
    if (!changing(id)) session.courier.post('answer_shift_change', { id, state });
}
