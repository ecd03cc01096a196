// What the board lets hear: a new request, one that has a minute left, open alarms, and a shift
// without cover. Of an outage only its first requests are heard: all others wait for the same.
import { computed, effect, signal } from '@preact/signals';
import type { RequestView } from 'circle-codec';
import { standingPause } from '../common/clocks';
import { isFolded } from '../common/outages';
import { Sound } from '../common/sound';
import { isTerminal } from '../common/words';
import { lastWarning } from './gap_list';
import { alarms } from './model';
import { session } from './session';

const ALARM_AGAIN_MS = 15_000;
const SOON_MS = 60_000;
const MUTE_KEY = 'circle.board.muted';

export const sound = new Sound();
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

// Of requests that are dispatched on their own.
function isHeard(request: RequestView): boolean {
    return !isFolded(session.store.incidents.value, request);
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
            const fresh = all.some((request) => !known?.has(request.id) && isHeard(request));
            if (fresh && !muted.peek()) sound.play('fresh');
        }
        known = ids;
        late = overdue;
    });
    ringForAlarms();
    warnBeforeLate();
    tellOfGaps();
}

// Once when a shift without cover gets its warning of a day or of an hour ahead.
function tellOfGaps(): void {
    let told: number | undefined;
    effect(() => {
        if (!session.store.ready.value) return;
        const last = lastWarning(session.store.gaps.value.values());
        if (told !== undefined && last > told && !muted.peek()) sound.play('gap');
        told = Math.max(told ?? 0, last);
    });
}

// Once for each promise that has a minute left and nobody at the door.
function warnBeforeLate(): void {
    const soon = computed(() => {
        const now = session.connection.clock.ticking.value;
        return [...session.store.requests.value.values()]
            .filter((r) => !isTerminal(r) && r.arrived_at === 0 && !standingPause(r) && isHeard(r))
            .filter((r) => r.sla_due_at > now && r.sla_due_at - now <= SOON_MS)
            .map((r) => `${r.id}/${r.sla_due_at}`)
            .join(' ');
    });
    const told = new Set<string>();
    effect(() => {
        const fresh = soon.value.split(' ').filter((key) => key && !told.has(key));
        for (const key of fresh) told.add(key);
        if (fresh.length > 0 && !muted.peek()) sound.play('soon');
    });
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

export function startTones(): void {
    makeSound();
    keepSound();
}
