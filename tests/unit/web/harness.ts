// A browser cranked by hand: time moves when a test says so, the wire is held at both ends.
import { webcrypto } from 'node:crypto';
import { readClientFrame, writeServerFrame } from 'circle-codec';
import type { ClientFrame, Partially, ServerFrame } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { MemoryStorage } from '../../../gateway/web/src/common/environment';
import type { Environment, Wire, WireEvents } from '../../../gateway/web/src/common/environment';

// Node 18 has no global one.
if (!globalThis.crypto) Object.assign(globalThis, { crypto: webcrypto });

export const SERVER_EPOCH = 1_763_800_000_000;

// One WebSocket as the server sees it.
export class FakeWire implements Wire {
    readonly sent: ClientFrame[] = [];
    closed = false;
    constructor(readonly events: WireEvents) {}

    send(bytes: Uint8Array): void {
        this.sent.push(readClientFrame(new PbfReader(bytes)));
    }
    close(): void {
        this.closed = true;
    }
    push(frame: Partially<ServerFrame>): void {
        const writer = new PbfWriter();
        writeServerFrame(frame, writer);
        this.events.message(writer.finish().slice().buffer as ArrayBuffer);
    }
    last(): ClientFrame {
        const frame = this.sent[this.sent.length - 1];
        if (!frame) throw new Error('nothing was sent');
        return frame;
    }
    of(kind: keyof ClientFrame): ClientFrame[] {
        return this.sent.filter((frame) => frame.body === kind);
    }
}

export class FakeBrowser implements Environment {
    time = 1_000;
    slept = 0; // the steady clock stood still so long
    shown = true;
    fraction = 0;
    readonly wires: FakeWire[] = [];
    storage = new MemoryStorage();
    private timers: { due: number; run: () => void }[] = [];
    private wakeUp: () => void = () => undefined;

    connect(events: WireEvents): Wire {
        const wire = new FakeWire(events);
        this.wires.push(wire);
        return wire;
    }
    monotonic(): number {
        return this.time;
    }
    wall(): number {
        return SERVER_EPOCH + this.time + this.slept;
    }
    random(): number {
        return this.fraction;
    }
    visible(): boolean {
        return this.shown;
    }
    after(ms: number, run: () => void): () => void {
        const timer = { due: this.time + ms, run };
        this.timers.push(timer);
        return () => {
            this.timers = this.timers.filter((other) => other !== timer);
        };
    }
    watch(wake: () => void): void {
        this.wakeUp = wake;
    }

    // ---- the test's side ----

    get wire(): FakeWire {
        const wire = this.wires[this.wires.length - 1];
        if (!wire) throw new Error('no connection was opened');
        return wire;
    }
    // Lets `ms` pass, running what falls due, in order.
    advance(ms: number): void {
        const end = this.time + ms;
        for (;;) {
            const [next] = this.timers.filter((t) => t.due <= end).sort((a, b) => a.due - b.due);
            if (!next) break;
            this.timers = this.timers.filter((timer) => timer !== next);
            this.time = Math.max(this.time, next.due);
            next.run();
        }
        this.time = end;
    }
    wake(): void {
        this.shown = true;
        this.wakeUp();
    }
    cut(code = 1006): void {
        this.wire.events.closed(code);
    }
    serverNow(): number {
        return SERVER_EPOCH + this.time + this.slept;
    }
}

export const PRINCIPAL = { estate: 'xinghe', role: 1, id: '3-2-501' };

// Opens the newest wire and greets it as the gateway does.
export function welcome(browser: FakeBrowser, number = 41, resumed = false): void {
    const { wire } = browser;
    wire.events.opened();
    const { seq } = wire.last();
    const hello = { server_time: browser.serverNow(), principal: PRINCIPAL, resumed };
    wire.push({ reply_to: seq, hello });
    if (resumed) return;
    const estate = { code: 'xinghe', name: '兴禾花园', phone: '021-5555-0100', on_duty: 3 };
    wire.push({ snapshot: { number, resume: `token-${number}`, view: { estate } } });
    wire.push({ health: { dispatching: true, phone: '021-5555-0100' } });
}

// Answers every ping of `wire` that has no answer yet.
export function answerPings(browser: FakeBrowser, answered: Set<number>): void {
    for (const { seq } of browser.wire.of('ping')) {
        if (answered.has(seq)) continue;
        answered.add(seq);
        browser.wire.push({ reply_to: seq, pong: { server_time: browser.serverNow() } });
    }
}
