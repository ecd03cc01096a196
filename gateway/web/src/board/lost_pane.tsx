// Lost and found in place of the queue: the shelf on the left, who misses what on the right.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { ItemView, LostView, Suggestion, Thing } from 'circle-codec';
import { ItemState } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import { ThingIcon } from '../common/thing_icons';
import { colourName, kindName, paintOf, spanText, thingName } from '../common/things';
import { PhoneLink } from '../common/ui';
import { pending } from './acts';
import { ended, label, lostForm, lostOpen, lostReports, query, shelf, toLookAt } from './lost';
import { LONG_DAYS, ageOf, isSearched, isStanding, scoreWord, shown } from './lost_lists';
import { dismiss, shelve, withdraw } from './lost_acts';
import { DisposeForm, EditForm, FoundForm, HandOverForm, LostForm } from './lost_forms';
import { session } from './session';
import { when } from './when';

const SURE_MS = 5_000;

function Act(props: { testid: string; text: string; busy?: boolean; act: () => void }): JSX.Element {
    const { testid, text, busy = false, act } = props;
    return (
        <button
            type="button"
            class="small"
            data-testid={testid}
            aria-disabled={busy}
            onClick={() => !busy && act()}
        >
            {busy ? t('sending') : text}
        </button>
    );
}

const openForm = (name: string) => (lostForm.value = lostForm.value === name ? '' : name);

function Swatch({ colour }: { colour: number }): JSX.Element | null {
    if (!colour) return null;
    return <i class="swatch" style={{ background: paintOf(colour) }} aria-hidden="true" />;
}

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
                    <b>
                        <Swatch colour={thing?.colour ?? 0} /> {thing && thingName(thing)}
                    </b>
                    <span class="soft">{[thing?.place, thing?.words].filter(Boolean).join(' · ')}</span>
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

// One line of the comparison; `fits`: it speaks for being the same.
function Line(props: { name: string; lost: string; found: string; fits: boolean }): JSX.Element {
    const { name, lost, found, fits } = props;
    return (
        <tr class={fits ? 'fits' : ''}>
            <th scope="row">{name}</th>
            <td>{lost || '–'}</td>
            <td>{found || '–'}</td>
            <td>{fits && <Icon name="check" label={t('lost.fits')} />}</td>
        </tr>
    );
}

function Compare(props: { lost: Thing; found: Thing; reasons: readonly string[] }): JSX.Element {
    const { lost, found, reasons } = props;
    const estate = session.store.estate.value;
    const fits = (reason: string) => reasons.includes(reason);
    return (
        <table class="lost-compare">
            <thead>
                <tr>
                    <td />
                    <th scope="col">{t('lost.side.lost')}</th>
                    <th scope="col">{t('lost.side.found')}</th>
                    <td />
                </tr>
            </thead>
            <tbody>
                <Line
                    name={t('lost.reason.kind')}
                    lost={kindName(lost.kind)}
                    found={kindName(found.kind)}
                    fits={fits('kind')}
                />
                <Line
                    name={t('lost.reason.colour')}
                    lost={colourName(lost.colour)}
                    found={colourName(found.colour)}
                    fits={fits('colour')}
                />
                <Line
                    name={t('lost.reason.place')}
                    lost={lost.place}
                    found={found.place}
                    fits={fits('place')}
                />
                <Line
                    name={t('lost.reason.time')}
                    lost={spanText(lost, estate)}
                    found={spanText(found, estate)}
                    fits={fits('time')}
                />
                <Line
                    name={t('lost.reason.words')}
                    lost={lost.words}
                    found={found.words}
                    fits={fits('words')}
                />
            </tbody>
        </table>
    );
}

function Suggested(props: { report: LostView; suggestion: Suggestion }): JSX.Element | null {
    const { report, suggestion } = props;
    const item = session.store.items.value.get(suggestion.item_id);
    if (!item || !item.thing || !report.thing) return null;
    const { score, reasons } = suggestion;
    const form = `hand/${item.id}/${report.id}`;
    return (
        <li class="lost-suggestion" data-testid="lost-suggestion" data-item={item.id} data-score={score}>
            <p class="lost-score">
                <b>{t(`lost.score.${scoreWord(score)}`)}</b>
                <span class="lost-bar" aria-hidden="true">
                    <i style={{ width: `${score}%` }} />
                </span>
                <span>
                    {item.shelf > 0 && item.state === ItemState.ITEM_STATE_SHELVED
                        ? t('lost.shelf.number', { n: item.shelf })
                        : t('lost.shelf.1')}
                </span>
            </p>
            <p class="lost-reasons">
                {reasons.map((reason) => (
                    <span key={reason} class="lost-chip fits">
                        ✓ {tOr(`lost.reason.${reason}`, 'lost.reason.words')}
                    </span>
                ))}
            </p>
            <Compare lost={report.thing} found={item.thing} reasons={reasons} />
            <div class="lost-acts">
                <Act testid="lost-match" text={t('lost.hand.this')} act={() => openForm(form)} />
                <Act
                    testid="lost-dismiss"
                    text={t('lost.dismiss')}
                    busy={pending('dismiss_suggestion')}
                    act={() => dismiss(report.id, item.id)}
                />
            </div>
            {lostForm.value === form && <HandOverForm item={item} lost={report.id} />}
        </li>
    );
}

