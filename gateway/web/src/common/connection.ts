// One viewer's link to the gateway: hello, liveness, reconnecting, resuming.
//
// A cut link or a frozen server is seen within 5 s while the page is visible: after 2 s of silence
// a ping goes out, after 4.5 s `stale` is set, after 8 s without an answer the link is given up. In
// the background a ping goes out every 20 s only. After a longer sleep of the device or the page a
// new link is opened at once: the old one may be dead without knowing it, and resuming is cheap.
import { signal } from '@preact/signals';
import type { ClientFrame, Partially, Principal, ServerFrame } from 'circle-codec';
import { Code } from 'circle-codec';
import { ServerClock } from './clock';
import { decode, encode } from './codec';
import type { Environment, Wire } from './environment';

export const STEP_MS = 500;
export const PING_VISIBLE_MS = 2_000;
export const PING_HIDDEN_MS = 20_000;
export const STALE_MS = 4_500;
export const PONG_DEADLINE_MS = 8_000;
export const CONNECT_DEADLINE_MS = 20_000;
export const ASLEEP_MS = 10_000;
export const RETRY_FIRST_MS = 500;
export const RETRY_LAST_MS = 20_000;
export const RETRY_REFUSED_MS = 30_000;
const NOT_SIGNED_IN = 4401; // close code
const SETTLED_MS = 10_000; // a link that lived this long starts the back-off anew

// refused: the gateway does not know who we are (no card scanned, or it was revoked).
export type Link = 'connecting' | 'live' | 'lost' | 'refused';

export interface Listener {
    resume(): string; // newest resume token, or empty for a snapshot
    lang(): string; // for the server's texts
    live(principal: Principal, resumed: boolean): void;
    frame(frame: ServerFrame, seq: number): void;
}

export class Connection {
    readonly link = signal<Link>('connecting');
    readonly stale = signal(true);
    readonly clock: ServerClock;

    private wire: Wire | undefined;
    private generation = 0; // of the wire; events of an older one are ignored
    private seq = 0;
    private attempts = 0;
    private openedAt = 0;
    private greeted = false;
    private liveAt = 0;
    private heardAt = 0;
    private heardWall = 0; // the steady clock may stand still while the device sleeps
    private drift = 0; // of the two clocks, at the last step
    private asked: { seq: number; at: number } | undefined; // the unanswered ping or hello
    private comeBackAfter: number | undefined;
    private cancelRetry: (() => void) | undefined;

    constructor(
        private readonly env: Environment,
        private readonly listener: Listener,
    ) {
        this.clock = new ServerClock(() => env.monotonic());
    }

    start(): void {
        this.drift = this.env.wall() - this.env.monotonic();
        this.env.watch(
            () => this.wake(),
            () => this.step(),
        );
        this.open();
        this.schedule();
    }

    // Returns the frame's seq, or 0 when the link is down.
    send(frame: Partially<ClientFrame>): number {
        if (!this.wire || this.link.value !== 'live') return 0;
        return this.transmit(frame);
    }

    // Milliseconds since the last frame.
    silence(): number {
        return this.env.monotonic() - this.heardAt;
    }

    // Gives the link up and opens a new one; the listener's `resume` decides what comes. At once
    // the first time, by the back-off when it happens again and again.
    restart(): void {
        const first = this.attempts === 0;
        if (first) this.attempts = 1;
        this.drop(first ? 0 : undefined);
    }

    // The same by the person's own wish.
    retryNow(): void {
        this.attempts = 0;
        this.abandon();
        this.open();
    }

    // The hello says something else now, e.g. another language.
    greetAgain(): void {
        if (this.link.value === 'live') this.renew();
    }

    private transmit(frame: Partially<ClientFrame>): number {
        this.seq += 1;
        this.wire?.send(encode({ ...frame, seq: this.seq }));
        return this.seq;
    }

    private open(): void {
        this.cancelRetry?.();
        this.cancelRetry = undefined;
        const generation = ++this.generation;
        const mine = () => generation === this.generation;
        this.seq = 0;
        this.asked = undefined;
        this.comeBackAfter = undefined;
        this.openedAt = this.env.monotonic();
        this.greeted = false;
        this.wire = this.env.connect({
            opened: () => mine() && this.greet(),
            message: (bytes) => mine() && this.receive(bytes),
            closed: (code) =>
                mine() && (code === NOT_SIGNED_IN ? this.refuse() : this.drop(undefined)),
        });
    }

    private greet(): void {
        this.greeted = true;
        const hello = { resume: this.listener.resume(), lang: this.listener.lang() };
        this.ask({ hello });
    }

