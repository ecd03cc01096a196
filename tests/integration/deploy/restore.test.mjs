// restore onto something, after something, and instead of something: what an operator meets on a
// bad day.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import {
  busyDay,
  installation,
  kClean,
  offersOf,
  ok,
  person,
  redisOf,
  requestOf,
  tokenOf,
} from './busy_day.mjs';
import { householdId, volunteerId, writeLargeEstate } from './large_estate.mjs';
import { Up, circlectl, run, temporary, until } from './up.mjs';

// A Redis that somebody else runs, as production has it.
async function otherRedis(t) {
  const folder = temporary(t);
  const socket = join(folder, 'redis.sock');
  const server = spawn('redis-server', [
    ...['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''],
    ...['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'],
  ]);
  const ended = new Promise((resolve) => server.once('close', resolve));
  t.after(async () => {
    server.kill('SIGKILL');
    await ended;
  });
  const redis = (...words) => run('redis-cli', ['-s', socket, ...words]);
  await until(async () => (await redis('PING')).out === 'PONG\n', 'Redis answers');
  return { url: `unix://${socket}`, redis };
}

test('a stopped service is backed up from its files', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const people = await busyDay(t, it);
  for (const { client } of Object.values(people)) client.stop();
  const file = join(folder, 'file');
  rmSync(join(it.data, 'run', 'redis')); // as if it did not run: the lock says otherwise
  const held = await it.ctl('backup', file);
  assert.equal(held.code, 1);
  assert.match(held.err, /another circlectl \(process \d+\) runs on it/);
  await it.up.stop();

  const nowhere = join(folder, 'nothing');
  const none = await run(circlectl, ['backup', '--data', nowhere, file]);
  assert.equal(none.code, 1);
  assert.match(none.err, /there is no installation in .*nothing/);
  assert.ok(!existsSync(nowhere) && !existsSync(file));

  const saved = await it.ctl('backup', file);
  assert.equal(saved.code, 0, saved.err);
  const data = join(folder, 'b');
  const restored = await run(circlectl, ['restore', '--data', data, file]);
  assert.equal(restored.code, 0, restored.err);
  assert.match(restored.out, /^The backup of \d{4}-\d\d-\d\d \d\d:\d\d UTC is restored \(xinghe\)/);
  const after = await installation(t, data);
  const resident = await person(t, after, people['h-001']);
  assert.equal(requestOf(resident).state, 'REQUEST_STATE_ASSIGNED');
  assert.match((await after.ctl('verify')).out, kClean);
  await after.up.stop();
});

test('what is there is replaced only by --force, and then wholly', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const file = join(folder, 'file');
  assert.equal((await it.ctl('backup', file)).code, 0);
  const token = await tokenOf(it.ctl, 'resident', 'h-003');
  const resident = await person(t, it, { role: 'resident', id: 'h-003', token });
  await ok(resident, { submit: { category: 'water' } });
  resident.stop();
  const redis = redisOf(it);
  await redis('SET', 'circle:stray', 'x');
  await redis('SET', 'other:stray', 'x');
  await redis('HSET', 'circle:estates', 'ghost', '3');
  await it.up.stop();

  const onto = await it.ctl('restore', file);
  assert.equal(onto.code, 1);
  assert.match(onto.err, /there is an installation already, and it was left as it is\..*--force/);
  const nobody = await it.ctl('restore', '--force', file);
  assert.equal(nobody.code, 1);
  assert.match(nobody.out, /This would be lost .*\n {2}xinghe: 372 households, 1 requests, 1 of them/);
  assert.match(nobody.err, /nobody is there to ask. Say --yes/);
  assert.equal((await it.ctl('restore', '--yes', file)).code, 2, '--yes needs --force');

  const forced = await it.ctl('restore', '--force', '--yes', file);
  assert.equal(forced.code, 0, forced.err);
  const after = await installation(t, it.data);
  const keys = (await redisOf(after)('KEYS', '*')).out;
  assert.ok(!keys.includes('circle:stray') && keys.includes('other:stray'), keys);
  assert.match((await after.ctl('verify')).out, kClean);
  const inspected = await after.ctl('inspect', 'request');
  assert.equal(inspected.out, '', 'the request came after the backup');
  await after.up.stop();
});

