// The own week: when one is on duty, leave, somebody to step in, and where one could step in.
import type { JSX } from 'preact';
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { ShiftChangeView } from 'circle-codec';
import { phrase } from '../common/phrases';
import { canAsk, dayWords, isThere, spanWords } from '../common/roster';
import type { Turn } from '../common/roster';
import { t } from '../common/text';
import type { TextKey } from '../common/text';
import { WeekPager } from '../common/week_pager';
import { AskForm } from './ask_form';
import { OwnHours } from './hours';
import { session } from './model';
import { BackToIdle } from './roster';
import {
    answerChange,
    askedFor,
    asking,
    changing,
    minute,
    swaps,
    week,
    weekAhead,
} from './roster_model';

const {
    SHIFT_CHANGE_STATE_AGREED: AGREED,
    SHIFT_CHANGE_STATE_REFUSED: REFUSED,
    SHIFT_CHANGE_STATE_WITHDRAWN: WITHDRAWN,
} = ShiftChangeState;

function Act(props: { text: TextKey; testid: string; busy: boolean; act: () => void }): JSX.Element {
    return (
        <button
            type="button"
            class="button quiet"
            data-testid={props.testid}
            aria-disabled={props.busy}
            onClick={props.act}
        >
            {t(props.busy ? 'sending' : props.text)}
        </button>
    );
}

function stateWords({ change, taken }: Turn): string {
    if (!change) return taken ? t('turn.taken') : '';
    const leave = change.kind === ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE;
    if (leave) return t('turn.leave');
    return change.state === AGREED
        ? t('turn.swapped', { name: change.with_name })
        : t('turn.asked');
}

// What can be done about a shift that has not begun.
function Acts({ turn }: { turn: Turn }): JSX.Element | null {
    const { change, from } = turn;
    if (canAsk(turn, minute.value)) {
        const open = asking.value;
        if (open?.from === from) return <AskForm turn={turn} swap={open.swap} />;
        const busy = askedFor(turn);
        const ask = (swap: boolean) => !busy && (asking.value = { from, swap });
        return (
            <div class="turn-acts">
                <Act text="turn.go.leave" testid="turn-leave" busy={busy} act={() => ask(false)} />
                <Act text="turn.go.swap" testid="turn-swap" busy={busy} act={() => ask(true)} />
            </div>
        );
    }
    if (!change || from <= minute.value) return null;
    const leave = change.kind === ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE;
    if (change.state === AGREED && !leave) return null; // somebody counts on it
    return (
        <div class="turn-acts">
            <Act
                text={leave ? 'turn.go.back' : 'turn.go.stop'}
                testid="turn-undo"
                busy={changing(change.id)}
                act={() => answerChange(change.id, WITHDRAWN)}
            />
        </div>
    );
}

function TurnCard({ turn }: { turn: Turn }): JSX.Element {
    const estate = session.store.estate.value;
    const words = stateWords(turn);
    return (
        <li class={isThere(turn) ? 'card turn' : 'card turn away'} data-testid="turn" data-from={turn.from}>
            <b class="turn-day">{dayWords(turn.from, estate)}</b>
            <span class="turn-time">{spanWords(turn, estate)}</span>
            {words && <span data-testid="turn-state">{words}</span>}
            {turn.change?.reason && <span class="soft">{phrase(turn.change.reason)}</span>}
            <Acts turn={turn} />
        </li>
    );
}

function SwapCard({ change }: { change: ShiftChangeView }): JSX.Element {
    const estate = session.store.estate.value;
    const busy = changing(change.id);
    return (
        <li class="card turn" data-testid="swap" data-change={change.id}>
            <b class="turn-day">{dayWords(change.from, estate)}</b>
            <span class="turn-time">{spanWords(change, estate)}</span>
            <span>{t('swap.asks', { name: change.name })}</span>
            {change.reason && <span class="soft">{phrase(change.reason)}</span>}
            <div class="turn-acts">
                <Act text="swap.take" testid="swap-take" busy={busy} act={() => answerChange(change.id, AGREED)} />
                {change.with_volunteer_id && (
                    <Act text="swap.refuse" testid="swap-refuse" busy={busy} act={() => answerChange(change.id, REFUSED)} />
                )}
            </div>
        </li>
    );
}

export function WeekScreen(): JSX.Element {
    return (
        <main class="body" data-testid="screen-week">
            <h2 tabIndex={-1} data-focus>
                {t('week.title')}
            </h2>
            <WeekPager
                week={weekAhead}
                now={minute.value}
                estate={session.store.estate.value}
                className="button quiet"
            />
            {week.value.length === 0 && (
                <p class="soft" data-testid="week-none">
                    {t('week.none')}
                </p>
            )}
            <ul class="turns" aria-live="polite">
                {week.value.map((turn) => (
                    <TurnCard key={`${turn.from}`} turn={turn} />
                ))}
            </ul>
            {swaps.value.length > 0 && <h2>{t('swap.title')}</h2>}
            <ul class="turns">
                {swaps.value.map((change) => (
                    <SwapCard key={change.id} change={change} />
                ))}
            </ul>
            <OwnHours />
            <BackToIdle />
        </main>
    );
}
