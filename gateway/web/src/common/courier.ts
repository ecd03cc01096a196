// Carries the outbox over the connection: sends, sends again, and settles each entry once.
import type { Error as ErrorFrame, Outcome, ServerFrame } from 'circle-codec';
import { Code } from 'circle-codec';
import type { Connection } from './connection';
import type { Environment } from './environment';
import type { Body, Entry, Mutation, Outbox } from './outbox';

export const RESEND_UNANSWERED_MS = 10_000; // sent on a live link, not even received
export const RESEND_RECEIVED_MS = 30_000; // received, but its outcome never came
export const SLOW_MS = 3_000; // no outcome: the person is told to call
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 60_000;

// How a wish ended. `code` OK, or why not.
export interface Result {
    entry: Entry;
    code: number;
    field: string;
    message: string;
    requestId: string;
    winner: string;
    id: string; // of what was made or changed, if it is no request
    foreign: boolean; // a request that somebody else of the household had made before
}

// Refused at the door: the server has kept nothing of it.
const TURNED_AWAY: readonly number[] = [Code.CODE_RATE_LIMITED, Code.CODE_BUSY];

const RETRYABLE: readonly number[] = [
    Code.CODE_RATE_LIMITED,
    Code.CODE_BUSY,
    Code.CODE_UNAVAILABLE,
    Code.CODE_INTERNAL,
];

export class Courier {
    private owner = '';
    private readonly postedAt = new Map<string, number>();
    private readonly sentAt = new Map<string, number>();
    private readonly refusals = new Map<string, number>(); // busy and the like, in a row
    private readonly notBefore = new Map<string, number>();
    private readonly seqOf = new Map<number, string>();

    constructor(
        private readonly env: Pick<Environment, 'monotonic' | 'random'>,
        private readonly connection: Pick<Connection, 'send'>,
        private readonly outbox: Outbox,
        private readonly settled: (result: Result) => void,
        private readonly expired: (entry: Entry) => void,
    ) {}

    post<K extends Mutation>(kind: K, body: Body<K>): Entry<K> {
        const entry = this.outbox.add(kind, body, this.owner);
        this.postedAt.set(entry.key, this.env.monotonic());
        this.send(entry as Entry);
        return entry;
    }

    // Sends what had been too old to be sent unasked.
    postAgain(key: string): void {
        this.outbox.rouse(key);
        this.postedAt.set(key, this.env.monotonic());
        const entry = this.outbox.find(key);
        if (entry) this.send(entry);
    }

    // Takes a submit back. Not sent yet: it never happened. Otherwise it is cancelled on the server
    // as soon as its request is known.
    undo(key: string): void {
        const entry = this.outbox.find(key);
        if (!entry) return;
        if (!entry.received && entry.tries === 0) this.forget(key);
        else this.outbox.change(key, { undo: true });
    }

    live(owner: string): void {
        this.owner = owner;
        this.seqOf.clear();
        this.notBefore.clear();
        this.outbox.claim(owner);
        this.expire();
        for (const entry of this.outbox.entries.value) this.send(entry);
    }

    // Sends again what had no answer for too long.
    step(): void {
        if (this.owner) this.expire();
        const here = this.env.monotonic();
        for (const entry of this.outbox.entries.value) {
            this.judge(entry, here);
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

    private expire(): void {
        for (const entry of this.outbox.expire()) this.expired(entry);
    }

    private judge(entry: Entry, here: number): void {
        const since = this.postedAt.get(entry.key) ?? here;
        this.postedAt.set(entry.key, since);
        const late = here - since >= SLOW_MS && !entry.asleep && entry.kind !== 'show_offer';
        if (late && !entry.slow) this.outbox.change(entry.key, { slow: true });
    }

    private send(entry: Entry): void {
        if (entry.asleep) return;
        const seq = this.connection.send({ client_key: entry.key, [entry.kind]: entry.body });
        if (seq === 0) return;
        this.notBefore.delete(entry.key);
        this.seqOf.set(seq, entry.key);
        this.sentAt.set(entry.key, this.env.monotonic());
        this.outbox.change(entry.key, { tries: entry.tries + 1 });
    }

    private concluded(outcome: Outcome): void {
        const entry = this.forget(outcome.client_key);
        if (!entry) return;
        const { code, field, message, winner, id } = outcome;
        // The first answer to the first try, and yet a repetition: the request is not ours.
        const foreign = outcome.repeat && entry.kind === 'submit' && entry.tries === 1;
        const requestId = outcome.request_id;
        this.settled({ entry, code, field, message, winner, requestId, id, foreign });
        if (entry.undo && code === Code.CODE_OK && requestId && !foreign) {
            this.post('cancel_request', { request_id: requestId });
        }
    }

    private failed(error: ErrorFrame, replyTo: number): void {
        const key = error.client_key || this.seqOf.get(replyTo);
        if (!key) return;
        if (RETRYABLE.includes(error.code)) {
            this.notBefore.set(key, this.env.monotonic() + this.pause(key, error.retry_after_ms));
            if (TURNED_AWAY.includes(error.code)) this.untry(key);
            return;
        }
        const entry = this.forget(key);
        if (!entry) return;
        const { code, field, message } = error;
        const nothing = { winner: '', requestId: '', id: '', foreign: false };
        this.settled({ entry, code, field, message, ...nothing });
    }

    // A try that cannot have arrived is none: taken back now, the wish never happened.
    private untry(key: string): void {
        const entry = this.outbox.find(key);
        if (!entry || entry.received || entry.tries === 0) return;
        if (entry.undo && entry.tries === 1) this.forget(key);
        else this.outbox.change(key, { tries: entry.tries - 1 });
    }

    // Longer after each refusal in a row, and not everybody at the same moment.
    private pause(key: string, asked: number): number {
        const before = this.refusals.get(key) ?? 0;
        this.refusals.set(key, before + 1);
        const span = Math.min(RETRY_MAX_MS, Math.max(RETRY_MIN_MS, asked) * 2 ** before);
        return Math.max(span, asked) + (this.env.random() * span) / 4;
    }

    private forget(key: string): Entry | undefined {
        const entry = this.outbox.find(key);
        this.outbox.remove(key);
        for (const held of [this.postedAt, this.sentAt, this.notBefore, this.refusals]) {
            held.delete(key);
        }
        return entry;
    }
}
