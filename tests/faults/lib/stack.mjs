// The real service: `circlectl up` on a free port and a data directory of its own.
import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { estateWithoutRoster } from '../../support/estate_without_roster.mjs';

const run = promisify(execFile);
const kStartMs = 60000;
const kStopMs = 60000;

// Names of processes as /proc shows them: at most 15 characters.
export const kKinds = {
  gateway: 'circle-gateway',
  dispatcher: 'circle-dispatch',
  redis: 'redis-server',
};

export class Stack {
  constructor(
    bin = process.env.CIRCLE_BIN ?? new URL('../../../build/bin', import.meta.url).pathname,
  ) {
    this.bin = bin;
    this.log = '';
  }

  // The demo estate with other numbers of its policy: tests have no minute to wait.
  estateWith(policy) {
    const folder = join(this.data, 'estate');
    estateWithoutRoster(folder);
    const file = join(folder, 'estate.toml');
    if (Object.keys(policy).length === 0) return folder;
    const lines = Object.entries(policy).map(([name, value]) => `${name} = ${value}`);
    const table = `[policy]\n${lines.join('\n')}\n`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\[policy\][^[]*/m, table));
    return folder;
  }

  // Resolves when the service says where it is; rejects with its output when it does not.
  async start({ policy } = {}) {
    if (!existsSync(join(this.bin, 'circlectl'))) throw new Error(`no circlectl in ${this.bin}`);
    this.data = mkdtempSync(join(tmpdir(), 'circle-faults-'));
    const args = ['up', '--data', join(this.data, 'data'), '--port', '0'];
    args.push('--estate', this.estateWith(policy ?? {}));
    this.process = spawn(join(this.bin, 'circlectl'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    // Whatever ends this process ends the service, too.
    this.abandon = () => this.process.kill('SIGKILL');
    process.once('exit', this.abandon);
    this.exited = new Promise((resolve) =>
      this.process.once('exit', (code, signal) => {
        this.ended = { code, signal };
        resolve(this.ended);
      }),
    );
    const hear = (chunk) => (this.log += chunk);
    this.process.stdout.on('data', hear);
    this.process.stderr.on('data', hear);
    const origin = await this.until(
      () => this.log.match(/http:\/\/[\d.]+:(\d+)/)?.[0],
      kStartMs,
      'print its URL',
    );
    this.origin = origin;
    this.url = origin.replace('http', 'ws') + '/ws';
    await this.until(
      async () => (await fetch(`${origin}/readyz`).catch(() => ({}))).ok,
      kStartMs,
      'be ready',
    );
    return this;
  }

  async until(condition, milliseconds, what) {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const value = await condition();
      if (value) return value;
      if (this.ended) throw new Error(`circlectl up ended (${this.ended.code}):\n${this.log}`);
      if (Date.now() > deadline) throw new Error(`the service did not ${what}:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  // A bearer token of one person of the demo estate.
  async token(role, id) {
    const args = ['token', '--data', join(this.data, 'data'), '--role', role, '--id', id];
    const { stdout } = await run(join(this.bin, 'circlectl'), args);
    return stdout.trim().split(/\s+/).pop();
  }

  // Tokens of many: {id: token}.
  async tokens(role, ids) {
    const left = [...ids];
    const out = {};
    const worker = async () => {
      while (left.length > 0) {
        const id = left.shift();
        out[id] = await this.token(role, id);
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    return out;
  }

  // Process ids of the children of one kind that live now.
  children(kind) {
    const out = [];
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
        const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const ours = Number(parent) === this.process.pid && name === kKinds[kind];
        if (ours && state !== 'Z') out.push(Number(entry));
      } catch {
        // It ended while we looked.
      }
    }
    return out;
  }

  // kill -9 of every child of that kind; returns their ids.
  async kill(kind) {
    const pids = await this.until(
      () => {
        const found = this.children(kind);
        return found.length > 0 && found;
      },
      kStartMs,
      `run a ${kind}`,
    );
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    return pids;
  }

  childLogs() {
    const folder = join(this.data, 'data', 'log');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  }

  // Drains; kills what does not end in time.
  async stop() {
    if (!this.data) return undefined;
    if (this.process && !this.ended) {
      this.process.kill('SIGINT');
      const timer = setTimeout(() => this.process.kill('SIGKILL'), kStopMs);
      await this.exited;
      clearTimeout(timer);
    }
    process.removeListener('exit', this.abandon);
    for (const name of this.childLogs()) {
      this.log += `\n==== ${name}\n` + readFileSync(name, 'utf8');
    }
    rmSync(this.data, { recursive: true, force: true, maxRetries: 20 });
    return this.ended;
  }
}
