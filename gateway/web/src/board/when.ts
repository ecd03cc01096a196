// Times of day as the estate's clocks show them, wherever the screen stands; with the day when it
// is not today's.
import { computed } from '@preact/signals';
import { clockTime, dayAndTime, zoneOf } from '../common/words';
import { dayOf } from './days';
import { session } from './session';

function dayThere(ms: number): number {
    return dayOf(ms, zoneOf(session.store.estate.value, ms));
}

// Changes once a day, so that what follows from it is not drawn again each second.
export const today = computed(() => dayThere(session.connection.clock.ticking.value));

export function isToday(ms: number): boolean {
    return dayThere(ms) === today.value;
}

export function when(ms: number, seconds = false): string {
    const words = isToday(ms) ? clockTime : dayAndTime;
    return words(ms, session.store.estate.value, seconds);
}
