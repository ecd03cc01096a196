// What the resident's screens hold beside the view: the wish just sent and its undo time.
import { signal } from '@preact/signals';
import { Code, PlaceKind } from 'circle-codec';
import type { Page, Point, RequestView } from 'circle-codec';
import type { Result } from '../common/courier';
import { spotName } from '../common/landmarks';
import { forgetOnWish, hasChanged, tell } from '../common/notices';
import { Session } from '../common/session';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import type { Body, Entry } from '../common/outbox';
import { expiredText, isTerminal } from '../common/words';
import { rememberPlaces, rememberedPlaces, withPlace } from './places';
import type { Places } from './places';
import { hasLeft, replace, route } from './route';

export const UNDO_MS = 5_000;

export const session = new Session('resident');

// What was refused and why, so that it can be tried again as it was.
export interface Refusal {
    text: string;
    body: Body<'submit'>;
}

// Requests by the client_key that made them, as far as this page saw the outcome.
export const requestOf = signal<ReadonlyMap<string, string>>(new Map());
export const refusalOf = signal<ReadonlyMap<string, Refusal>>(new Map());
// What was added by a second tap to a request that was open already, as far as this page saw it.
export const addedTo = signal<ReadonlyMap<string, string>>(new Map());
// Near to what help is wanted, where that was marked on the plan of this phone.
export const placeOf = signal<Places>(rememberedPlaces(session.storage));
const moreOf = new Map<string, string>(); // the open request, by the client_key of such a tap
// The tap that can still be undone, until when by the device's steady clock.
export const undoable = signal<{ key: string; until: number } | undefined>(undefined);

// Requests of before, as far as they were asked for.
export interface History {
    items: readonly RequestView[];
    next: string;
    waiting: boolean;
}
export const history = signal<History>({ items: [], next: '', waiting: true });
let historySeq = 0;

// `before` empty: from the newest on.
export function askHistory(before: string): void {
    const items = before ? history.value.items : [];
    history.value = { items, next: before, waiting: true };
    historySeq = session.connection.send({ get_history: { query: '', before, limit: 20 } });
}

function historyCame(page: Page, replyTo: number): void {
    if (replyTo !== historySeq) return;
    const items = [...history.value.items, ...page.requests];
    history.value = { items, next: page.next, waiting: false };
}

export function openRequests(): RequestView[] {
    const open = [...session.store.requests.value.values()].filter((r) => !isTerminal(r));
    return open.sort((a, b) => b.submitted_at - a.submitted_at);
}

// Taps on their way, and those that went to sleep: both may still become requests.
export function submits(): Entry<'submit'>[] {
    return session.outbox.entries.value.filter(
        (entry): entry is Entry<'submit'> => entry.kind === 'submit',
    );
}

type Deed =
    | 'cancel_request'
    | 'resolve_request'
    | 'reopen_request'
    | 'object_pause'
    | 'thank_helpers';

// A wish about this request that has no outcome yet.
export function pending(kind: Deed, requestId: string): boolean {
    return session.outbox.entries.value.some(
        (entry) =>
            entry.kind === kind && (entry.body as { request_id?: string }).request_id === requestId,
    );
}

export function askForHelp(body: Body<'submit'>): void {
    const { key } = session.courier.post('submit', body);
    // Undone would be the request that this one only makes graver.
    const open = openRequests().find(({ category }) => category === body.category);
    undoable.value = open ? undefined : { key, until: performance.now() + UNDO_MS };
    if (open) moreOf.set(key, open.id);
    replace({ screen: 'sent', key });
}

export function undo(): void {
    const tap = undoable.value;
    undoable.value = undefined;
    if (!tap) return;
    const known = requestOf.value.get(tap.key);
    if (known) session.courier.post('cancel_request', { request_id: known });
    else session.courier.undo(tap.key);
    if (!known && !session.outbox.find(tap.key)) {
        replace({ screen: 'home' });
        tell(t('undo.done'), hasLeft());
    }
}

export function sendAfterAll(key: string): void {
    session.courier.postAgain(key);
    replace({ screen: 'sent', key });
}

export function dropUnsent(key: string): void {
    session.outbox.remove(key);
    replace({ screen: 'home' });
}

