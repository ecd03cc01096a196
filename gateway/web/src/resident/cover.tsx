// Truthful cover of one kind of help, before the tap: who could come now and how long it usually
// takes, or the phone.
import type { JSX } from 'preact';
import type { Answer, CategoryView, CategoryCover as Line } from 'circle-codec';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { PhoneLink, isDispatching, stationPhone } from '../common/ui';
import type { TextKey } from '../common/text';
import { clockTime, dayAndTime } from '../common/words';
import { DAY_MS, midnight } from '../common/roster';
import { coverWords, isSlow, isUnmet, lackOf, lineOf, uncounted } from './cover_words';
import type { Lack } from './cover_words';
import { Cover } from './home';
import { openRequests, session } from './model';

// What may be said as if it were so now; nothing while the link is silent or nobody decides.
function lineNow(category: string): Line | undefined {
    if (session.connection.stale.value || !isDispatching(session)) return undefined;
    return lineOf(session.store.estate.value, category);
}

function isUnmetNow(category: string): boolean {
    const { estate, incidents } = session.store;
    return isUnmet(category, openRequests(), estate.value, incidents.value);
}

const SHORT: Record<Lack, TextKey> = {
    nobody: 'cover.line.none',
    busy: 'cover.line.busy',
    unfit: 'cover.line.unfit',
};
const LONG: Record<Lack, TextKey> = {
    nobody: 'cover.none',
    busy: 'cover.busy',
    unfit: 'cover.unfit',
};

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
export function CoverLine({ category }: { category: CategoryView }): JSX.Element | null {
    const line = lineNow(category.id);
    if (category.lost_found) return <small class="cover-line">{t('cover.line.lost')}</small>;
    if (!line) return null;
    const { people, minutes } = line;
    // The open request above says how it stands.
    if (isUnmetNow(category.id)) return <small class="cover-line">{t('home.open')}</small>;
    const lack = t(SHORT[lackOf(session.store.estate.value, line)]);
    return (
        <small
            class={people > 0 ? 'cover-line' : 'cover-line none'}
            data-testid={`cover-${category.id}`}
            data-people={people}
            data-minutes={minutes}
        >
            {people > 0 ? <PeopleAndMinutes line={line} /> : lack}
        </small>
    );
}

// On the screen before the wish is sent.
export function CategoryCover(props: {
    category: CategoryView;
    atDoor: boolean;
    answers: readonly Answer[];
    choosesSex: boolean;
}): JSX.Element {
    const { category, atDoor, answers, choosesSex } = props;
    const line = lineNow(category.id);
    if (!line) return <Cover />;
    const phone = stationPhone(session);
    if (isUnmetNow(category.id)) {
        return (
            <div class="cover none">
                <p data-testid="cover">{t('cover.unmet', { phone })}</p>
                <PhoneLink phone={phone} testid="cover-phone" className="button help" />
            </div>
        );
    }
    if (line.people > 0) {
        const besides = uncounted(category, answers, choosesSex);
        return (
            <p
                class={isSlow(line, category) ? 'cover old' : 'cover'}
                data-testid="cover"
                data-people={line.people}
            >
                <Icon name="people" />
                <span>
                    {coverWords(line, category, atDoor)}
                    {besides && <small data-testid="cover-besides">{besides}</small>}
                </span>
            </p>
        );
    }
    const estate = session.store.estate.value;
    const lack = lackOf(estate, line);
    const n = lack === 'busy' ? line.able : (estate?.on_duty ?? 0);
    return (
        <div class="cover none">
            <p data-testid="cover" data-people={0}>
                {t(LONG[lack], { phone, n })} {nextWords(line)}
            </p>
            <PhoneLink phone={phone} testid="cover-phone" className="button help" />
        </div>
    );
}
