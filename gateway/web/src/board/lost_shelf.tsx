// The shelf: what was found, how long it has been there, and what can be done with it.
import type { JSX } from 'preact';
import type { ItemView } from 'circle-codec';
import { ItemState } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import { Act } from './act';
import { pending } from './acts';
import { label, lostForm, noneKey, openForm, shelf } from './lost';
import { shelve } from './lost_acts';
import { DisposeForm, EditForm, HandOverForm } from './lost_forms';
import { LONG_DAYS, ageOf, isStanding } from './lost_lists';
import { ThingLines } from './lost_thing';
import { session } from './session';
import { when } from './when';

function Age({ item }: { item: ItemView }): JSX.Element {
    const { days, long } = ageOf(item, session.connection.clock.ticking.value);
    if (long) {
        return (
            <span class="lost-chip long" data-testid="lost-long">
                <Icon name="clock" /> {t('lost.long', { n: LONG_DAYS })}
            </span>
        );
    }
    return <span class="soft">{days ? t('lost.days', { n: days }) : t('lost.days.0')}</span>;
}

// What became of an item that has left.
function Left({ item }: { item: ItemView }): JSX.Element {
    const returned = item.state === ItemState.ITEM_STATE_RETURNED;
    return (
        <p data-testid="lost-left">
            {when(item.ended_at)}{' '}
            {returned
                ? t('lost.left.returned', { who: item.claimed_by, proof: item.proof })
                : t('lost.left.disposed', { reason: item.end_reason })}
        </p>
    );
}

function ItemForms({ item }: { item: ItemView }): JSX.Element | null {
    const open = lostForm.value;
    if (open === `hand/${item.id}/`) return <HandOverForm item={item} lost="" />;
    if (open === `dispose/${item.id}`) return <DisposeForm item={item} />;
    return open === `edit/${item.id}` ? <EditForm item={item} /> : null;
}

function ItemActs({ item }: { item: ItemView }): JSX.Element {
    const { id, state } = item;
    const busy = pending('change_item', id);
    return (
        <div class="lost-acts">
            {state === ItemState.ITEM_STATE_REPORTED && (
                <Act testid="lost-shelve" text={t('lost.shelve')} busy={busy} act={() => shelve(id)} />
            )}
            {state === ItemState.ITEM_STATE_SHELVED && (
                <Act testid="lost-label" text={t('lost.label')} act={() => (label.value = id)} />
            )}
            <Act testid="lost-hand" text={t('lost.hand')} act={() => openForm(`hand/${id}/`)} />
            <Act testid="lost-edit" text={t('lost.edit')} act={() => openForm(`edit/${id}`)} />
            <Act
                testid="lost-dispose"
                text={t('lost.dispose')}
                busy={busy}
                act={() => openForm(`dispose/${id}`)}
            />
        </div>
    );
}

function Item({ item }: { item: ItemView }): JSX.Element {
    const { thing, shelf: number, state } = item;
    return (
        <li class="lost-card" data-testid="lost-item" data-id={item.id} data-state={state}>
            <div class="lost-head">
                <b class="lost-number" data-testid="lost-shelf">
                    {state === ItemState.ITEM_STATE_REPORTED ? '–' : number}
                </b>
                <span class="grow">
                    <ThingLines thing={thing} />
                    <span class="soft">{t('lost.found_by', { who: item.found_by })}</span>
                </span>
                <span class="lost-side">
                    <span class="lost-chip">{tOr(`lost.shelf.${state}`, 'lost.shelf.4')}</span>
                    {isStanding(item) && <Age item={item} />}
                </span>
            </div>
            {isStanding(item) ? <ItemActs item={item} /> : <Left item={item} />}
            <ItemForms item={item} />
        </li>
    );
}

export function Shelf(): JSX.Element {
    return (
        <section class="pane" aria-label={t('lost.shelf')} tabIndex={0}>
            <h2>{t('lost.shelf')}</h2>
            {shelf.value.length === 0 && (
                <p class="soft" data-testid="lost-none-shelf">
                    {t(noneKey('shelf'))}
                </p>
            )}
            <ul>
                {shelf.value.map((item) => (
                    <Item key={item.id} item={item} />
                ))}
            </ul>
        </section>
    );
}
