// The month in figures, for people and buildings, to be printed and pinned up.
import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LedgerBuilding, LedgerPerson } from 'circle-codec';
import { hourWords } from '../common/roster';
import { t } from '../common/text';
import { nameIn } from '../common/words';
import { session } from './session';

const month = signal(new URLSearchParams(location.search).get('month') ?? '');

function Months({ months }: { months: readonly string[] }): JSX.Element {
    return (
        <label class="no-print">
            {t('digest.month')}{' '}
            <select
                value={month.value || session.store.ledger.value?.ledger?.month}
                data-testid="digest-month"
                onChange={(event) => (month.value = event.currentTarget.value)}
            >
                {months.map((name) => (
                    <option key={name} value={name}>
                        {name}
                    </option>
                ))}
            </select>
        </label>
    );
}

function nameOf(id: string): string {
    return session.store.volunteers.value.get(id)?.name ?? t('digest.gone');
}

function buildingName(id: string): string {
    return session.store.estate.value?.buildings.find((b) => b.id === id)?.name ?? id;
}

function PersonRow(props: { line: LedgerPerson; year: LedgerPerson | undefined }): JSX.Element {
    const { line, year } = props;
    return (
        <tr data-testid={`digest-person-${line.volunteer_id}`}>
            <th scope="row">{nameOf(line.volunteer_id)}</th>
            <td>{line.visits}</td>
            <td>{hourWords(line.minutes)}</td>
            <td>{hourWords(line.duty_minutes)}</td>
            <td>{line.thanks}</td>
            <td>{year?.visits ?? line.visits}</td>
        </tr>
    );
}

function BuildingRow({ line }: { line: LedgerBuilding }): JSX.Element {
    const usual = line.helped > 0 ? Math.round(line.minutes / line.helped) : 0;
    return (
        <tr data-testid={`digest-building-${line.building}`}>
            <th scope="row">{buildingName(line.building)}</th>
            <td>{line.requests}</td>
            <td>{line.helped}</td>
            <td>{line.in_time}</td>
            <td>{usual > 0 ? t('book.minutes', { n: usual }) : '—'}</td>
        </tr>
    );
}

function Table(props: { caption: string; heads: string[]; rows: JSX.Element[] }): JSX.Element {
    return (
        <div class="digest-wide" role="region" aria-label={props.caption} tabIndex={0}>
            <table class="digest-table">
                <caption>{props.caption}</caption>
                <thead>
                    <tr>
                        {props.heads.map((head) => (
                            <th key={head} scope="col">
                                {head}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>{props.rows}</tbody>
            </table>
        </div>
    );
}

export function Digest(): JSX.Element {
    useEffect(
        () =>
            effect(() => {
                const asked = month.value;
                if (session.connection.link.value !== 'live') return;
                session.connection.send({ get_ledger: { month: asked } });
            }),
        [],
    );
    const page = session.store.ledger.value;
    const ledger = page?.ledger;
    if (!page || !ledger) return <p role="status">{t('book.coming')}</p>;
    const people = [...ledger.people].sort((a, b) => b.visits - a.visits || b.minutes - a.minutes);
    const yearOf = (id: string) => page.years.find((line) => line.volunteer_id === id);
    const empty = people.length === 0 && ledger.buildings.length === 0;
    return (
        <main class="sheet-page" data-testid="page-digest" data-month={ledger.month}>
            <h2>
                {t('digest.title', { estate: nameIn(session.store.estate.value), month: ledger.month })}
            </h2>
            <div class="sheet-tools no-print">
                <Months months={page.months} />
                <button type="button" class="small" data-testid="digest-print" onClick={() => window.print()}>
                    {t('digest.print')}
                </button>
                <a class="small call" href="?">
                    {t('sheet.board')}
                </a>
            </div>
            {empty && <p data-testid="digest-none">{t('digest.none')}</p>}
            {people.length > 0 && (
                <Table
                    caption={t('digest.people')}
                    heads={[t('digest.name'), t('book.visits'), t('book.helped'), t('book.duty'), t('book.thanks'), t('digest.year')]}
                    rows={people.map((line) => (
                        <PersonRow key={line.volunteer_id} line={line} year={yearOf(line.volunteer_id)} />
                    ))}
                />
            )}
            {ledger.buildings.length > 0 && (
                <Table
                    caption={t('digest.buildings')}
                    heads={[t('digest.building'), t('digest.requests'), t('digest.helped'), t('digest.in_time'), t('digest.minutes')]}
                    rows={ledger.buildings.map((line) => (
                        <BuildingRow key={line.building} line={line} />
                    ))}
                />
            )}
            <p class="soft">{t('book.how')}</p>
        </main>
    );
}
