// What became of a tap, in words, from "sending" to "solved".
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { Answer, HelperView, RequestView, Script } from 'circle-codec';
import { Answers } from '../common/answers';
import { CategoryIcon, Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import { PhoneLink, isDispatching, stationPhone, useNews } from '../common/ui';
import {
    canReopen,
    categoryName,
    categoryOf,
    isLiveVisit,
    isTerminal,
    safetyOf,
} from '../common/words';
import type { Status } from '../common/words';
import type { Entry } from '../common/outbox';
import { outageStatus } from '../common/outages';
import { askForHelp, dropUnsent, openRequests, pending, refusalOf, requestOf, sendAfterAll, session, submits, undo, undoable } from './model';
import { Promise10 } from './promise';
import { OutageCard, outage } from './outage';
import { replace } from './route';
import { PauseCard, ScriptBox, TradeCard, isLifeThreatening } from './safety';
import { ThanksCard } from './thanks';

// Without an outcome for so long, nobody is kept on the screen that waits for it.
const STUCK_MS = 15_000;

const STEPS: TextKey[] = [
    'step.received',
    'step.asking',
    'step.accepted',
    'step.arrived',
    'step.done',
];

function Steps({ done }: { done: number }): JSX.Element {
    const mark = (i: number) => (i < done ? 'past' : i === done ? 'now' : '');
    return (
        <ol class="steps" data-testid="steps" data-step={done}>
            {STEPS.map((key, i) => (
                <li key={key} class={mark(i)} aria-current={i === done ? 'step' : undefined}>
                    <span aria-hidden="true">{i < done ? '✓' : i + 1}</span>
                    {t(key)}
                </li>
            ))}
        </ol>
    );
}

function UndoBar(): JSX.Element | null {
    session.connection.clock.ticking.value; // drawn again as time passes
    const tap = undoable.value;
    const left = tap ? Math.ceil((tap.until - performance.now()) / 1000) : 0;
    if (left <= 0) return null;
    return (
        <div class="undo-bar" role="group">
            <span>{t('undo.left', { n: left })}</span>
            <button type="button" class="button" data-testid="undo" onClick={undo}>
                {t('undo')}
            </button>
        </div>
    );
}

// A part between commas that does not fit one line of a narrow phone.
function hasLongPart(headline: string): boolean {
    return headline.split('，').some((part) => part.length > 7);
}

function Headline(props: {
    status: Status;
    busy?: boolean;
    children?: ComponentChildren;
}): JSX.Element {
    const { status, busy, children } = props;
    const text = status.sub
        ? t('sentences', { first: status.headline, second: status.sub })
        : status.headline;
    useNews(text);
    return (
        <section class={`card status tone-${status.tone}`}>
            {status.tone === 'good' && (
                <span class="tile big thanks">
                    <Icon name="care" />
                </span>
            )}
            <h2
                tabIndex={-1}
                class={hasLongPart(status.headline) ? 'long' : ''}
                data-focus
                data-testid="status-headline"
            >
                {busy && <span class="spinner" aria-hidden="true" />}
                {status.headline}
            </h2>
            {status.sub && <p data-testid="status-sub">{status.sub}</p>}
            {children}
        </section>
    );
}

function Helper({ helper }: { helper: HelperView }): JSX.Element {
    return (
        <section class="card row helper" data-testid="helper" data-volunteer={helper.volunteer_id}>
            <span class="avatar" aria-hidden="true">
                {helper.name.slice(0, 1)}
            </span>
            <span class="grow">
                <b data-testid="helper-name">{helper.name}</b>
                <span class="soft">{tOr(`helper.visit.${helper.state}`, 'status.unknown')}</span>
            </span>
            <PhoneLink
                phone={helper.phone}
                testid="helper-phone"
                label={t('phone.person')}
                className="small call"
            />
        </section>
    );
}

function Safety({ category }: { category: string }): JSX.Element | null {
    const text = safetyOf(session.store.estate.value, category);
    if (!text) return null;
    return (
        <p class="safety" data-testid="safety">
            <Icon name="shield" />
            <span>
                <b>{t('safety.title')}</b>
                {text}
            </span>
        </p>
    );
}

function CancelButton({ request }: { request: RequestView }): JSX.Element {
    const sure = useSignal(false);
    if (pending('cancel_request', request.id)) {
        return (
            <p class="soft centred" data-testid="cancelling">
                {t('cancel.coming')}
            </p>
        );
    }
    if (!sure.value) {
        return (
            <button
                type="button"
                class="button plain"
                data-testid="cancel"
                onClick={() => (sure.value = true)}
            >
                {t('cancel')}
            </button>
        );
    }
    const yes = () => session.courier.post('cancel_request', { request_id: request.id });
    return (
        <div class="card sure" role="group" aria-label={t('cancel.sure')}>
            <p>
                <b>{t('cancel.sure')}</b>
            </p>
            <button
                type="button"
                class="button main"
                data-testid="cancel-no"
                onClick={() => (sure.value = false)}
            >
                {t('cancel.no')}
            </button>
            <button type="button" class="button plain" data-testid="cancel-yes" onClick={yes}>
                {t('cancel.yes')}
            </button>
        </div>
    );
}

function ResolveButton(props: { request: RequestView; early?: boolean }): JSX.Element {
    const { request, early } = props;
    const busy = pending('resolve_request', request.id);
    const resolve = () => {
        if (!busy) session.courier.post('resolve_request', { request_id: request.id });
    };
    return (
        <button
            type="button"
            class={early ? 'button quiet' : 'button main huge'}
            data-testid="resolve"
            aria-disabled={busy}
            onClick={resolve}
        >
            <Icon name="check" /> {t(busy ? 'sending' : early ? 'resolve.early' : 'resolve')}
        </button>
    );
}

// The phone is always there; big when the promise or the link is in danger.
function StationPhone({ urgent }: { urgent: boolean }): JSX.Element {
    return (
        <PhoneLink
            phone={stationPhone(session)}
            testid="phone-station"
            className={urgent ? 'button help' : 'button quiet'}
        />
    );
}

// "Not solved": a new round for the same request, while the time for it lasts.
export function ReopenButton({ request }: { request: RequestView }): JSX.Element | null {
    const now = session.connection.clock.ticking.value;
    const again = openRequests().some(({ category }) => category === request.category);
    if (again || !canReopen(request, session.store.estate.value, now)) return null;
    const busy = pending('reopen_request', request.id);
    const reopen = () => {
        if (!busy) session.courier.post('reopen_request', { request_id: request.id });
    };
    return (
        <button
            type="button"
            class="button quiet"
            data-testid="reopen"
            aria-disabled={busy}
            onClick={reopen}
        >
            {t(busy ? 'sending' : 'reopen')}
        </button>
    );
}

export function HomeBack({ plain }: { plain?: boolean }): JSX.Element {
    return (
        <button
            type="button"
            class={plain ? 'button plain' : 'button main huge'}
            data-testid="home-back"
            onClick={() => replace({ screen: 'home' })}
        >
            {t('home.back')}
        </button>
    );
}

function Actions({ request }: { request: RequestView }): JSX.Element {
    if (isTerminal(request)) {
        return (
            <>
                <HomeBack />
                <ReopenButton request={request} />
            </>
        );
    }
    if (request.state === RequestState.REQUEST_STATE_ARRIVED) {
        return <ResolveButton request={request} />;
    }
    // Helpers forget to say that they are at the door.
    const promised = request.helpers.some((helper) => isLiveVisit(helper.state));
    return (
        <>
            {promised && <ResolveButton request={request} early />}
            <CancelButton request={request} />
        </>
    );
}

export function RequestScreen({ id }: { id: string }): JSX.Element {
    const request = session.store.requests.value.get(id);
    if (!request) return <Missing id={id} />;
    const { estate } = session.store;
    const status = outageStatus(
        request,
        outage(request),
        session.connection.clock.ticking.value,
        session.store.estate.value,
    );
    const over = isTerminal(request);
    const urgent =
        !over && (request.show_phone || session.connection.stale.value || !isDispatching(session));
    const icon = estate.value?.categories.find((c) => c.id === request.category)?.icon ?? '';
    return (
        <div
            class="body"
            data-testid="screen-request"
            data-request={id}
            data-state={request.state}
            data-number={request.number}
        >
            {request.life_threatening && !over && !request.arrived_at && (
                <ScriptBox script={categoryOf(estate.value, request.category)?.script} />
            )}
            <div class="chosen">
                <CategoryIcon emoji={icon} />
                <p>
                    <b>{categoryName(estate.value, request.category)}</b>
                    <span class="soft"> {t('number', { n: request.number })}</span>
                </p>
            </div>
            <Headline status={status}>
                {status.step > 0 && <Steps done={status.step} />}
                {!over && <Promise10 request={request} />}
            </Headline>
            {!over && <UndoBar />}
            {!over && <PauseCard request={request} />}
            {!over && !speaksOfTrade(request) && <TradeCard request={request} />}
            {!over && <OutageCard request={request} />}
            {request.helpers
                .filter((h) => isLiveVisit(h.state))
                .map((helper) => (
                    <Helper key={helper.volunteer_id} helper={helper} />
                ))}
            <ThanksCard request={request} />
            {!over && !request.arrived_at && <Safety category={request.category} />}
            {!over && (
                <Answers category={request.category} answers={request.answers} session={session} />
            )}
            {request.note && !over && (
                <p class="soft" data-testid="own-note">
                    {t('said.by', { name: t('your.note'), text: request.note })}
                </p>
            )}
            <div class="foot">
                {urgent && <StationPhone urgent />}
                <Actions request={request} />
                {!urgent && <StationPhone urgent={false} />}
            </div>
        </div>
    );
}

// The headline does already: the helper has left.
function speaksOfTrade({ state, helpers }: RequestView): boolean {
    const nobody = !helpers.some((helper) => isLiveVisit(helper.state));
    return state === RequestState.REQUEST_STATE_ARRIVED && nobody;
}

// Just answered and its image is on the way, or long gone.
function Missing({ id }: { id: string }): JSX.Element {
    const fresh = [...requestOf.value.values()].includes(id);
    const key = fresh ? 'status.received' : 'status.gone';
    const status: Status = {
        headline: t(key),
        sub: fresh ? t('status.received.sub') : '',
        tone: 'wait',
        step: 0,
    };
    return (
        <div class="body" data-testid="screen-request" data-request={id}>
            <Headline status={status} busy={fresh} />
            {fresh && <UndoBar />}
            <div class="foot">
                <button
                    type="button"
                    class="button main"
                    data-testid="home-back"
                    onClick={() => replace({ screen: 'home' })}
                >
                    {t('home.back')}
                </button>
                <StationPhone urgent={fresh} />
            </div>
        </div>
    );
}

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
    const sub = entry.received
        ? t('status.received.sub')
        : t(stale ? 'sending.offline' : 'status.sending.sub');
    const status: Status = {
        headline: t(entry.received ? 'status.received' : 'sending'),
        sub,
        tone: 'wait',
        step: entry.received ? 1 : 0,
    };
    return (
        <div class="body" data-testid="screen-sent" data-received={entry.received}>
            {script && <ScriptBox script={script} />}
            <Headline status={status} busy>
                <Steps done={status.step} />
            </Headline>
            {entry.undo ? <p data-testid="undoing">{t('undo.coming')}</p> : <UndoBar />}
            <div class="foot">
                <StationPhone urgent={entry.slow || stale} />
                {stuck && <HomeBack plain />}
            </div>
        </div>
    );
}
