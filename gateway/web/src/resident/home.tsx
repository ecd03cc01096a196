// First screen: who may help now, and one big button per kind of help.
import type { JSX } from 'preact';
import type { CategoryView, RequestView } from 'circle-codec';
import { CategoryIcon, Icon } from '../common/icons';
import { OpeningHours } from '../common/opening';
import { t } from '../common/text';
import type { TextKey } from '../common/text';
import { PhoneLink, isDispatching, stationPhone, useNews } from '../common/ui';
import { categoryName, nameIn, titleOf } from '../common/words';
import { MyThings } from './lost';
import { CoverLine } from './cover';
import { areAllBusy, isNobodyFree } from './cover_words';
import { openRequests, session, submits } from './model';
import type { Entry } from '../common/outbox';
import { statusOf } from './outage';
import { go } from './route';

// Why the phone is the better way now.
function uncovered(stale: boolean): TextKey {
    return stale ? 'home.cover.unknown' : 'home.cover.none';
}

function covered(stale: boolean): TextKey {
    if (stale) return 'home.cover.stale';
    return areAllBusy(session.store.estate.value) ? 'home.cover.busy' : 'home.cover';
}

// Truthful cover: how many people are on duty now, or the phone when nobody is. What was known
// before the link fell silent is not said as if it were so now. While nobody decides, the red banner
// says so and has the phone.
export function Cover(): JSX.Element | null {
    if (!isDispatching(session)) return null;
    const n = session.store.estate.value?.on_duty ?? 0;
    const phone = stationPhone(session);
    const stale = session.connection.stale.value;
    if (n > 0) {
        const words = covered(stale);
        return (
            <p
                class={words === 'home.cover' ? 'cover' : 'cover old'}
                data-testid="cover"
                data-on-duty={n}
            >
                <Icon name="people" />
                <span>{t(words, { n })}</span>
            </p>
        );
    }
    return (
        <div class="cover none">
            <p data-testid="cover" data-on-duty={n}>
                {t(uncovered(stale))}
            </p>
            <PhoneLink phone={phone} testid="cover-phone" className="button help" />
        </div>
    );
}

function headlineOf(request: RequestView): string {
    return statusOf(request).headline;
}

// What became of the open ones is heard here, too.
function newsOf(open: readonly RequestView[]): string {
    return open.map(headlineOf).join(t('list.clause'));
}

function OpenRequest({ request }: { request: RequestView }): JSX.Element {
    const name = titleOf(session.store.estate.value, request);
    return (
        <button
            type="button"
            class="open-request"
            data-testid="open-request"
            data-request={request.id}
            onClick={() => go({ screen: 'request', id: request.id })}
        >
            <span class="grow">
                <b>{name}</b>
                <span>{headlineOf(request)}</span>
            </span>
            <span class="look">{t('home.open.look')}</span>
        </button>
    );
}

// A tap without an outcome yet, or one that waits to be asked about.
function OpenTap({ entry }: { entry: Entry<'submit'> }): JSX.Element {
    const asleep = entry.tries > 0 ? 'unsent.unsure' : 'unsent.title';
    return (
        <button
            type="button"
            class="open-request"
            data-testid="open-tap"
            onClick={() => go({ screen: 'sent', key: entry.key })}
        >
            <span class="grow">
                <b>{categoryName(session.store.estate.value, entry.body.category ?? '')}</b>
                <span>{t(entry.asleep ? asleep : 'sending.open')}</span>
            </span>
            <span class="look">{t('home.open.look')}</span>
        </button>
    );
}

function CategoryButton({ category }: { category: CategoryView }): JSX.Element {
    const open = openRequests().find((request) => request.category === category.id);
    const tap = submits().find((entry) => entry.body.category === category.id);
    const choose = () => {
        if (category.lost_found) go({ screen: 'things', category: category.id });
        else if (open) go({ screen: 'request', id: open.id });
        else if (tap) go({ screen: 'sent', key: tap.key });
        else go({ screen: 'ask', category: category.id });
    };
    return (
        <button
            type="button"
            class="category"
            onClick={choose}
            data-testid={`category-${category.id}`}
        >
            <CategoryIcon emoji={category.icon} />
            <span>{nameIn(category)}</span>
            <CoverLine category={category} />
        </button>
    );
}

export function Home(): JSX.Element {
    const open = openRequests();
    const taps = submits();
    const estate = session.store.estate.value;
    useNews(newsOf(open));
    return (
        <div class="body" data-testid="screen-home">
            <Cover />
            {open.length + taps.length > 0 && (
                <section class="open-list" aria-label={t('home.open')}>
                    <h2>{t('home.open')}</h2>
                    {taps.map((entry) => (
                        <OpenTap key={entry.key} entry={entry} />
                    ))}
                    {open.map((request) => (
                        <OpenRequest key={request.id} request={request} />
                    ))}
                </section>
            )}
            <MyThings />
            <h2 class="question" tabIndex={-1} data-focus>
                {t('home.ask')}
            </h2>
            <div class="categories">
                {estate?.categories.map((c) => (
                    <CategoryButton key={c.id} category={c} />
                ))}
            </div>
            <div class="foot">
                {(estate?.on_duty ?? 0) > 0 && !isNobodyFree(estate) && isDispatching(session) && (
                    <p class="soft promise">
                        <Icon name="shield" /> {t('home.promise')}
                    </p>
                )}
                <PhoneLink phone={stationPhone(session)} testid="phone-station" />
                <OpeningHours session={session} />
                <button
                    type="button"
                    class="button plain"
                    data-testid="history"
                    onClick={() => go({ screen: 'history' })}
                >
                    {t('history.title')}
                </button>
            </div>
        </div>
    );
}
