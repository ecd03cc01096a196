// What the reader of a phone page has reported found, and how it goes on.
import type { ComponentChildren, JSX } from 'preact';
import type { ItemView, Partially, Thing } from 'circle-codec';
import { ItemState } from 'circle-codec';
import { OpeningHours } from './opening';
import type { Session } from './session';
import { t, tOr } from './text';
import { ThingIcon } from './thing_icons';
import { thingName, thingsOnTheWay } from './things';
import { dayAndTime } from './words';

export function ThingCard(props: {
    testid: string;
    id?: string;
    state?: number;
    thing: Partially<Thing> | undefined;
    sub: string;
    children?: ComponentChildren;
}): JSX.Element {
    const { testid, id, state, thing, sub, children } = props;
    const { kind = 0, colour = 0, place = '', words = '' } = thing ?? {};
    return (
        <li class="card my-thing" data-testid={testid} data-id={id} data-state={state}>
            <div class="head">
                <ThingIcon kind={kind} />
                <span class="grow">
                    <b>{thingName({ kind, colour })}</b>
                    <span class="soft">{[place, words].filter(Boolean).join(' · ')}</span>
                </span>
            </div>
            <p>{sub}</p>
            {children}
        </li>
    );
}

function foundSub(item: ItemView, session: Session): string {
    const station = session.store.estate.value?.station?.name ?? t('lost.station');
    if (item.state === ItemState.ITEM_STATE_REPORTED) return t('lost.item.1', { station });
    return tOr(`lost.item.${item.state}`, 'lost.item.4', { n: item.shelf });
}

// Newest first; what is still on its way to the service stands on top.
export function MyFinds({ session }: { session: Session }): JSX.Element | null {
    const items = [...session.store.items.value.values()].sort(
        (a, b) => b.reported_at - a.reported_at,
    );
    const onTheWay = thingsOnTheWay(session.outbox.entries.value, 'report_found');
    if (items.length + onTheWay.length === 0) return null;
    return (
        <section class="my-finds" aria-label={t('lost.finds')} data-testid="my-finds">
            <h2>{t('lost.finds')}</h2>
            <ul class="my-things">
                {onTheWay.map(({ key, thing }) => (
                    <ThingCard key={key} testid="find-sending" thing={thing} sub={t('sending.open')} />
                ))}
                {items.map((item) => (
                    <ThingCard
                        key={item.id}
                        testid="find"
                        id={item.id}
                        state={item.state}
                        thing={item.thing}
                        sub={foundSub(item, session)}
                    >
                        {item.state === ItemState.ITEM_STATE_REPORTED && (
                            <OpeningHours session={session} />
                        )}
                        <p class="soft">{dayAndTime(item.reported_at, session.store.estate.value)}</p>
                    </ThingCard>
                ))}
            </ul>
        </section>
    );
}
