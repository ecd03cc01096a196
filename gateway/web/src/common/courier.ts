// Carries the outbox over the connection: sends, sends again, and settles each entry once.
import type { Error as ErrorFrame, Outcome, ServerFrame } from 'circle-codec';
import { Code } from 'circle-codec';
import type { Connection } from './connection';
import type { Environment } from './environment';
import type { Body, Entry, Mutation, Outbox } from './outbox';

export const RESEND_UNANSWERED_MS = 10_000; // sent on a live link, not even received
export const RESEND_RECEIVED_MS = 30_000; // received, but its outcome never came
const RETRY_MIN_MS = 1_000;

// How a wish ended. `code` OK, or why not.
export interface Result {
    entry: Entry;
    code: number;
    field: string;
    message: string;
    requestId: string;
    winner: string;
}

const RETRYABLE: readonly number[] = [
    Code.CODE_RATE_LIMITED,
    Code.CODE_BUSY,
    Code.CODE_UNAVAILABLE,
    Code.CODE_INTERNAL,
];

export class Courier {
    private owner = '';
    private readonly sentAt = new Map<string, number>();
    private readonly notBefore = new Map<string, number>();
    private readonly seqOf = new Map<number, string>();

    constructor(
        private readonly env: Pick<Environment, 'monotonic' | 'after'>,
        private readonly connection: Pick<Connection, 'send'>,
        private readonly outbox: Outbox,
        private readonly settled: (result: Result) => void,
        private readonly expired: (entry: Entry) => void,
    ) {}

    post<K extends Mutation>(kind: K, body: Body<K>): Entry<K> {
        const entry = this.outbox.add(kind, body, this.owner);
        this.send(entry as Entry);
        return entry;
    }

    // Takes a submit back. Not sent yet: it never happened. Otherwise it is cancelled on the server
    // as soon as its request is known.
    undo(key: string): void {
        const entry = this.outbox.find(key);
        if (!entry) return;
        if (!entry.received && !this.sentAt.has(key)) this.outbox.remove(key);
        else this.outbox.change(key, { undo: true });
    }

    live(owner: string): void {
        this.owner = owner;
        this.seqOf.clear();
        this.notBefore.clear();
        for (const entry of this.outbox.claim(owner)) this.expired(entry);
        for (const entry of this.outbox.entries.value) this.send(entry);
    }

    // Sends again what had no answer for too long.
    step(): void {
        const here = this.env.monotonic();
        for (const entry of this.outbox.entries.value) {
            const wait = entry.received ? RESEND_RECEIVED_MS : RESEND_UNANSWERED_MS;
            const due =
                this.notBefore.get(entry.key) ?? (this.sentAt.get(entry.key) ?? here) + wait;
            if (here >= due) this.send(entry);
        }
    }

    frame(frame: ServerFrame): void {
        if (frame.received) this.outbox.change(frame.received.client_key, { received: true });
        else if (frame.slow) this.outbox.change(frame.slow.client_key, { slow: true });
        else if (frame.outcome) this.concluded(frame.outcome);
        else if (frame.error) this.failed(frame.error, frame.reply_to);
    }

    private send(entry: Entry): void {
        const seq = this.connection.send({ client_key: entry.key, [entry.kind]: entry.body });
        if (seq === 0) return;
        this.notBefore.delete(entry.key);
        this.seqOf.set(seq, entry.key);
        this.sentAt.set(entry.key, this.env.monotonic());
    }

    private concluded(outcome: Outcome): void {
        const entry = this.forget(outcome.client_key);
        if (!entry) return;
        const { code, field, message, winner } = outcome;
        this.settled({ entry, code, field, message, winner, requestId: outcome.request_id });
        if (entry.undo && code === Code.CODE_OK && outcome.request_id) {
            this.post('cancel_request', { request_id: outcome.request_id });
        }
    }

    private failed(error: ErrorFrame, replyTo: number): void {
        const key = error.client_key || this.seqOf.get(replyTo);
        if (!key) return;
        if (RETRYABLE.includes(error.code)) {
            const wait = Math.max(RETRY_MIN_MS, error.retry_after_ms);
            this.notBefore.set(key, this.env.monotonic() + wait);
            return;
        }
        const entry = this.forget(key);
        if (!entry) return;
        const { code, field, message } = error;
        this.settled({ entry, code, field, message, winner: '', requestId: '' });
    }

    private forget(key: string): Entry | undefined {
        const entry = this.outbox.find(key);
        this.outbox.remove(key);
        this.sentAt.delete(key);
        this.notBefore.delete(key);
        return entry;
    }
}