// A tap that joins an open request does not move it.
function keepPlace({ place }: Body<'submit'>, requestId: string, joins: boolean): void {
    if (!place || joins) return;
    const marked = { place: PlaceKind.PLACE_KIND_PLAN, point: place as Point };
    const name = spotName(session.store.estate.value, marked);
    placeOf.value = withPlace(placeOf.value, requestId, name);
    rememberPlaces(session.storage, placeOf.value);
}

function show(key: string, requestId: string): void {
    requestOf.value = new Map(requestOf.value).set(key, requestId);
    const here = route.value;
    if (here.screen === 'sent' && here.key === key) replace({ screen: 'request', id: requestId });
}

// Words of a second tap for which there is no room: the request itself goes on.
function hadNoRoom({ entry, code }: Result): boolean {
    const { category } = entry.body as Body<'submit'>;
    const open = openRequests().find((request) => request.category === category);
    if (code !== Code.CODE_WRONG_STATE || !open) return false;
    undoable.value = undefined;
    show(entry.key, open.id);
    tell(t('note.no.room'), isOverFor(open.id));
    return true;
}

function submitSettled(result: Result): void {
    const { entry, code, requestId, foreign } = result;
    if (hadNoRoom(result)) return;
    if (code !== Code.CODE_OK) {
        const text = tOr(`code.${code}`, 'code.other');
        const body = entry.body as Body<'submit'>;
        refusalOf.value = new Map(refusalOf.value).set(entry.key, { text, body });
        undoable.value = undefined;
        return;
    }
    // Made on another phone of the household: not ours to take back by an undo.
    if (foreign) undoable.value = undefined;
    keepPlace(entry.body as Body<'submit'>, requestId, foreign || moreOf.has(entry.key));
    show(entry.key, requestId);
    const { note = '' } = entry.body as Body<'submit'>;
    const passedOn = note !== '' && (foreign || moreOf.get(entry.key) === requestId);
    if (passedOn) addedTo.value = new Map(addedTo.value).set(requestId, note);
    const asked: TextKey = passedOn ? 'status.foreign.added' : 'status.foreign';
    if (foreign) tell(t(asked), isOverFor(requestId));
    else if (passedOn) tell(t('note.passed.on'), isOverFor(requestId));
}

const stateOf = (id: string) => session.store.requests.value.get(id)?.state;

function hasEnded(id: string): boolean {
    const request = session.store.requests.value.get(id);
    return request !== undefined && isTerminal(request);
}

// What was said of a request goes with its end, and with the screen it was said on.
function isOverFor(id: string): () => boolean {
    const left = hasLeft();
    return () => left() || hasEnded(id);
}

// A refusal says to look at the state: once that is another one, it was looked at.
function refused({ entry, code }: Result): void {
    const { request_id: id = '' } = entry.body as { request_id?: string };
    const [left, moved] = [hasLeft(), hasChanged(() => stateOf(id))];
    tell(tOr(`code.${code}`, 'code.other'), () => left() || moved());
}

// Of these nothing needs to be said once the request has ended.
const OF_OPEN: readonly string[] = ['cancel_request', 'resolve_request', 'object_pause'];

function expired(entry: Entry): void {
    const { request_id: id = '' } = entry.body as { request_id?: string };
    tell(expiredText(entry), () => OF_OPEN.includes(entry.kind) && hasEnded(id));
}

// The page was opened again in the middle of something: show that.
function resumeScreen(): void {
    if (route.value.screen !== 'home') return;
    const [sending] = submits();
    if (sending) return replace({ screen: 'sent', key: sending.key });
    const [newest] = openRequests();
    if (newest) replace({ screen: 'request', id: newest.id });
}

// `first` may take a result for itself, by returning true.
export function startModel(first: (result: Result) => boolean): void {
    session.onSettled((result) => {
        if (first(result)) return;
        const { kind, body } = result.entry;
        const { request_id: id = '' } = body as { request_id?: string };
        if (kind === 'submit') submitSettled(result);
        else if (result.code !== Code.CODE_OK) refused(result);
        else if (kind === 'reopen_request') replace({ screen: 'request', id });
    });
    session.onPage(historyCame);
    session.onExpired(expired);
    forgetOnWish(session.outbox.entries);
    const stop = session.store.ready.subscribe((ready) => {
        if (!ready) return;
        resumeScreen();
        queueMicrotask(() => stop());
    });
    session.start();
}
