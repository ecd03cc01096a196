// When the service station is staffed.
import type { JSX } from 'preact';
import type { EstateView } from 'circle-codec';
import { WEEKDAYS, timesWords } from './hours';
import type { Session } from './session';
import { t, tOr } from './text';

type Opening = EstateView['hours'][number];

const dayName = (weekday: number) => tOr(`weekday.${weekday}`, 'weekday.1');

// "08:00–12:00、14:00–18:00"; empty: nobody is there on that day.
function timesOf(weekday: number, hours: readonly Opening[]): string {
    return hours
        .filter((opening) => opening.weekday === weekday)
        .sort((a, b) => a.from_min - b.from_min)
        .map(({ from_min, to_min }) => timesWords(from_min, to_min))
        .join(t('list.comma'));
}

function daysWords(from: number, to: number): string {
    if (from === 1 && to === WEEKDAYS.length) return t('opening.daily');
    if (from === to) return dayName(from);
    return t('opening.days', { from: dayName(from), to: dayName(to) });
}

// "周一至周五 08:00–20:00，周六、…": days in a row with the same times are said at once.
export function openingParts(hours: readonly Opening[]): string[] {
    const parts: string[] = [];
    for (let from = 1; from <= WEEKDAYS.length; ++from) {
        const times = timesOf(from, hours);
        let to = from;
        while (to < WEEKDAYS.length && timesOf(to + 1, hours) === times) ++to;
        if (times) parts.push(`${daysWords(from, to)} ${times}`);
        from = to;
    }
    return parts;
}

// Beside what takes somebody to the station, or has them call it; nothing where no hours are known.
export function OpeningHours({ session }: { session: Session }): JSX.Element | null {
    const parts = openingParts(session.store.estate.value?.hours ?? []);
    if (parts.length === 0) return null;
    return (
        <p class="soft opening" data-testid="opening-hours">
            {t('opening.hours')}
            {parts.map((part, i) => (
                <span class="whole" key={part}>
                    {part}
                    {i < parts.length - 1 && t('opening.and')}
                </span>
            ))}
        </p>
    );
}
