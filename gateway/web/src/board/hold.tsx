// A coordinator has the system look for nobody for a while: who, until when and why.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { Hold, RequestView } from 'circle-codec';
import { standingPause } from '../common/clocks';
import { Choice, Words } from '../common/form';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { isTerminal } from '../common/words';
import { Act } from './act';
import { hold, pending, release } from './acts';
import { HandForm } from './hand_form';
import { coordinatorName } from './names';
import { when } from './when';

const HOLD_MINUTES = [5, 10, 30, 60, 120];

// With everybody on the way there is nobody to look for, and so nothing to hold.
export function holdable({ hold: held, state, pauses }: RequestView): boolean {
    return !held && state !== RequestState.REQUEST_STATE_ASSIGNED && !standingPause({ pauses });
}

export function HoldForm({ request }: { request: RequestView }): JSX.Element {
    const minutes = useSignal('10');
    const reason = useSignal('');
    return (
        <HandForm
            id="hold"
            yes="hand.hold.yes"
            send={() => hold(request.id, Number(minutes.value) * 60, reason.value.trim())}
        >
            <Choice
                label={t('hand.minutes')}
                value={minutes}
                testid="hold-minutes"
                options={HOLD_MINUTES.map((n) => [String(n), t('minutes', { n })])}
            />
            <Words label={t('hand.hold.reason')} value={reason} testid="hold-reason" required />
        </HandForm>
    );
}

function holder({ by, until }: Hold): string {
    return t('hold.until', { time: when(until), name: coordinatorName(by) });
}

// In its row: nobody wonders why nobody is asked.
export function HoldLine({ request }: { request: RequestView }): JSX.Element | null {
    const held = request.hold;
    if (!held || isTerminal(request)) return null;
    return (
        <span class="line" data-testid="row-hold">
            {t('said.by', { name: holder(held), text: held.reason })}
        </span>
    );
}

export function HoldBox({ request }: { request: RequestView }): JSX.Element | null {
    const held = request.hold;
    if (!held || isTerminal(request)) return null;
    const busy = pending('hold_request', request.id);
    return (
        <div class="alarm-box" data-testid="hold">
            <Icon name="clock" />
            <span class="grow">
                <b>{holder(held)}</b> {held.reason}
            </span>
            <Act
                testid="release"
                text={t('hold.release')}
                busy={busy}
                act={() => release(request.id)}
            />
        </div>
    );
}
