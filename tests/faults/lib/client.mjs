// A client of /ws, subprotocol circle.v1.json, written from the contract alone. It keeps at it:
// reconnects with its newest resume token and sends again, under the same client_key, every
// mutation that has no outcome yet. Everything sent and got goes into the history.
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { FoldedView } from './view.mjs';

const kRetry = new Set(['CODE_BUSY', 'CODE_RATE_LIMITED', 'CODE_UNAVAILABLE']);
const kFirstDelayMs = 100;
const kLongestDelayMs = 1000;
const kPingMs = 1000;
// Nothing heard for so many of them: the socket is dead. Not by the clock: this process may have
// stood still itself.
const kSilentBeats = 5;

export class Client {
  // `onView(client, view, isSnapshot)` after each fold; `onFrame(client, frame)` for every frame.
  constructor({ url, token, who, role, id, history, headers, onView = () => {}, onFrame = () => {} }) {
    Object.assign(this, { url, token, who, role, id, history, headers, onView, onFrame });
    this.view = new FoldedView();
    this.pending = new Map(); // client_key → mutation without an outcome
    this.asked = new Map(); // seq → question without an answer
    this.connection = 0;
    this.resume = '';
    this.number = 0; // of the newest snapshot or update
    this.ready = false;
    this.health = null;
    this.delay = kFirstDelayMs;
    this.stats = { resumed: 0, snapshots: 0, connections: 0, mutations: 0, retries: 0 };
    history.add({ who, role, id, ev: 'client' });
  }

  start() {
    this.stopped = false;
    this.connect();
    return this;
  }

  // Closes for good; what has no outcome is left so.
  stop() {
    this.stopped = true;
    clearTimeout(this.reconnectTimer);
    clearInterval(this.pingTimer);
    this.socket?.terminate();
  }

  // Cuts the connection as a tunnel or a lift would.
  cut() {
    this.socket?.terminate();
  }

  connect() {
    const conn = ++this.connection;
    this.seq = 0;
    const socket = new WebSocket(this.url, ['circle.v1.json'], {
      handshakeTimeout: 3000,
      headers: this.headers, // of the HTTP request
    });
    this.socket = socket;
    socket.on('open', () => this.opened(conn));
    socket.on('message', (data, binary) => this.got(conn, data, binary));
    socket.on('error', () => {}); // a close follows
    socket.on('close', (code, reason) => this.closed(conn, code, String(reason)));
  }

  opened(conn) {
    this.stats.connections += 1;
    this.history.add({ who: this.who, conn, ev: 'open' });
    this.silentBeats = 0;
    this.send({ hello: { token: this.token, resume: this.resume } });
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => this.beat(), kPingMs);
  }

  beat() {
    if (++this.silentBeats > kSilentBeats) this.socket.terminate();
    else if (this.ready) this.send({ ping: {} });
  }

  closed(conn, code, reason) {
    this.history.add({ who: this.who, conn, ev: 'close', code, reason });
    clearInterval(this.pingTimer);
    this.ready = false;
    if (this.stopped) return;
    this.reconnectTimer = setTimeout(() => this.connect(), this.delay);
    this.delay = Math.min(this.delay * 2, kLongestDelayMs);
  }

  send(body, clientKey) {
    if (this.socket?.readyState !== WebSocket.OPEN) return 0;
    const frame = { seq: ++this.seq, ...(clientKey ? { clientKey } : {}), ...body };
    this.history.add({ who: this.who, conn: this.connection, dir: 'out', frame });
    this.socket.send(JSON.stringify(frame));
    return frame.seq;
  }

  // Resolves with the outcome, or with {error} when the gateway refused it for good.
  mutate(body, clientKey = randomUUID()) {
    let mutation = this.pending.get(clientKey);
    if (!mutation) {
      mutation = { body, clientKey, at: Date.now() };
      mutation.promise = new Promise((resolve) => (mutation.resolve = resolve));
      this.pending.set(clientKey, mutation);
      this.stats.mutations += 1;
    }
    if (this.ready) this.send(body, clientKey);
    return mutation.promise;
  }

  // Sends a mutation that may have been answered already once more.
  again(body, clientKey) {
    if (this.ready) this.send(body, clientKey);
  }

  // A question (get_timeline): asked again after a reconnect.
  ask(body) {
    const question = { body };
    question.promise = new Promise((resolve) => (question.resolve = resolve));
    const seq = this.ready ? this.send(body) : 0;
    this.asked.set(seq || Symbol('unsent'), question);
    return question.promise;
  }

  got(conn, data, binary) {
    this.silentBeats = 0;
    if (binary) throw new Error(`${this.who}: a binary frame on the JSON subprotocol`);
    const frame = JSON.parse(String(data));
    this.history.add({ who: this.who, conn, dir: 'in', frame });
    if (frame.hello) this.greeted(frame.hello);
    else if (frame.snapshot) this.fold(frame.snapshot, true);
    else if (frame.update) this.fold(frame.update, false);
    else if (frame.outcome) this.answered(frame.outcome);
    else if (frame.error) this.refused(frame);
    else if (frame.health) this.health = frame.health;
    else if (frame.timeline) this.settle(frame.replyTo, frame.timeline);
    this.onFrame(this, frame);
  }

  greeted(hello) {
    this.delay = kFirstDelayMs;
    this.stats[hello.resumed ? 'resumed' : 'snapshots'] += 1;
    this.ready = true;
    for (const { body, clientKey } of this.pending.values()) this.send(body, clientKey);
    const questions = [...this.asked.values()];
    this.asked.clear();
    for (const question of questions) this.asked.set(this.send(question.body), question);
  }

  fold(message, isSnapshot) {
    if (isSnapshot) this.view.snapshot(message.view);
    else this.view.update(message.view);
    this.resume = message.resume;
    this.number = Number(message.number);
    this.newest = message;
    this.onView(this, message.view ?? {}, isSnapshot);
  }

  answered(outcome) {
    const mutation = this.pending.get(outcome.clientKey);
    this.pending.delete(outcome.clientKey);
    mutation?.resolve(outcome);
  }

  refused({ replyTo, error }) {
    this.settle(replyTo, { error });
    const mutation = this.pending.get(error.clientKey);
    if (!mutation) return;
    if (kRetry.has(error.code)) {
      this.stats.retries += 1;
      const wait = Math.min(Math.max(Number(error.retryAfterMs) || 0, 50), 2000);
      setTimeout(() => {
        if (this.ready && this.pending.has(mutation.clientKey)) {
          this.send(mutation.body, mutation.clientKey);
        }
      }, wait);
      return;
    }
    this.pending.delete(error.clientKey);
    mutation.resolve({ error });
  }

  settle(seq, answer) {
    const question = this.asked.get(seq);
    this.asked.delete(seq);
    question?.resolve(answer);
  }

  // Milliseconds that the oldest mutation without an outcome waits.
  oldestPending() {
    let oldest = Date.now();
    for (const { at } of this.pending.values()) oldest = Math.min(oldest, at);
    return Date.now() - oldest;
  }
}