test('an owner of before can commit nothing after a restore', async (t) => {
  const { url, redis } = await otherRedis(t);
  const data = join(temporary(t), 'a');
  const up = await new Up(t, ['--data', data, '--redis', url]).ready();
  const ctl = (command, ...rest) => run(circlectl, [command, '--redis', url, ...rest]);
  const it = { up, data, ctl };
  const token = await tokenOf(it.ctl, 'resident', 'h-004');
  const file = join(data, '..', 'file');
  const restore = () => it.ctl('restore', '--force', '--yes', file);
  assert.equal((await it.ctl('backup', file)).code, 0);
  const living = await restore();
  assert.match(living.err, /a dispatcher \(.*\) works on it\. Stop dispatchers and gateways first/);
  const shard = (await redis('HGET', 'circle:estates', 'xinghe')).out.trim();
  const lease = async () =>
    (await redis('HMGET', `circle:{s${shard}}:lease`, 'epoch', 'nonce', 'owner')).out.split('\n');
  const [epoch, nonce] = await lease();
  const [dispatcher] = up.children('circle-dispatch');
  process.kill(dispatcher, 'SIGSTOP');
  t.after(() => {
    try {
      process.kill(dispatcher, 'SIGCONT');
    } catch {
      // it has ended
    }
  });
  // A command that nobody has decided is in the backup, too: it was acknowledged.
  const resident = await person(t, it, { role: 'resident', id: 'h-004', token });
  const commands = async () => (await redis('XLEN', `circle:{s${shard}}:commands`)).out;
  const before = await commands();
  const answer = resident.mutate({ submit: { category: 'water' } });
  await until(async () => (await commands()) !== before, 'the request is in the stream');
  assert.equal((await it.ctl('backup', file)).code, 0);
  const done = await until(async () => {
    const said = await restore();
    return said.code === 0 && said;
  }, 'its lease has run out', 250);
  assert.match(done.out, /start dispatchers and gateways/);

  const library = (await redis('FUNCTION', 'LIST')).out.match(/circle_v1_\w+_renew/)[0];
  const keys = ['2', `circle:{s${shard}}:lease`, `circle:{s${shard}}:state`];
  const late = await redis('FCALL', library, ...keys, epoch, nonce, '5000', '0');
  assert.match(late.out, /^fenced\n/, late.out + late.err);
  process.kill(dispatcher, 'SIGCONT');
  await until(async () => {
    const [now, other, owner] = await lease();
    return BigInt(now) > BigInt(epoch) + 1n && other !== nonce && owner !== 'circlectl restore';
  }, 'the shard is served in the new history');
  assert.equal((await answer).code, 'CODE_OK', 'decided once, in the new history');
  resident.stop();
  assert.match((await it.ctl('verify')).out, kClean);
  await up.stop();
});

test('a backup under load is of one commit in each shard', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const helper = await person(t, it, {
    role: 'volunteer',
    id: 'v-01',
    token: await tokenOf(it.ctl, 'volunteer', 'v-01'),
  });
  const resident = await person(t, it, {
    role: 'resident',
    id: 'h-001',
    token: await tokenOf(it.ctl, 'resident', 'h-001'),
  });
  await ok(resident, { submit: { category: 'water' } });
  let done = 0;
  let stopped = false;
  const toAndFro = async () => {
    for (; !stopped; ++done) {
      await ok(helper, { setDuty: { duty: 'DUTY_ON_DUTY' } }); // is asked
      await ok(helper, { setDuty: { duty: 'DUTY_OFF' } });
    }
  };
  const going = toAndFro();
  for (let i = 0; i < 5; ++i) {
    const before = done;
    const file = join(folder, `file-${i}`);
    assert.equal((await it.ctl('backup', file)).code, 0);
    await until(() => done > before, 'the service goes on');
    const data = join(folder, `b-${i}`);
    const restored = await run(circlectl, ['restore', '--data', data, file]);
    assert.equal(restored.code, 0, restored.err);
    const said = await run(circlectl, ['verify', '--data', data]);
    assert.match(said.out, kClean);
    assert.match((await it.ctl('verify')).out, kClean);
  }
  stopped = true;
  await going;
  for (const client of [helper, resident]) client.stop();
  await it.up.stop();
});

test('5,000 households with open requests go on, although the first try found no room', async (t) => {
  const folder = temporary(t);
  const estate = join(folder, 'estate');
  writeLargeEstate(estate);
  const it = await installation(t, join(folder, 'a'), '--empty');
  assert.equal((await it.ctl('import', estate)).code, 0);
  const at = ['--estate', 'baihe'];
  const someone = async (where, role, id, token) => {
    const secret = token ?? (await tokenOf((...args) => where.ctl(...args, ...at), role, id));
    return { token: secret, client: await person(t, where, { role, id, token: secret }) };
  };
  const first = await someone(it, 'resident', householdId(777));
  const second = await someone(it, 'resident', householdId(4001));
  const helper = await someone(it, 'volunteer', volunteerId(6));
  await ok(first.client, { submit: { category: 'plumbing', note: '漏水' } });
  await ok(second.client, { submit: { category: 'plumbing' } });
  for (const { client } of [first, second, helper]) client.stop();
  const file = join(folder, 'file');
  assert.equal((await it.ctl('backup', file)).code, 0);
  await it.up.stop();

  const other = await otherRedis(t);
  await other.redis('CONFIG', 'SET', 'maxmemory', '2mb');
  const small = await run(circlectl, ['restore', '--redis', other.url, file]);
  assert.equal(small.code, 1);
  assert.match(small.err, /OOM.*not whole, and nothing starts on it: run the same command again/);
  const half = new Up(t, ['--data', join(folder, 'b'), '--redis', other.url]);
  assert.equal((await half.ended).code, 1);
  assert.match(half.said(), /a restore was not finished: run circlectl restore again/);
  await other.redis('CONFIG', 'SET', 'maxmemory', '0');
  const again = await run(circlectl, ['restore', '--redis', other.url, file]);
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /A restore that was not finished is begun anew/);

  const there = ['--data', join(folder, 'b'), '--empty', '--redis', other.url];
  const up = await new Up(t, there).ready();
  const ctl = (command, ...rest) => run(circlectl, [command, '--redis', other.url, ...rest]);
  const after = { up, ctl };
  const resident = (await someone(after, 'resident', householdId(777), first.token)).client;
  await until(() => resident.view.requests.size === 1, 'the resident sees it');
  const volunteer = (await someone(after, 'volunteer', volunteerId(6), helper.token)).client;
  await ok(volunteer, { setDuty: { duty: 'DUTY_ON_DUTY' } });
  const offer = await until(() => offersOf(volunteer)[0], 'it is offered');
  await ok(volunteer, { acceptOffer: { offerId: offer.id } });
  assert.match((await after.ctl('verify')).out, kClean);
  await up.stop();
});
