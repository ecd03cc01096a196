// Starts `circlectl up` on a data directory of the test's own and listens to what it says.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { estateWithoutRoster } from '../../support/estate_without_roster.mjs';

const kBin = process.env.CIRCLE_BIN ?? new URL('../../../build/bin', import.meta.url).pathname;
const kPatienceMs = 60000;
const kPollMs = 20;

export const circlectl = join(kBin, 'circlectl');

// A temporary directory that goes with the test; hooks run in their order, so somebody may still
// write there.
export function temporary(t) {
  const directory = mkdtempSync(join(tmpdir(), 'circle-up-'));
  t.after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 20 }));
  return directory;
}

export async function until(condition, what, pollMs = kPollMs) {
  const deadline = Date.now() + kPatienceMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) {
      throw new Error(`waited in vain: ${typeof what === 'function' ? what() : what}`);
    }
    await pause(pollMs);
  }
}

// Runs a program to its end: { code, out, err }. Never rejects.
export function run(program, args, input = '') {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env: plainEnvironment() }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? 1) : 0, out, err }),
    );
    child.stdin.on('error', () => {}); // it may have ended before it read anything
    child.stdin.end(input);
  });
}

// Whoever runs the tests may have these set for a service of their own.
function plainEnvironment() {
  const { DATA, PORT, HOST, ...rest } = process.env;
  return rest;
}

function statusOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { pid: Number(pid), state, parent: Number(parent), name };
  } catch {
    return undefined;
  }
}

export function alive(pid) {
  const status = statusOf(pid);
  return status !== undefined && status.state !== 'Z';
}

// The mask of signals that wait to be delivered to the process (proc(5), ShdPnd); undefined when it
// has gone.
export function pendingSignals(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return BigInt(`0x${status.match(/^ShdPnd:\s*(\w+)$/m)[1]}`);
  } catch {
    return undefined;
  }
}

export class Up {
  // Nothing is running afterwards, whatever the test did.
  constructor(t, args) {
    this.text = '';
    this.errors = '';
    const port = args.includes('--port') ? [] : ['--port', '0'];
    const own = args.includes('--estate') || args.includes('--empty');
    const estate = own ? [] : ['--estate', estateWithoutRoster(join(temporary(t), 'estate'))];
    this.process = spawn(circlectl, ['up', ...port, ...estate, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: plainEnvironment(),
    });
    this.process.stdout.on('data', (chunk) => (this.text += chunk));
    this.process.stderr.on('data', (chunk) => (this.errors += chunk));
    this.ended = new Promise((resolve) =>
      this.process.once('close', (code, signal) => {
        this.end = { code, signal };
        resolve(this.end);
      }),
    );
    t.after(async () => {
      if (!this.end) this.process.kill('SIGKILL');
      await this.ended;
    });
  }

  said() {
    return this.text + this.errors;
  }

  async says(pattern) {
    await until(
      () => pattern.test(this.text) || this.end,
      () => `${pattern} in\n${this.said()}`,
    );
    const match = this.text.match(pattern);
    if (!match) throw new Error(`it ended before it said ${pattern}:\n${this.said()}`);
    return match;
  }

  // All lines are out and everything works.
  async ready() {
    await this.says(/Ctrl-C stops everything\.\n/);
    this.url = (await this.says(/https?:\/\/[\w.]+:\d+/))[0];
    return this;
  }

  link(role) {
    return this.text.match(new RegExp(`^ +${role} +(http\\S+)$`, 'm'))?.[1];
  }

  // Processes of that name which it started and which live: circle-gateway, circle-dispatch (names
  // in /proc have 15 characters), redis-server.
  children(name) {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(statusOf)
      .filter((s) => s && s.state !== 'Z' && s.parent === this.process.pid)
      .filter((s) => name === undefined || s.name === name)
      .map((s) => s.pid);
  }

  async stop(signal = 'SIGINT') {
    const children = this.children();
    this.process.kill(signal);
    await this.ended;
    return { ...this.end, left: children.filter(alive) };
  }
}
