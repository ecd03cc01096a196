// The own page of the volunteers' book: what the log says, nothing that one could enter.
import type { JSX } from 'preact';
import type { LedgerPerson } from 'circle-codec';
import { hourWords } from '../common/roster';
import { t } from '../common/text';
import { onDuty, session } from './model';
import { BackToIdle } from './roster';

function Figures(props: { title: string; testid: string; line: LedgerPerson | undefined }): JSX.Element {
    const { title, testid, line } = props;
    const { visits = 0, minutes = 0, duty_minutes = 0, thanks = 0 } = line ?? {};
    return (
        <section class="card book" data-testid={testid} data-visits={visits} data-thanks={thanks}>
            <h3>{title}</h3>
            <dl>
                <dt>{t('book.visits')}</dt>
                <dd>{t('book.times', { n: visits })}</dd>
                <dt>{t('book.helped')}</dt>
                <dd>{hourWords(minutes)}</dd>
                <dt>{t('book.duty')}</dt>
                <dd>{hourWords(duty_minutes)}</dd>
                <dt>{t('book.thanks')}</dt>
                <dd>{t('book.times', { n: thanks })}</dd>
            </dl>
        </section>
    );
}

export function BookScreen(): JSX.Element {
    const page = session.store.ledger.value;
    return (
        <main class="body" data-testid="screen-book">
            <h2 tabIndex={-1} data-focus>
                {t('book.title')}
            </h2>
            <div role="status">{!page && <p class="soft">{t('book.coming')}</p>}</div>
            {page && (
                <>
                    <Figures title={t('book.month')} testid="book-month" line={page.ledger?.people[0]} />
                    <Figures title={t('book.year')} testid="book-year" line={page.years[0]} />
                </>
            )}
            {onDuty() && <p>{t('book.duty.now')}</p>}
            <p class="soft">{t('book.how')}</p>
            <BackToIdle />
        </main>
    );
}
