// What the resident's screens hold beside the view: the wish just sent and its undo time.
import { signal } from '@preact/signals';
import { Code } from 'circle-codec';
import type { Page, RequestView } from 'circle-codec';
import type { Result } from '../common/courier';
import { Session } from '../common/session';
import { t, tOr } from '../common/text';
import { notice } from '../common/ui';
import type { Body, Entry } from '../common/outbox';
import { expiredText, isTerminal } from '../common/words';
import { replace, route } from './route';

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
    const first = !openRequests().some(({ category }) => category === body.category);
    undoable.value = first ? { key, until: performance.now() + UNDO_MS } : undefined;
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
        notice.value = t('undo.done');
        replace({ screen: 'home' });
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

function submitSettled({ entry, code, requestId, foreign }: Result): void {
    if (code !== Code.CODE_OK) {
        const text = tOr(`code.${code}`, 'code.other');
        const body = entry.body as Body<'submit'>;
        refusalOf.value = new Map(refusalOf.value).set(entry.key, { text, body });
        undoable.value = undefined;
        return;
    }
    if (foreign) {
        // Made on another phone of the household: not ours to take back by an undo.
        undoable.value = undefined;
        notice.value = t('status.foreign');
    }
    requestOf.value = new Map(requestOf.value).set(entry.key, requestId);
    const here = route.value;
    if (here.screen === 'sent' && here.key === entry.key) {
        replace({ screen: 'request', id: requestId });
    }
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
        else if (kind === 'reopen_request' && result.code === Code.CODE_OK) {
            replace({ screen: 'request', id });
        } else if (result.code !== Code.CODE_OK) {
            notice.value = tOr(`code.${result.code}`, 'code.other');
        }
    });
    session.onPage(historyCame);
    session.onExpired((entry) => (notice.value = expiredText(entry)));
    const stop = session.store.ready.subscribe((ready) => {
        if (!ready) return;
        resumeScreen();
        queueMicrotask(() => stop());
    });
    session.start();
}
