// Mutations without an outcome yet. They outlive the page, are sent again after a reconnect under
// the same client_key, and so take effect once.
import { signal } from '@preact/signals';
import type { ClientFrame, Partially } from 'circle-codec';
import type { Environment } from './environment';
import { randomKey } from './environment';

// A wish that never reached the service is not sent on its own after this long: nobody expects a
// help request of this morning to go out now. A help request is put to the person as a question,
// anything else is dropped, and the page says so.
export const KEEP_MS = 10 * 60_000;
// What concerns this very moment is old sooner.
const KEEP_SHORT_MS: Partial<Record<Mutation, number>> = {
    accept_offer: 60_000,
    decline_offer: 60_000,
    set_duty: 60_000,
    show_offer: 10_000,
};
// The server forgets outcomes after 7 days; a wish sent again after that would be a new one.
export const FORGET_MS = 24 * 60 * 60_000;

export type Mutation =
    | 'submit'
    | 'cancel_request'
    | 'resolve_request'
    | 'reopen_request'
    | 'close_request'
    | 'show_offer'
    | 'accept_offer'
    | 'decline_offer'
    | 'progress_visit'
    | 'abort_visit'
    | 'set_duty'
    | 'acknowledge_alarm'
    | 'assign_volunteer'
    | 'withdraw_visit'
    | 'escalate_request'
    | 'hold_request'
    | 'remark'
    | 'acknowledge_failure'
    | 'set_lift'
    | 'pause_clock'
    | 'resume_clock'
    | 'object_pause'
    | 'call_trade'
    | 'progress_trade'
    | 'fold_request'
    | 'unfold_request'
    | 'announce_incident'
    | 'end_incident'
    | 'report_lost'
    | 'withdraw_lost'
    | 'report_found'
    | 'change_item'
    | 'dismiss_suggestion'
    | 'hand_over_item'
    | 'set_shifts'
    | 'ask_shift_change'
    | 'answer_shift_change'
    | 'acknowledge_gap'
    | 'thank_helpers';
export type Body<K extends Mutation> = Partially<NonNullable<ClientFrame[K]>>;

export interface Entry<K extends Mutation = Mutation> {
    key: string; // client_key
    kind: K;
    body: Body<K>;
    owner: string; // of whom; a device may be bound to another household later
    madeAt: number; // device clock
    tries: number; // how often it was handed to a link and not refused at the door
    received: boolean; // durable on the server
    asleep: boolean; // too old to be sent unasked: the person decides
    undo: boolean; // to be cancelled as soon as its request is known
    slow: boolean; // not applied within the time promised
}

// Of what an older page may have stored without.
const FRESH = { tries: 0, received: false, asleep: false, undo: false };

export class Outbox {
    readonly entries = signal<readonly Entry[]>([]);
    private readonly prefix: string;

    constructor(
        private readonly env: Pick<Environment, 'storage' | 'wall'>,
        role: string,
    ) {
        this.prefix = `circle.outbox.${role}.`;
        this.entries.value = this.load();
    }

    add<K extends Mutation>(kind: K, body: Body<K>, owner: string): Entry<K> {
        const entry: Entry<K> = {
            key: randomKey(),
            kind,
            body,
            owner,
            madeAt: this.env.wall(),
            tries: 0,
            received: false,
            asleep: false,
            undo: false,
            slow: false,
        };
        this.entries.value = [...this.entries.value, entry as Entry];
        this.save(entry as Entry);
        return entry;
    }

    find(key: string): Entry | undefined {
        return this.entries.value.find((entry) => entry.key === key);
    }

    change(key: string, patch: Partial<Omit<Entry, 'key' | 'kind' | 'body' | 'owner'>>): void {
        const old = this.find(key);
        if (!old) return;
        const changed = { ...old, ...patch };
        this.entries.value = this.entries.value.map((e) => (e.key === key ? changed : e));
        this.save(changed);
    }

    remove(key: string): void {
        this.entries.value = this.entries.value.filter((entry) => entry.key !== key);
        this.env.storage.removeItem(this.prefix + key);
    }

    // Forgets what belongs to somebody else.
    claim(owner: string): void {
        for (const entry of this.entries.value) {
            if (entry.owner !== owner) this.remove(entry.key);
        }
    }

    // Puts old help requests to sleep and drops what else is too old; returns what was dropped
    // without ever having been received.
    expire(): Entry[] {
        const dropped: Entry[] = [];
        for (const entry of this.entries.value) {
            const age = this.env.wall() - entry.madeAt;
            const old = !entry.received && age > (KEEP_SHORT_MS[entry.kind] ?? KEEP_MS);
            if (age > FORGET_MS || (old && entry.kind !== 'submit')) {
                this.remove(entry.key);
                if (!entry.received) dropped.push(entry);
            } else if (old && !entry.asleep) {
                this.change(entry.key, { asleep: true, slow: false });
            }
        }
        return dropped;
    }

    // The person still wants it: as if tapped now, under its old key, so that it counts once.
    rouse(key: string): void {
        this.change(key, { asleep: false, madeAt: this.env.wall() });
    }

    private save(entry: Entry): void {
        if (entry.kind === 'show_offer') return; // says that a person sees it now
        try {
            this.env.storage.setItem(this.prefix + entry.key, JSON.stringify(entry));
        } catch {
            // Storage is full: the entry lives as long as the page.
        }
    }

    private load(): Entry[] {
        const found: Entry[] = [];
        const { storage } = this.env;
        for (let i = 0; i < storage.length; ++i) {
            const name = storage.key(i);
            if (!name?.startsWith(this.prefix)) continue;
            try {
                const kept = JSON.parse(storage.getItem(name) ?? '') as Entry;
                found.push({ ...FRESH, ...kept, slow: false });
            } catch {
                // Not ours, or cut off while it was written.
            }
        }
        return found.sort((a, b) => a.madeAt - b.madeAt);
    }
}
