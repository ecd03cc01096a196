// Truthful cover of one kind of help, before the tap: who could come now and how long it usually
// takes, or the phone.
import type { JSX } from 'preact';
import type { CategoryView, CategoryCover as Line } from 'circle-codec';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { PhoneLink, isDispatching, stationPhone } from '../common/ui';
import { clockTime, coverWords, dayAndTime, isSlow } from '../common/words';
import { DAY_MS, midnight } from '../common/roster';
import { Cover } from './home';
import { session } from './model';

// What may be said as if it were so now; nothing while the link is silent or nobody decides.
function lineOf(category: string): Line | undefined {
    if (session.connection.stale.value || !isDispatching(session)) return undefined;
    return session.store.estate.value?.cover.find((line) => line.category === category);
}

function nextWords({ next_at }: Line): string {
    if (next_at <= 0) return '';
    const estate = session.store.estate.value;
    const tomorrow = midnight(session.connection.clock.now(), estate) + DAY_MS;
    const words = next_at < tomorrow ? clockTime : dayAndTime;
    return t('cover.next', { time: words(next_at, estate) });
}

// A number stays beside what it counts: the line breaks after the comma only.
function PeopleAndMinutes({ line }: { line: Line }): JSX.Element {
    return (
        <>
            <span class="whole">{t('cover.people', { n: line.people })}</span>
            {t('list.clause')}
            <span class="whole">{t('cover.minutes', { m: line.minutes })}</span>
        </>
    );
}

// On the button of a category.
export function CoverLine({ category }: { category: string }): JSX.Element | null {
    const line = lineOf(category);
    if (!line) return null;
    const { people, minutes } = line;
    return (
        <small
            class={people > 0 ? 'cover-line' : 'cover-line none'}
            data-testid={`cover-${category}`}
            data-people={people}
            data-minutes={minutes}
        >
            {people > 0 ? <PeopleAndMinutes line={line} /> : t('cover.line.none')}
        </small>
    );
}

// On the screen before the wish is sent.
export function CategoryCover(props: { category: CategoryView; atDoor: boolean }): JSX.Element {
    const line = lineOf(props.category.id);
    if (!line) return <Cover />;
    if (line.people > 0) {
        return (
            <p
                class={isSlow(line, props.category) ? 'cover old' : 'cover'}
                data-testid="cover"
                data-people={line.people}
            >
                <Icon name="people" />
                <span>{coverWords(line, props.category, props.atDoor)}</span>
            </p>
        );
    }
    const phone = stationPhone(session);
    return (
        <div class="cover none">
            <p data-testid="cover" data-people={0}>
                {t('cover.none', { phone })} {nextWords(line)}
            </p>
            <PhoneLink phone={phone} testid="cover-phone" className="button help" />
        </div>
    );
}
