// Mutations without an outcome yet. They outlive the page, are sent again after a reconnect under
// the same client_key, and so take effect once.
import { signal } from '@preact/signals';
import type { ClientFrame, Partially } from 'circle-codec';
import type { Environment } from './environment';
import { randomKey } from './environment';

// A wish that never reached the service is not sent on its own after this long: nobody expects a
// help request of this morning to go out now. The page says that it was dropped.
export const KEEP_MS = 10 * 60_000;

export type Mutation =
    | 'submit'
    | 'cancel_request'
    | 'resolve_request'
    | 'close_request'
    | 'show_offer'
    | 'accept_offer'
    | 'decline_offer'
    | 'progress_visit'
    | 'abort_visit'
    | 'set_duty'
    | 'acknowledge_alarm';
export type Body<K extends Mutation> = Partially<NonNullable<ClientFrame[K]>>;

export interface Entry<K extends Mutation = Mutation> {
    key: string; // client_key
    kind: K;
    body: Body<K>;
    owner: string; // of whom; a device may be bound to another household later
    madeAt: number; // device clock
    received: boolean; // durable on the server
    undo: boolean; // to be cancelled as soon as its request is known
    slow: boolean; // not applied within the time promised
}

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
            received: false,
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

    change(key: string, patch: Partial<Pick<Entry, 'received' | 'undo' | 'slow'>>): void {
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

    // Forgets what belongs to somebody else; returns what was dropped because it is too old.
    claim(owner: string): Entry[] {
        const expired: Entry[] = [];
        for (const entry of this.entries.value) {
            const old = !entry.received && this.env.wall() - entry.madeAt > KEEP_MS;
            if (entry.owner === owner && old) expired.push(entry);
            if (entry.owner !== owner || old) this.remove(entry.key);
        }
        return expired;
    }

    private save(entry: Entry): void {
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
                found.push({ ...(JSON.parse(storage.getItem(name) ?? '') as Entry), slow: false });
            } catch {
                // Not ours, or cut off while it was written.
            }
        }
        return found.sort((a, b) => a.madeAt - b.madeAt);
    }
}