// Ends a search by a second click only: its suggestions would be gone.
function End({ id }: { id: string }): JSX.Element {
    const sure = useSignal(false);
    const act = () => {
        if (sure.value) return withdraw(id);
        sure.value = true;
        setTimeout(() => (sure.value = false), SURE_MS);
    };
    return (
        <Act
            testid="lost-end"
            text={t(sure.value ? 'lost.end.sure' : 'lost.end')}
            busy={pending('withdraw_lost', id)}
            act={act}
        />
    );
}

function Report({ report }: { report: LostView }): JSX.Element {
    const { thing, name, door, phone, contact } = report;
    const open = isSearched(report);
    const found = shown(report);
    return (
        <li class="lost-card" data-testid="lost-row" data-id={report.id} data-state={report.state}>
            <div class="lost-head">
                <ThingIcon kind={thing?.kind ?? 0} />
                <span class="grow">
                    <b>
                        <Swatch colour={thing?.colour ?? 0} /> {thing && thingName(thing)}
                    </b>
                    <span class="soft">{[thing?.place, thing?.words].filter(Boolean).join(' · ')}</span>
                    <span>
                        {t('lost.asked_by', {
                            n: report.number,
                            who: contact || [name, door].filter(Boolean).join(' '),
                            time: when(report.reported_at),
                        })}
                    </span>
                </span>
                <span class="lost-side">
                    {!open && (
                        <span class="lost-chip">{tOr(`lost.state.${report.state}`, 'lost.state.3')}</span>
                    )}
                    <PhoneLink phone={phone} testid="lost-phone" className="small call" />
                    {open && <End id={report.id} />}
                </span>
            </div>
            {open && found.length === 0 && <p class="soft">{t('lost.nothing')}</p>}
            {open && found.length > 0 && (
                <ul>
                    {found.map((suggestion) => (
                        <Suggested
                            key={suggestion.item_id}
                            report={report}
                            suggestion={suggestion}
                        />
                    ))}
                </ul>
            )}
        </li>
    );
}

// The number in figures that can be copied onto a label from across the room. A modal dialog.
function Label(): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    const item = session.store.items.value.get(label.value);
    const number = item?.shelf ?? 0;
    useLayoutEffect(() => {
        if (number > 0) dialog.current?.showModal();
        else dialog.current?.close();
    }, [number]);
    const close = () => (label.value = '');
    return (
        <dialog ref={dialog} class="lost-label" aria-label={t('lost.label')} onClose={close}>
            {item && (
                <>
                    <p>{t('lost.label.write')}</p>
                    <p class="figure" data-testid="label-number">
                        {number}
                    </p>
                    <p>{item.thing && thingName(item.thing)}</p>
                    <button type="button" class="button main" data-testid="label-close" onClick={close}>
                        {t('lost.label.done')}
                    </button>
                </>
            )}
        </dialog>
    );
}

function Head(): JSX.Element {
    return (
        <header class="lost-top">
            <button
                type="button"
                class="small"
                data-testid="lost-close"
                onClick={() => (lostOpen.value = false)}
            >
                <Icon name="back" /> {t('lost.close')}
            </button>
            <h2>{t('lost.title')}</h2>
            <input
                type="search"
                value={query}
                maxLength={100}
                aria-label={t('lost.search')}
                placeholder={t('lost.search')}
                data-testid="lost-search"
                onInput={(event) => (query.value = event.currentTarget.value)}
            />
            <button
                type="button"
                class="chip"
                aria-pressed={ended.value}
                data-testid="lost-ended"
                onClick={() => (ended.value = !ended.value)}
            >
                {t('lost.ended')}
            </button>
            <span class="grow" />
            <Act testid="lost-new-found" text={t('lost.new.found')} act={() => openForm('found')} />
            <Act testid="lost-new-lost" text={t('lost.new.lost')} act={() => openForm('lost')} />
        </header>
    );
}

function noneKey(of: 'shelf' | 'reports') {
    if (query.value.trim()) return 'lost.none.such' as const;
    if (ended.value) return 'lost.none.ended' as const;
    return of === 'shelf' ? ('lost.none.shelf' as const) : ('lost.none.reports' as const);
}

export function LostPane(): JSX.Element {
    return (
        <main class="lost-pane" data-testid="lost-pane">
            <Head />
            {lostForm.value === 'found' && <FoundForm />}
            {lostForm.value === 'lost' && <LostForm />}
            <div class="lost-columns">
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
                <section class="pane" aria-label={t('lost.reports')} tabIndex={0}>
                    <h2>{t('lost.reports')}</h2>
                    {lostReports.value.length === 0 && (
                        <p class="soft" data-testid="lost-none-reports">
                            {t(noneKey('reports'))}
                        </p>
                    )}
                    <ul>
                        {lostReports.value.map((report) => (
                            <Report key={report.id} report={report} />
                        ))}
                    </ul>
                </section>
            </div>
            <Label />
        </main>
    );
}

// In the board's head: opens the pane; the number is of reports with something to look at.
export function LostButton(): JSX.Element {
    const n = toLookAt.value;
    return (
        <button
            type="button"
            class="small"
            data-testid="lost-open"
            data-count={n}
            aria-pressed={lostOpen.value}
            onClick={() => (lostOpen.value = !lostOpen.value)}
        >
            <Icon name="search" /> {n > 0 ? t('lost.open.n', { n }) : t('lost.title')}
        </button>
    );
}
