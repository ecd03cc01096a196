// What the board holds beside the view: filter, selection, sound.
import { computed, effect, signal } from '@preact/signals';
import { Code, RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import type { Mutation } from '../common/outbox';
import { Session } from '../common/session';
import { Sound } from '../common/sound';
import { t, tOr } from '../common/text';
import { notice } from '../common/ui';
import { isTerminal } from '../common/words';

const ALARM_AGAIN_MS = 15_000;
const MUTE_KEY = 'circle.board.muted';

export const session = new Session('coordinator');
export const sound = new Sound();

export type Filter = 'live' | 'searching' | 'coming' | 'arrived' | 'alarm' | 'ended';
export const FILTERS: readonly Filter[] = [
    'live',
    'searching',
    'coming',
    'arrived',
    'alarm',
    'ended',
];
export const filter = signal<Filter>('live');
export const chosenId = signal('');
export const keySheet = signal(false);
export const closing = signal(false);
export const muted = signal(readMuted());

function readMuted(): boolean {
    try {
        return localStorage.getItem(MUTE_KEY) === '1';
    } catch {
        return false;
    }
}

export function setMuted(on: boolean): void {
    muted.value = on;
    if (!on) sound.unlock();
    try {
        localStorage.setItem(MUTE_KEY, on ? '1' : '0');
    } catch {
        // Remembered until the page is closed.
    }
}

export function needsAck(request: RequestView): boolean {
    const { alarm } = request;
    return !isTerminal(request) && alarm !== undefined && alarm.acknowledged_at === 0;
}

function startOfToday(): number {
    const date = new Date(session.connection.clock.now());
    return date.setHours(0, 0, 0, 0);
}

function belongs(request: RequestView, to: Filter): boolean {
    const { state } = request;
    switch (to) {
        case 'live':
            return !isTerminal(request);
        case 'searching':
            return (
                state === RequestState.REQUEST_STATE_QUEUED ||
                state === RequestState.REQUEST_STATE_OFFERING
            );
        case 'coming':
            return state === RequestState.REQUEST_STATE_ASSIGNED;
        case 'arrived':
            return state === RequestState.REQUEST_STATE_ARRIVED;
        case 'alarm':
            return needsAck(request);
        case 'ended':
            return isTerminal(request) && request.ended_at >= startOfToday();
    }
}

// By time left; whose promise is kept stand last. Ended ones by their end, newest first.
function inOrder(a: RequestView, b: RequestView): number {
    if (isTerminal(a) && isTerminal(b)) return b.ended_at - a.ended_at;
    const kept = Number(a.arrived_at > 0) - Number(b.arrived_at > 0);
    return kept || a.sla_due_at - b.sla_due_at || a.number - b.number;
}

function select(by: Filter): RequestView[] {
    return [...session.store.requests.value.values()].filter((r) => belongs(r, by)).sort(inOrder);
}

export const counts = computed(() => {
    const all = FILTERS.map((by) => [by, select(by).length] as const);
    return Object.fromEntries(all) as Record<Filter, number>;
});
export const queue = computed(() => select(filter.value));
export const alarms = computed(() => select('alarm'));
export const chosen = computed(() => session.store.requests.value.get(chosenId.value));
export const lastEnded = computed(() => {
    const all = [...session.store.requests.value.values()];
    return all.sort((a, b) => b.submitted_at - a.submitted_at)[0];
});

export function pending(kind: Mutation, id?: string): boolean {
    return session.outbox.entries.value.some(({ kind: k, body }) => {
        const held = body as { request_id?: string; volunteer_id?: string };
        return (
            k === kind && (id === undefined || held.request_id === id || held.volunteer_id === id)
        );
    });
}

export function choose(id: string): void {
    chosenId.value = id;
    closing.value = false;
}

// Moves the selection in the queue as shown; returns the id chosen.
export function move(step: 1 | -1): string {
    const ids = queue.value.map((request) => request.id);
    const at = ids.indexOf(chosenId.value);
    const next = ids[Math.min(ids.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    if (next) choose(next);
    return next ?? '';
}

export function acknowledge(requestId: string): void {
    sound.unlock();
    if (!pending('acknowledge_alarm', requestId)) {
        session.courier.post('acknowledge_alarm', { request_id: requestId });
    }
}

export function close(requestId: string, reason: string): void {
    session.courier.post('close_request', { request_id: requestId, reason: reason.trim() });
    closing.value = false;
}

export function setDuty(volunteerId: string, duty: number): void {
    if (pending('set_duty', volunteerId)) return;
    session.courier.post('set_duty', { duty, volunteer_id: volunteerId });
}

// Something is always selected while there is something. The selection leaves by itself only what
// has ended, for what has not.
function keepSelection(): void {
    effect(() => {
        const first = queue.value[0];
        if (!first) return;
        const over = chosen.value && isTerminal(chosen.value) && !isTerminal(first);
        if (!chosen.value || over) choose(first.id);
    });
}

function askTimeline(): void {
    effect(() => {
        const id = chosenId.value;
        if (!id || session.connection.link.value !== 'live') return;
        session.connection.send({ get_timeline: { request_id: id } });
    });
}

// Distinct tunes for a new request and an alarm. Mute stays, but a broken promise is heard again.
function makeSound(): void {
    let known: Set<string> | undefined;
    let late = new Set<string>();
    effect(() => {
        if (!session.store.ready.value) return;
        const all = [...session.store.requests.value.values()];
        const ids = new Set(all.map((request) => request.id));
        const overdue = new Set(all.filter((r) => r.breached_at > 0).map((r) => r.id));
        if (known) {
            if ([...overdue].some((id) => !late.has(id))) setMuted(false);
            if ([...ids].some((id) => !known?.has(id)) && !muted.peek()) sound.play('fresh');
        }
        known = ids;
        late = overdue;
    });
    let timer: ReturnType<typeof setInterval> | undefined;
    effect(() => {
        const ring = alarms.value.length > 0 && !muted.value;
        clearInterval(timer);
        if (!ring) return;
        sound.play('alarm');
        timer = setInterval(() => sound.play('alarm'), ALARM_AGAIN_MS);
    });
}

export function startModel(): void {
    session.onSettled(({ code, message }) => {
        if (code !== Code.CODE_OK) notice.value = message || tOr(`code.${code}`, 'code.other');
    });
    session.onExpired(() => (notice.value = t('expired')));
    keepSelection();
    askTimeline();
    makeSound();
    session.start();
}
