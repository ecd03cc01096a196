// The real stack in a directory of its own: `circlectl up` on a free port.
import { spawn, execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { estateWithoutRoster } from '../support/estate_without_roster.mjs';

const run = promisify(execFile);
const BIN = process.env.CIRCLE_BIN ?? new URL('../../build/bin', import.meta.url).pathname;
const START_MS = 60_000;
const STOP_MS = 20_000;

const LINK = {
    resident: /https?:\/\/\S+\/c\/\S+/,
    volunteer: /https?:\/\/\S+\/v\/\S+/,
    coordinator: /https?:\/\/\S+\/s\/\S+/,
};

export class Stack {
    #child;
    #output = '';
    #ended;
    links = {};

    // `roster`: the demo's, by which people are on duty at some hours. `waves`: how many are asked at
    // once, and the first yes goes; 0: by the demo's policy.
    async start({ roster = false, waves = 3 } = {}) {
        this.data = mkdtempSync(join(tmpdir(), 'circle-story-'));
        const estate = roster ? [] : ['--estate', estateWithoutRoster(`${this.data}-estate`, waves)];
        const args = ['up', '--data', this.data, '--port', '0', ...estate];
        this.#child = spawn(join(BIN, 'circlectl'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
        const reap = () => this.#child.kill('SIGKILL'); // when this process ends without stop()
        process.once('exit', reap);
        this.#child.once('close', () => process.off('exit', reap));
        this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
        await new Promise((resolve, reject) => {
            const timer = setTimeout(
                () => reject(this.#failure('did not print its links')),
                START_MS,
            );
            const done = (settle, value) => {
                clearTimeout(timer);
                settle(value);
            };
            const read = (data) => {
                this.#output += data;
                if (this.#findLinks()) done(resolve);
            };
            this.#child.stdout.on('data', read);
            this.#child.stderr.on('data', read);
            this.#child.once('error', (error) => done(reject, error));
            this.#child.once('close', () => done(reject, this.#failure('ended')));
        });
        return this;
    }

    #failure(what) {
        return new Error(`circlectl up ${what}; it said:\n${this.#output}`);
    }

    #findLinks() {
        for (const [role, pattern] of Object.entries(LINK)) {
            const found = pattern.exec(this.#output);
            if (found) this.links[role] = found[0];
        }
        return Object.keys(this.links).length === Object.keys(LINK).length;
    }

    get output() {
        return this.#output;
    }

    get port() {
        return Number(new URL(this.links.resident).port);
    }

    // What `circlectl` says to a subcommand on this installation.
    async ctl(subcommand, ...rest) {
        const { stdout } = await run(join(BIN, 'circlectl'), [
            subcommand,
            '--data',
            this.data,
            ...rest,
        ]);
        return stdout;
    }

    // A link for another person of that role.
    async link(role, id) {
        const stdout = await this.ctl('link', '--role', role, '--id', id);
        const found = /https?:\/\/\S+/.exec(stdout);
        if (!found) throw new Error(`circlectl link printed no link: ${stdout}`);
        await this.#known(found[0]);
        return found[0];
    }

    // The gateway learns of a new link from the event stream, a moment after it was printed.
    async #known(link) {
        const deadline = Date.now() + START_MS;
        while ((await fetch(link)).status !== 200) {
            if (Date.now() > deadline) throw new Error(`the gateway does not know ${link}`);
            await pause(1000); // those that are not known yet are counted
        }
    }

    // Pids of the running children of that name.
    children(name) {
        const ours = [];
        for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
            try {
                const status = readFileSync(`/proc/${pid}/status`, 'utf8');
                if (Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) !== this.#child.pid) continue;
                if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(name))
                    ours.push(Number(pid));
            } catch {
                // It ended meanwhile.
            }
        }
        if (ours.length === 0) throw new Error(`circlectl up runs no ${name}`);
        return ours;
    }

    async stop() {
        if (!this.#child) return;
        if (this.#child.exitCode === null) this.#child.kill('SIGTERM');
        const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
        await this.#ended;
        clearTimeout(timer);
        rmSync(this.data, { recursive: true, force: true, maxRetries: 20 });
        rmSync(`${this.data}-estate`, { recursive: true, force: true });
    }
}