    private ask(frame: Partially<ClientFrame>): void {
        const at = this.env.monotonic();
        this.asked = { seq: this.transmit(frame), at };
    }

    private receive(bytes: ArrayBuffer): void {
        let frame: ServerFrame;
        try {
            frame = decode(bytes);
        } catch {
            this.drop(undefined);
            return;
        }
        this.heardAt = this.env.monotonic();
        this.heardWall = this.env.wall();
        const trip = this.heardAt - (this.asked?.at ?? this.heardAt);
        const answer = this.asked !== undefined && frame.reply_to === this.asked.seq;
        if (answer) this.asked = undefined;
        if (frame.hello && answer) {
            this.clock.forget();
            this.clock.sample(frame.hello.server_time, trip);
            this.becomeLive(frame);
        } else if (frame.pong && answer) {
            this.clock.sample(frame.pong.server_time, trip);
        } else if (frame.error?.code === Code.CODE_UNAUTHENTICATED) {
            this.refuse();
            return;
        } else if (frame.going_away) {
            this.comeBackAfter = frame.going_away.reconnect_after_ms;
        }
        this.listener.frame(frame, frame.reply_to);
        if (this.link.value === 'live') this.judge();
    }

    private becomeLive(frame: ServerFrame): void {
        this.liveAt = this.env.monotonic();
        this.link.value = 'live';
        const { principal, resumed } = frame.hello!;
        if (principal) this.listener.live(principal, resumed);
    }

    private refuse(): void {
        this.abandon();
        this.link.value = 'refused';
        this.stale.value = true;
        this.cancelRetry = this.env.after(RETRY_REFUSED_MS, () => this.open());
    }

    private abandon(): void {
        this.generation += 1;
        this.wire?.close();
        this.wire = undefined;
    }

    // `delay` undefined: by the back-off, or as the server asked.
    private drop(delay: number | undefined): void {
        const here = this.env.monotonic();
        if (this.link.value === 'live' && here - this.liveAt > SETTLED_MS) this.attempts = 0;
        this.abandon();
        this.link.value = 'lost';
        this.stale.value = true;
        this.cancelRetry?.();
        this.cancelRetry = this.env.after(delay ?? this.nextDelay(), () => this.open());
    }

    private nextDelay(): number {
        const jitter = 0.5 + this.env.random() / 2;
        if (this.comeBackAfter !== undefined) {
            return this.comeBackAfter + RETRY_FIRST_MS * jitter;
        }
        const span = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** this.attempts);
        this.attempts += 1;
        return span * jitter;
    }

    // The page is looked at again, or the network is back: do not wait for a timer.
    private wake(): void {
        this.drift = this.env.wall() - this.env.monotonic();
        if (this.link.value === 'live') {
            const silence = Math.max(this.silence(), this.env.wall() - this.heardWall);
            if (silence > ASLEEP_MS) return this.renew();
            if (!this.asked) this.ask({ ping: {} });
        } else if (this.cancelRetry || this.env.monotonic() - this.openedAt > ASLEEP_MS) {
            this.attempts = 0;
            this.open();
        }
        this.step();
    }

    // Stale until a frame comes: what happened during the sleep is not known.
    private renew(): void {
        this.clock.forget();
        this.abandon();
        this.link.value = 'connecting';
        this.stale.value = true;
        this.open();
    }

    // The device itself slept: its wall clock went on, the steady one did not.
    private slept(): boolean {
        const drift = this.env.wall() - this.env.monotonic();
        const jump = drift - this.drift;
        this.drift = drift;
        return jump > ASLEEP_MS;
    }

    private schedule(): void {
        this.env.after(STEP_MS, () => {
            this.step();
            this.schedule();
        });
    }

    private step(): void {
        this.clock.tick();
        if (this.slept()) this.wake();
        if (!this.wire) return;
        const here = this.env.monotonic();
        const waitingSince = this.asked?.at ?? (this.link.value === 'live' ? here : this.openedAt);
        const patience = this.greeted ? PONG_DEADLINE_MS : CONNECT_DEADLINE_MS;
        if (here - waitingSince >= patience) {
            this.drop(undefined);
            return;
        }
        if (this.link.value !== 'live') return;
        const pause = this.env.visible() ? PING_VISIBLE_MS : PING_HIDDEN_MS;
        if (!this.asked && here - this.heardAt >= pause) this.ask({ ping: {} });
        this.judge();
    }

    private judge(): void {
        const limit = this.env.visible() ? STALE_MS : PING_HIDDEN_MS + PONG_DEADLINE_MS;
        this.stale.value = this.silence() > limit;
    }
}
