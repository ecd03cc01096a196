// A tap before it is a request: not even sent, sent, durable but not decided yet, or refused.
import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Answer, Script } from 'circle-codec';
import type { Entry } from '../common/outbox';
import { t } from '../common/text';
import { isDispatching } from '../common/ui';
import { categoryName, categoryOf, isLifeThreatening } from '../common/words';
import type { Status } from '../common/status';
import {
    askForHelp,
    dropUnsent,
    refusalOf,
    requestOf,
    sendAfterAll,
    session,
    submits,
} from './model';
import { replace } from './route';
import { ScriptBox } from './safety';
import { RequestScreen } from './status';
import { Headline, HomeBack, StationPhone, Steps, UndoBar } from './status_parts';

// Without an outcome for so long, nobody is kept on the screen that waits for it.
const STUCK_MS = 15_000;

function Refused({ reason, again }: { reason: string; again: () => void }): JSX.Element {
    const status: Status = {
        headline: t('status.failed'),
        sub: reason,
        tone: 'over',
        step: 0,
    };
    return (
        <div class="body" data-testid="screen-failed">
            <Headline status={status} />
            <p>{t('status.failed.sub')}</p>
            <div class="foot">
                <StationPhone urgent />
                <button
                    type="button"
                    class="button main"
                    data-testid="failed-again"
                    onClick={again}
                >
                    {t('status.failed.again')}
                </button>
                <HomeBack plain />
            </div>
        </div>
    );
}

// Never reached the service, as far as we know, and is too old to go out unasked.
function Unsent({ entry }: { entry: Entry<'submit'> }): JSX.Element {
    const { category = '', note } = entry.body;
    const status: Status = {
        headline: t(entry.tries > 0 ? 'unsent.unsure' : 'unsent.title'),
        sub: categoryName(session.store.estate.value, category),
        tone: 'over',
        step: 0,
    };
    return (
        <div class="body" data-testid="screen-unsent">
            <Headline status={status}>
                {note && (
                    <p data-testid="own-note">
                        {t('said.by', { name: t('your.note'), text: note })}
                    </p>
                )}
            </Headline>
            <button
                type="button"
                class="button help huge"
                data-testid="unsent-send"
                onClick={() => sendAfterAll(entry.key)}
            >
                {t('unsent.send')}
            </button>
            <button
                type="button"
                class="button plain"
                data-testid="unsent-drop"
                onClick={() => dropUnsent(entry.key)}
            >
                {t('unsent.drop')}
            </button>
            <div class="foot">
                <StationPhone urgent />
            </div>
        </div>
    );
}

// An address of a tap that is not known any more: what became of it stands on the first screen.
function Nowhere(): JSX.Element {
    useEffect(() => replace({ screen: 'home' }), []);
    return <div class="body" />;
}

// Before the outcome: not even sent, sent, or durable but not applied yet.
export function SentScreen({ keyOf }: { keyOf: string }): JSX.Element {
    const known = requestOf.value.get(keyOf);
    if (known) return <RequestScreen id={known} />;
    const refusal = refusalOf.value.get(keyOf);
    if (refusal) {
        return <Refused reason={refusal.text} again={() => askForHelp(refusal.body)} />;
    }
    const entry = submits().find((e) => e.key === keyOf);
    if (!entry) return <Nowhere />;
    return entry.asleep ? <Unsent entry={entry} /> : <Sending entry={entry} />;
}

// What to do first, if the answers mean danger: also before anything has left the phone.
function scriptOf({ body }: Entry<'submit'>): Script | undefined {
    const category = categoryOf(session.store.estate.value, body.category ?? '');
    const answers = (body.answers ?? []) as Answer[];
    return category && isLifeThreatening(category, answers) ? category.script : undefined;
}

function Sending({ entry }: { entry: Entry<'submit'> }): JSX.Element {
    session.connection.clock.ticking.value; // drawn again as time passes
    const stale = session.connection.stale.value;
    const stuck = Date.now() - entry.madeAt > STUCK_MS;
    const script = scriptOf(entry);
    const halted = !isDispatching(session); // the red banner has the phone
    const received = t(halted ? 'status.halted.sub' : 'status.received.sub');
    const sub = entry.received
        ? received
        : t(stale ? 'sending.offline' : 'status.sending.sub');
    const status: Status = {
        headline: t(entry.received ? (halted ? 'status.halted' : 'status.received') : 'sending'),
        sub,
        tone: 'wait',
        step: entry.received ? 1 : 0,
    };
    return (
        <div class="body" data-testid="screen-sent" data-received={entry.received}>
            {script && <ScriptBox script={script} />}
            <Headline status={status} busy>
                <Steps status={status} />
            </Headline>
            {entry.undo ? <p data-testid="undoing">{t('undo.coming')}</p> : <UndoBar />}
            <div class="foot">
                <StationPhone urgent={!halted && (entry.slow || stale)} />
                {stuck && <HomeBack plain />}
            </div>
        </div>
    );
}
