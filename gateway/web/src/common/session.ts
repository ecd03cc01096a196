// What a page holds: the link, the view behind it, and the wishes on their way.
import type { Page, ServerFrame } from 'circle-codec';
import { SUBPROTOCOL } from './codec';
import { Connection, STEP_MS } from './connection';
import { Courier } from './courier';
import type { Result } from './courier';
import type { Environment } from './environment';
import { browserEnvironment } from './environment';
import { Outbox } from './outbox';
import type { Entry } from './outbox';
import { rememberStation, rememberedStation } from './station';
import type { Station } from './station';
import { Store } from './store';
import { language, startLanguage } from './text';

export type PageRole = 'resident' | 'volunteer' | 'coordinator';

export class Session {
    readonly store = new Store();
    readonly outbox: Outbox;
    readonly connection: Connection;
    readonly courier: Courier;
    principalId = ''; // once live
    readonly station: Station | undefined; // as known from the last time
    private readonly settledListeners: ((result: Result) => void)[] = [];
    private readonly expiredListeners: ((entry: Entry) => void)[] = [];
    private readonly pageListeners: ((page: Page, replyTo: number) => void)[] = [];
    private readonly liveListeners: (() => void)[] = [];
    private readonly env: Environment;

    constructor(role: PageRole, env?: Environment) {
        this.env = env ?? browserEnvironment(role, SUBPROTOCOL);
        if (!env) startLanguage(this.env.storage);
        this.outbox = new Outbox(this.env, role);
        this.station = rememberedStation(this.env.storage);
        rememberStation(this.env.storage, this.store);
        this.connection = new Connection(this.env, {
            resume: () => this.store.resumeToken(),
            lang: () => language.peek(),
            live: ({ estate, role: number, id }) => {
                this.principalId = id;
                this.courier.live(`${estate}/${number}/${id}`);
                for (const tell of this.liveListeners) tell();
            },
            frame: (frame) => this.receive(frame),
        });
        this.courier = new Courier(
            this.env,
            this.connection,
            this.outbox,
            (result) => this.settledListeners.forEach((tell) => tell(result)),
            (entry) => this.expiredListeners.forEach((tell) => tell(entry)),
        );
    }

    // Of this device; throws when it is full.
    get storage(): Environment['storage'] {
        return this.env.storage;
    }

    start(): void {
        this.connection.start();
        const again = () => {
            this.courier.step();
            this.env.after(STEP_MS, again);
        };
        this.env.after(STEP_MS, again);
    }

    onSettled(tell: (result: Result) => void): void {
        this.settledListeners.push(tell);
    }

    onExpired(tell: (entry: Entry) => void): void {
        this.expiredListeners.push(tell);
    }

    onPage(tell: (page: Page, replyTo: number) => void): void {
        this.pageListeners.push(tell);
    }

    onLive(tell: () => void): void {
        this.liveListeners.push(tell);
    }

    private receive(frame: ServerFrame): void {
        this.courier.frame(frame);
        const { page } = frame;
        if (page) this.pageListeners.forEach((tell) => tell(page, frame.reply_to));
        if (!this.store.apply(frame)) this.connection.restart();
    }
}
