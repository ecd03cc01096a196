// Whatever child is killed comes back; whoever stops the supervisor stops them all.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';

import { Up, alive, circlectl, pendingSignals, run, temporary, until } from './up.mjs';

const names = ['redis-server', 'circle-dispatch', 'circle-gateway'];

async function isReady(up) {
  const answer = await fetch(`${up.url}/readyz`).catch(() => undefined);
  await answer?.text();
  return answer?.status === 200;
}

// A command goes all the way: into Redis, through the dispatcher, and back.
async function worksThroughout(data) {
  const args = ['token', '--data', data, '--role', 'volunteer', '--id', 'v-01'];
  const { code, err } = await run(circlectl, args);
  assert.equal(code, 0, err);
}

for (const name of names) {
  test(`${name} is started again after kill -9`, async (t) => {
    const data = join(temporary(t), 'data');
    const up = await new Up(t, ['--data', data]).ready();
    const [killed] = up.children(name);
    process.kill(killed, 'SIGKILL');
    await up.says(/was killed by signal 9 .*; starting it again in 0\.2 s/);
    await until(
      () => up.children(name).some((pid) => pid !== killed),
      () => `a new ${name}\n${up.said()}`,
    );
    await until(() => isReady(up), `ready after the death of ${name}`);
    await worksThroughout(data);
    assert.equal((await fetch(up.link('resident'))).status, 200);
    assert.deepEqual(await up.stop(), { code: 0, signal: null, left: [] });
  });
}

test('everything is killed at once, repeatedly, and comes back with its data', async (t) => {
  const data = join(temporary(t), 'data');
  const up = await new Up(t, ['--data', data, '--dispatchers', '2']).ready();
  for (let round = 0; round < 3; ++round) {
    const killed = up.children();
    assert.equal(killed.length, 4, up.said());
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    await until(
      () => up.children().filter((pid) => !killed.includes(pid)).length === 4,
      () => `four new children\n${up.said()}`,
    );
    await until(() => isReady(up), 'ready again');
  }
  await worksThroughout(data);
  assert.equal((await fetch(up.link('volunteer'))).status, 200);
  assert.deepEqual(await up.stop(), { code: 0, signal: null, left: [] });
});

test('children die with a supervisor that is killed', async (t) => {
  const up = await new Up(t, ['--data', join(temporary(t), 'data'), '--empty']).ready();
  const children = up.children();
  assert.equal(children.length, 3);
  up.process.kill('SIGKILL');
  await up.ended;
  await until(() => !children.some(alive), 'all children dead');
});

// SIGTERM waits for a process that is stopped: it shows what was asked of it, and when. Who has
// gone was asked before.
const kSigtermBit = 1n << BigInt(constants.signals.SIGTERM - 1);
const isAskedToEnd = (pid) => ((pendingSignals(pid) ?? kSigtermBit) & kSigtermBit) !== 0n;

test('children that stop slowly are waited for, in order', async (t) => {
  const data = join(temporary(t), 'data');
  const up = await new Up(t, ['--data', data, '--empty']).ready();
  const [dispatcher] = up.children('circle-dispatch');
  const [redis] = up.children('redis-server');
  for (const pid of [dispatcher, redis]) process.kill(pid, 'SIGSTOP'); // they cannot drain
  up.process.kill('SIGINT');
  await until(() => isAskedToEnd(dispatcher), 'the dispatcher asked to end');
  // If it was asked by now, the dispatcher, which had little time, was dead by then.
  const asked = isAskedToEnd(redis);
  assert.ok(!asked || !alive(dispatcher), 'Redis outlives the dispatchers');
  await up.says(/circle-dispatcher did not end in time and is killed/);
  await until(() => isAskedToEnd(redis), 'Redis asked to end');
  if (alive(redis)) process.kill(redis, 'SIGCONT'); // it has little time, too
  assert.deepEqual(await up.ended, { code: 0, signal: null });
  assert.ok(!alive(redis));
});

test('a second Ctrl-C does not wait', async (t) => {
  const up = await new Up(t, ['--data', join(temporary(t), 'data'), '--empty']).ready();
  const children = up.children();
  process.kill(up.children('circle-gateway')[0], 'SIGSTOP');
  up.process.kill('SIGINT');
  await up.says(/Stopping/);
  up.process.kill('SIGINT');
  await up.ended;
  assert.doesNotMatch(up.said(), /did not end in time/, 'the gateway was not waited for');
  assert.deepEqual(children.filter(alive), []);
});

// A stand-in for redis-server that starts the real one, until the file `broken` exists.
function breakableRedis(directory) {
  const bin = join(directory, 'bin');
  const broken = join(directory, 'broken');
  mkdirSync(bin);
  const path = process.env.PATH;
  const script = `#!/bin/sh
if [ -e '${broken}' ]; then echo 'Can not write appendonlydir/x: No space left on device'; exit 1; fi
PATH='${path}' exec redis-server "$@"
`;
  writeFileSync(join(bin, 'redis-server'), script);
  chmodSync(join(bin, 'redis-server'), 0o755);
  process.env.PATH = `${bin}:${path}`;
  return { broken, restore: () => (process.env.PATH = path) };
}

test('a child that cannot live any more stops everything, loudly', async (t) => {
  const directory = temporary(t);
  const { broken, restore } = breakableRedis(directory);
  t.after(restore);
  const data = join(directory, 'data');
  const up = await new Up(t, ['--data', data, '--empty']).ready();
  const children = up.children();
  writeFileSync(broken, '');
  process.kill(up.children('redis-server')[0], 'SIGKILL');
  const { code } = await up.ended;
  assert.equal(code, 1, up.said());
  assert.match(up.errors, /redis-server does not stay alive: the disk is full\. Make room for/);
  assert.deepEqual(children.filter(alive), []);
  assert.ok(!existsSync(join(data, 'run', 'redis')), 'nothing says that it still runs');
});

test('logs of the run before are kept aside', async (t) => {
  const data = join(temporary(t), 'data');
  for (let i = 0; i < 2; ++i) {
    const up = await new Up(t, ['--data', data, '--empty']).ready();
    await up.stop();
  }
  for (const name of ['redis', 'dispatcher', 'gateway']) {
    assert.notEqual(readFileSync(join(data, 'log', `${name}.log.1`), 'utf8'), '', name);
  }
  assert.ok(existsSync(dirname(join(data, 'log', 'redis.log'))));
});
