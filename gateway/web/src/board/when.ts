// Times of day as the estate's clocks show them, wherever the screen stands; with the day when it
// is not today's.
import { computed } from '@preact/signals';
import { dayOf, timeOfDay } from './days';
import { session } from './session';

const offset = () => session.store.estate.value?.utc_offset_min ?? 0;

// Changes once a day, so that what follows from it is not drawn again each second.
export const today = computed(() => dayOf(session.connection.clock.ticking.value, offset()));

export function when(ms: number, seconds = false): string {
    return timeOfDay(ms, offset(), today.value, seconds);
}

export function isToday(ms: number): boolean {
    return dayOf(ms, offset()) === today.value;
}
