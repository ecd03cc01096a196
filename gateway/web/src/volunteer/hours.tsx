// The own weekly shifts, read and changed.
import type { JSX } from 'preact';
import { weekOfShifts } from '../common/hours';
import { HoursForm } from '../common/hours_form';
import { t } from '../common/text';
import { session } from './model';
import { pane, savingShifts, setShifts } from './roster_model';

const own = () => session.store.me.value?.shifts ?? [];

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
                onClick={() => !busy && (pane.value = 'hours')}
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
                shifts={own()}
                buttons={['button main', 'button plain']}
                save={setShifts}
                leave={() => (pane.value = 'week')}
            />
        </main>
    );
}
