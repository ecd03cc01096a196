// Who misses what, beside what on the shelf may be it.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { LostView, Suggestion, Thing } from 'circle-codec';
import { ItemState } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import { ThingIcon } from '../common/thing_icons';
import { colourName, kindName, spanText } from '../common/things';
import { PhoneLink } from '../common/ui';
import { Act } from './act';
import { pending } from './acts';
import { lostForm, lostReports, noneKey, openForm } from './lost';
import { dismiss, withdraw } from './lost_acts';
import { HandOverForm } from './lost_forms';
import { isSearched, scoreWord, shown } from './lost_lists';
import { ThingLines } from './lost_thing';
import { session } from './session';
import { when } from './when';

const SURE_MS = 5_000;

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
                    <ThingLines thing={thing} />
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

export function Reports(): JSX.Element {
    return (
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
    );
}
