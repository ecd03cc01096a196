// Keeps the phone able to call its owner: the screen stays on during duty, sound is tried again.
import { effect, signal } from '@preact/signals';

// False: this browser lets the phone lock itself, and a locked phone does not ring.
export const canStayAwake = 'wakeLock' in navigator;
export const front = signal(document.visibilityState === 'visible');

export function watchFront(): void {
    document.addEventListener('visibilitychange', () => {
        front.value = document.visibilityState === 'visible';
    });
}

// The system drops the lock whenever the page is hidden: taken again on return.
export function stayAwake(wanted: () => boolean): void {
    let lock: WakeLockSentinel | undefined;
    effect(() => {
        const want = wanted() && front.value;
        void lock?.release().catch(() => undefined);
        lock = undefined;
        if (!want || !canStayAwake) return;
        navigator.wakeLock.request('screen').then(
            (held) => {
                if (wanted() && front.peek()) lock = held;
                else void held.release();
            },
            () => undefined, // e.g. battery saver
        );
    });
}
