// Days and times in a zone given by its distance from UTC. Pure functions.
import { t } from '../common/text';

const DAY_MS = 86_400_000;
const two = (n: number) => String(n).padStart(2, '0');

// Days since the epoch in a zone `offsetMin` east of UTC.
export function dayOf(ms: number, offsetMin: number): number {
    return Math.floor((ms + offsetMin * 60_000) / DAY_MS);
}

export function timeOfDay(ms: number, offsetMin: number, today: number, seconds = false): string {
    const local = new Date(ms + offsetMin * 60_000);
    const clock = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
    const time = seconds ? `${clock}:${two(local.getUTCSeconds())}` : clock;
    if (dayOf(ms, offsetMin) === today) return time;
    return t('day.time', { month: local.getUTCMonth() + 1, day: local.getUTCDate(), time });
}
