// The own weekly shifts, read and changed.
import type { JSX } from 'preact';
import { HoursDraft, weekOfShifts } from '../common/hours';
import { HoursForm } from '../common/hours_form';
import { t } from '../common/text';
import { session } from './model';
import { pane, savingShifts, setShifts } from './roster_model';

const own = () => session.store.me.value?.shifts ?? [];
// Kept while an offer or a visit goes before it.
let draft = new HoursDraft([]);

function edit(): void {
    if (savingShifts()) return;
    draft = new HoursDraft(own());
    pane.value = 'hours';
}

export function OwnHours(): JSX.Element {
    const busy = savingShifts();
    return (
        <section class="card turn" data-testid="own-hours">
            <b class="turn-day">{t('hours.title')}</b>
            <span>{weekOfShifts(own())}</span>
            <button
                type="button"
                class="button quiet"
                data-testid="to-hours"
                aria-disabled={busy}
                onClick={edit}
            >
                {t(busy ? 'sending' : 'hours.edit')}
            </button>
        </section>
    );
}

export function HoursScreen(): JSX.Element {
    return (
        <main class="body" data-testid="screen-hours">
            <h2>{t('hours.title')}</h2>
            <p class="soft">{t('hours.sub')}</p>
            <HoursForm
                draft={draft}
                buttons={['button main', 'button plain']}
                save={setShifts}
                leave={() => (pane.value = 'week')}
            />
        </main>
    );
}
