// Everything that every client sent and got, in the order of one local clock.
//
// Records, one JSON object each:
//   {t, who, role, id, ev: "client"}            a client came to be
//   {t, who, conn, ev: "open"|"close", code}    its conn-th connection
//   {t, who, conn, dir: "out"|"in", frame}      a frame of the JSON subprotocol
//   {t, ev: "kill"|"answered", ...}             what was done to the service
// `t` is in milliseconds of a monotonic clock that all clients of the process share.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

export class History {
  constructor(records = []) {
    this.records = records;
  }

  add(record) {
    this.records.push({ t: Math.round(performance.now() * 1000) / 1000, ...record });
  }

  // `final`: {snapshots: {who: Snapshot}, timelines: {request id: [Fact]}}, read after all settled.
  save(path, final) {
    const lines = this.records.map((record) => JSON.stringify(record));
    if (final) lines.push(JSON.stringify({ ev: 'final', ...final }));
    writeFileSync(path, lines.join('\n') + '\n');
  }

  static load(path) {
    const records = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const last = records[records.length - 1];
    const final = last.ev === 'final' ? records.pop() : undefined;
    return { history: new History(records), final };
  }
}
