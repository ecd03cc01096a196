// What the board holds beside the view: filter, selection, sound.
import { computed, effect, signal } from '@preact/signals';
import { Code, RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import type { Body, Mutation } from '../common/outbox';
import { Session } from '../common/session';
import { Sound } from '../common/sound';
import { t, tOr } from '../common/text';
import { notice } from '../common/ui';
import { isTerminal } from '../common/words';
import { isToday } from './when';

const ALARM_AGAIN_MS = 15_000;
const BANNER_SETTLES_MS = 500;
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
export const timelineAskedAt = signal(0);
export const keySheet = signal(false);
export const closing = signal(false);
// The form that is open for the selected request; 'withdraw' is one per helper.
export type Hand = '' | 'assign' | 'hold' | 'remark' | 'withdraw';
export const hand = signal<Hand>('');
export const withdrawing = signal(''); // volunteer id
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
            return isTerminal(request) && isToday(request.ended_at);
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
        const { request_id, volunteer_id, id: own } = body as Record<string, unknown>;
        return k === kind && (id === undefined || [request_id, volunteer_id, own].includes(id));
    });
}

export function choose(id: string): void {
    chosenId.value = id;
    closing.value = false;
    hand.value = '';
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

// Who the contacts name; another coordinator is known by id only, but for the one who looks.
export function coordinatorName(id: string): string {
    const { estate, me } = session.store;
    const contact = estate.value?.contacts.find((one) => one.id === id);
    return contact?.name || (id === session.principalId && me.value?.name) || id;
}

export function nameOf(id: string): string {
    return session.store.volunteers.value.get(id)?.name ?? coordinatorName(id);
}

// Sends a wish unless the same one is on its way: a double click means it once.
function once<K extends Mutation>(kind: K, body: Body<K>, id: string): void {
    if (!pending(kind, id)) session.courier.post(kind, body);
}

export function assign(request_id: string, who: string, instead_of: string, why: string): void {
    const body = { request_id, volunteer_id: who, instead_of, reason: why.trim() };
    if (who) once('assign_volunteer', body, request_id);
}

export function withdraw(request_id: string, volunteer_id: string, reason: string): void {
    once('withdraw_visit', { request_id, volunteer_id, reason: reason.trim() }, volunteer_id);
    withdrawing.value = '';
}

export function escalate(request_id: string): void {
    once('escalate_request', { request_id }, request_id);
}

export function hold(request_id: string, seconds: number, reason: string): void {
    once('hold_request', { request_id, seconds, reason }, request_id);
}

export function release(request_id: string): void {
    once('hold_request', { request_id, seconds: 0 }, request_id);
}

export function reopen(request_id: string): void {
    once('reopen_request', { request_id }, request_id);
}

export function addRemark(request_id: string, text: string): void {
    if (text) session.courier.post('remark', { request_id, text });
}

export function acknowledgeFailure(id: string): void {
    once('acknowledge_failure', { id }, id);
}

export function close(requestId: string, reason: string): void {
    session.courier.post('close_request', { request_id: requestId, reason: reason.trim() });
    closing.value = false;
}

export function setDuty(volunteerId: string, duty: number): void {
    if (pending('set_duty', volunteerId)) return;
    session.courier.post('set_duty', { duty, volunteer_id: volunteerId });
}

// Something is selected while there is something. It never changes under the reader's eyes: what
// has ended stays until another one is chosen.
function keepSelection(): void {
    effect(() => {
        const [first] = queue.value;
        if (first && !chosen.value) choose(first.id);
    });
}

// The alarm in the banner stays the same one until it is handled: a click meant for one must not
// hit another that has just moved into its place.
export const banner = signal<RequestView | undefined>(undefined);
let bannerSince = 0;

function pinBanner(): void {
    effect(() => {
        const before = banner.peek()?.id;
        const next = alarms.value.find(({ id }) => id === before) ?? alarms.value[0];
        if (next?.id !== before) bannerSince = performance.now();
        banner.value = next;
    });
}

export function onBanner(act: () => void): void {
    if (performance.now() - bannerSince >= BANNER_SETTLES_MS) act();
}

// Asked for on each selection, and after each snapshot: then facts may have been missed. A snapshot
// comes with the health of the service.
export function askTimeline(): void {
    const id = chosenId.value;
    if (!id || session.connection.link.value !== 'live') return;
    timelineAskedAt.value = session.connection.clock.now();
    session.connection.send({ get_timeline: { request_id: id } });
}

function followTimelines(): void {
    effect(() => {
        void session.store.health.value;
        forgetTimelines();
        askTimeline();
    });
}

// Of ended requests only the selected one's is kept: the board runs for months.
function forgetTimelines(): void {
    const { requests, timelines } = session.store;
    const id = chosenId.value;
    const needed = [...timelines.peek()].filter(([of]) => {
        const request = requests.peek().get(of);
        return of === id || (request && !isTerminal(request));
    });
    timelines.value = new Map(needed);
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
    ringForAlarms();
}

// At once for a new alarm, then again and again while one is open. Updates about other things do
// not start it anew.
function ringForAlarms(): void {
    const ids = computed(() => alarms.value.map((request) => request.id).join(' '));
    let told = new Set<string>();
    let timer: ReturnType<typeof setInterval> | undefined;
    effect(() => {
        const open = muted.value ? [] : ids.value.split(' ').filter(Boolean);
        if (open.some((id) => !told.has(id))) {
            sound.play('alarm');
            clearInterval(timer);
            timer = setInterval(() => sound.play('alarm'), ALARM_AGAIN_MS);
        }
        if (open.length === 0) clearInterval(timer);
        told = new Set(open);
    });
}

// Browsers silence a page until a tap, and again when it was in the background. Each tap and each
// return tries; the first success is heard, so that nobody trusts a mute board.
function keepSound(): void {
    document.addEventListener('pointerdown', () => sound.unlock());
    document.addEventListener('keydown', () => sound.unlock());
    document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') sound.unlock();
    });
    sound.unlock();
    effect(() => {
        if (sound.unlocked.value && !muted.peek()) sound.play('fresh');
    });
}

export function startModel(): void {
    session.onSettled(({ code, message }) => {
        if (code !== Code.CODE_OK) notice.value = message || tOr(`code.${code}`, 'code.other');
    });
    session.onExpired(() => (notice.value = t('expired')));
    keepSelection();
    pinBanner();
    followTimelines();
    makeSound();
    keepSound();
    session.start();
}
