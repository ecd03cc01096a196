// Bad frames, 500 and more over both subprotocols: each gets a typed error or a proper close code,
// a healthy client beside them notices nothing, and the gateway lives on (P10).
import assert from 'node:assert/strict';
import test from 'node:test';
import WebSocket from 'ws';
import { Client } from './lib/client.mjs';
import { History } from './lib/history.mjs';
import { jsonCases, pbCases, protocolCases } from './lib/malformed.mjs';
import { Random } from './lib/random.mjs';
import { Stack } from './lib/stack.mjs';
import { bytes, clientFrame, readJson, readPb } from './lib/wire.mjs';

const kAnswerMs = 30000;
const kPingMs = 20;
const kRepeats = 2; // of the cases that break RFC 6455 or arrive before hello

const kFatal = { TOO_LARGE: 1009, UNAUTHENTICATED: 4401 };

// One bad client: opens a session when it has none, sends one frame, waits for what comes of it.
class Offender {
  constructor(url, token, subprotocol) {
    Object.assign(this, { url, token, pb: subprotocol === 'circle.v1.pb', subprotocol });
  }

  async session({ hello = true } = {}) {
    if (this.socket?.readyState === WebSocket.OPEN && hello) return;
    this.socket?.terminate();
    const socket = new WebSocket(this.url, [this.subprotocol]);
    this.socket = socket;
    const heard = [];
    this.heard = heard;
    this.wake = () => {};
    const hear = (what) => {
      heard.push(what);
      this.wake();
    };
    socket.on('message', (data, binary) => hear(binary ? readPb(data) : readJson(String(data))));
    socket.on('close', (code) => hear({ kind: 'close', code }));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('open', resolve));
    this.seq = 10;
    if (!hello) return;
    socket.send(
      this.pb
        ? clientFrame(3, 'hello', bytes(1, this.token))
        : JSON.stringify({ seq: 3, hello: { token: this.token } }),
    );
    const answer = await this.next((what) => ['health', 'close', 'error'].includes(what.kind));
    assert.equal(answer.kind, 'health', `no session: ${JSON.stringify(answer)}`);
  }

  // The next thing heard that `wanted` likes.
  async next(wanted) {
    const deadline = Date.now() + kAnswerMs;
    for (;;) {
      while (this.heard.length > 0) {
        const what = this.heard.shift();
        if (wanted(what)) return what;
      }
      const left = deadline - Date.now();
      if (left <= 0) return { kind: 'nothing', code: `nothing within ${kAnswerMs} ms` };
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async send({ data, raw }) {
    this.seq += 1;
    this.heard.length = 0;
    if (raw) this.socket._socket.write(raw);
    else this.socket.send(data(this.seq));
    const answer = await this.next(({ kind }) =>
      ['error', 'outcome', 'close', 'pong'].includes(kind),
    );
    // An error that ends the session: the close is part of the answer.
    const fatal = answer.kind === 'error' && kFatal[answer.code];
    if (!fatal) return answer;
    const close = await this.next(({ kind }) => kind === 'close');
    return close.code === fatal ? answer : { ...close, after: answer.code };
  }

  // What came of a bad frame; asked again when the answer is to come more slowly.
  async commit(bad, options) {
    for (;;) {
      if (bad.fresh) this.socket?.terminate();
      await this.session(options);
      const answer = await this.send(bad);
      if (answer.code !== 'RATE_LIMITED') return answer;
      await new Promise((resolve) => setTimeout(resolve, Math.max(answer.retryAfterMs, 10)));
    }
  }
}

// Pings all the time and keeps the round trips.
class Neighbour {
  constructor(stack, token) {
    this.trips = [];
    this.client = new Client({
      url: stack.url,
      token,
      who: 'resident/h-300',
      role: 'resident',
      id: 'h-300',
      history: new History(),
      onFrame: (_, frame) => (frame.pong || frame.health) && this.pong(),
    });
    this.client.start();
  }

  ping() {
    this.sentAt = performance.now();
    this.client.send({ ping: {} });
  }

  pong() {
    if (this.sentAt) this.trips.push(performance.now() - this.sentAt);
    this.sentAt = 0;
    this.timer = setTimeout(() => this.ping(), kPingMs);
  }

  stop() {
    clearTimeout(this.timer);
    this.client.stop();
  }
}

const beforeHello = (pb) => {
  const frames = pb
    ? [
        clientFrame(1, 'ping'),
        clientFrame(1, 'submit', bytes(1, 'water'), 'k'),
        Buffer.from([0x0f, 1]),
      ]
    : ['{"seq":1,"ping":{}}', '{"seq":1,"clientKey":"k","submit":{"category":"water"}}', '{'];
  const unknown = pb
    ? clientFrame(1, 'hello', bytes(1, 'xinghe.nobody'))
    : '{"seq":1,"hello":{"token":"xinghe.nobody"}}';
  return [
    ...frames.map((data, i) => ({
      name: `before hello ${i}`,
      data: () => data,
      expect: ['OUT_OF_ORDER', 'MALFORMED', 'UNAUTHENTICATED', 1008, 4401],
    })),
    { name: 'unknown token', data: () => unknown, expect: ['UNAUTHENTICATED', 4401] },
  ];
};

test('bad frames', async (t) => {
  const stack = new Stack();
  t.after(() => stack.stop());
  await stack.start();
  const gateways = stack.children('gateway');
  const [bad, good] = [
    await stack.token('resident', 'h-299'),
    await stack.token('resident', 'h-300'),
  ];
  const neighbour = new Neighbour(stack, good);
  t.after(() => neighbour.stop());
  let sent = 0;

  async function answers(offender, cases, options) {
    const wrong = [];
    for (const one of cases) {
      const answer = await offender.commit(one, options);
      sent += 1;
      // A connection that just breaks (1006) is no answer to anything.
      const proper = one.expect
        ? one.expect.includes(answer.code)
        : answer.kind !== 'nothing' && answer.code !== 1006;
      if (!proper) {
        wrong.push(`${one.name}: ${JSON.stringify(answer)}, wanted ${one.expect}`);
      }
    }
    assert.deepEqual(wrong, []);
  }

  for (const [subprotocol, cases] of [
    ['circle.v1.json', jsonCases(new Random(1))],
    ['circle.v1.pb', pbCases(new Random(1))],
  ]) {
    const offender = new Offender(stack.url, bad, subprotocol);
    t.after(() => offender.socket?.terminate());
    await t.test(`${subprotocol}: ${cases.length} bad messages`, () => answers(offender, cases));
    await t.test(`${subprotocol}: breaches of RFC 6455`, async () => {
      for (let i = 0; i < kRepeats; ++i) await answers(offender, protocolCases());
    });
    await t.test(`${subprotocol}: before hello`, async () => {
      const early = beforeHello(subprotocol === 'circle.v1.pb');
      for (let i = 0; i < kRepeats; ++i) await answers(offender, early, { hello: false });
    });
  }

  await t.test('a neighbour is served as if nothing had happened', async () => {
    assert.equal(neighbour.client.stats.connections, 1, 'its connection stood all the time');
    const trips = neighbour.trips.sort((a, b) => a - b);
    const at = (share) => trips[Math.floor(trips.length * share)];
    t.diagnostic(
      `${sent} bad frames; ${trips.length} pings, p95 ${at(0.95).toFixed(1)} ms, ` +
        `longest ${trips[trips.length - 1].toFixed(1)} ms`,
    );
    // There are few, and a busy machine holds some of them up.
    assert.ok(at(0.5) < 100, `half of the pings came back within ${at(0.5)} ms`);
    assert.ok(at(0.9) < 1000, `nine in ten pings came back within ${at(0.9)} ms`);
    const outcome = await neighbour.client.mutate({ submit: { category: 'water' } });
    assert.equal(outcome.code, 'CODE_OK');
  });
  await t.test('the gateway lived on', () => assert.deepEqual(stack.children('gateway'), gateways));
  assert.ok(sent >= 500, `${sent} frames are fewer than 500`);
});
