// Leave, or somebody to step in: for the whole shift or a part of it, with a reason if one likes.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { SmallForm, Words } from '../common/form';
import { LEAVE_REASONS } from '../common/phrases';
import type { Span, Turn } from '../common/roster';
import { t } from '../common/text';
import { TurnPart } from '../common/turn_part';
import { session } from './model';
import { askChange, asking } from './roster_model';

export function AskForm({ turn, swap }: { turn: Turn; swap: boolean }): JSX.Element {
    const part = useSignal<Span>({ from: turn.from, to: turn.to });
    const why = useSignal('');
    return (
        <SmallForm
            ids={{ form: 'ask-form', yes: 'ask-yes', no: 'ask-no' }}
            yes={t(swap ? 'turn.go.swap' : 'turn.go.leave')}
            no={t('hand.no')}
            className="remark-form"
            buttons={['button main', 'button plain']}
            send={() => askChange(part.value, swap, why.value)}
            leave={() => (asking.value = undefined)}
        >
            <TurnPart turn={turn} part={part} estate={session.store.estate.value} />
            <Words
                label={t('turn.why')}
                value={why}
                testid="ask-why"
                quick={LEAVE_REASONS.map((key) => t(key))}
            />
        </SmallForm>
    );
}
