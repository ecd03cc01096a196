// inspect and tail: what is stored and what happens, for people and for scripts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';

import { busyDay, installation, ok, redisOf, requestOf } from './busy_day.mjs';
import { circlectl, run, temporary, until } from './up.mjs';

const lines = (text) => text.split('\n').slice(0, -1);
const json = (text) => lines(text).map((line) => JSON.parse(line));

// tail in the background; lines() is what it has said so far.
function tailOf(t, it, ...options) {
  const tail = spawn(circlectl, ['tail', '--data', it.data, ...options]);
  const said = { out: '', err: '', process: tail, lines: () => lines(said.out) };
  tail.stdout.on('data', (data) => (said.out += data));
  tail.stderr.on('data', (data) => (said.err += data));
  said.ended = new Promise((resolve) => tail.once('close', (code) => resolve(code)));
  t.after(() => tail.kill('SIGKILL'));
  return said;
}

test('inspect shows what is stored; what is personal only when it is asked for', async (t) => {
  const it = await installation(t, join(temporary(t), 'a'));
  const people = await busyDay(t, it);
  const { id, number } = requestOf(people['h-001'].client);
  const get = async (...args) => {
    const said = await it.ctl('inspect', ...args);
    assert.equal(said.code, 0, said.err);
    return said.out;
  };
  const [one] = json(await get('request', id));
  assert.equal(one.request.state, 'REQUEST_STATE_ASSIGNED');
  assert.deepEqual(one.request.note, { hidden: true });
  assert.deepEqual(json(await get('request', String(number))), [one]);
  const [open] = json(await get('request', id, '--personal'));
  assert.deepEqual(open.request.note, { note: '钥匙在猫窝下面' });

  const all = await get();
  const kinds = json(all).map((line) => Object.keys(line)[2]);
  assert.equal(kinds.filter((kind) => kind === 'household').length, 372);
  assert.ok(kinds.includes('fact'), [...new Set(kinds)].join());
  for (const personal of ['"data"', '猫窝', '138-', '139-0000-1']) {
    assert.ok(!all.includes(personal), personal);
  }

  const table = await get('request', '--table');
  assert.match(table, /^ESTATE +NUMBER +STATE +CATEGORY +HOUSEHOLD +ASKED +HELPERS +LATE +ID\n/);
  assert.match(table, /\nxinghe +1 +assigned +water +h-001 +\d{4}-.* v-01 accepted +- +\S+\n/);
  const household = await get('household', 'h-001', '--table');
  assert.match(household, /h-001 .*\(hidden\)\n$/);
  assert.match(await get('household', 'h-001', '--table', '--personal'), /h-001 .*号楼/);
  assert.match(await get('--table'), /^ESTATE +SHARD +estate .*\nxinghe +\d+ +1 +372 /);

  // The timeline of a request, with each why.
  const facts = json(await get('fact', id)).map(({ fact }) => fact);
  assert.deepEqual(
    facts.map((fact) => Number(fact.number)),
    facts.map((fact) => Number(fact.number)).sort((a, b) => a - b),
  );
  assert.ok(facts.some((fact) => fact.why?.candidates?.length > 0));
  const told = await get('fact', String(number), '--table');
  assert.match(told, /request submitted {2}by resident h-001\n/);
  assert.match(told, /wave opened .*v-01.* why: wave\.nearest: \*v-01 \d+ s; of \d+ \(/);
  assert.ok(!/undefined|猫窝/.test(told));

  assert.equal(json(await get('shard')).length, 16);
  const home = await until(async () => {
    const found = json(await get('shard')).find((shard) => shard.estates === 'xinghe');
    return found.lease === 'held' && found;
  }, 'its dispatcher holds the lease');
  const lease = `circle:{s${home.shard}}:lease`;
  const [epoch, nonce] = lines((await redisOf(it)('HMGET', lease, 'epoch', 'nonce')).out);
  assert.deepEqual([String(home.epoch), home.nonce], [epoch, nonce]);
  assert.ok(home.ageMs >= 0 && home.ageMs < 60000 && home.version > 0, JSON.stringify(home));
  assert.match(await get('shard', '--table'), /^SHARD +ESTATES +LEASE +OWNER +EPOCH +NONCE +AGE/);

  for (const [args, pattern] of [
    [['request', 'nothing'], /there is no request nothing/],
    [['fact', 'nothing'], /nothing is told of a request nothing/],
    [['--estate', 'nowhere'], /there is no estate nowhere/],
  ]) {
    const none = await it.ctl('inspect', ...args);
    assert.equal(none.code, 1);
    assert.match(none.err, pattern);
  }
  assert.equal((await it.ctl('inspect', '--json', '--table')).code, 2);
  await it.up.stop();
  assert.equal(json(await get('request')).length, 2, 'of a stopped service, too');
});

test('tail tells what happens, across a restart of Redis, each fact once', async (t) => {
  const it = await installation(t, join(temporary(t), 'a'));
  const people = await busyDay(t, it);
  const { id } = requestOf(people['h-001'].client);
  const helper = people['v-01'].client;
  const readable = tailOf(t, it, '--from', 'start');
  const scripted = tailOf(t, it, '--from', 'start', '--json');
  await until(() => /visit accepted {2}v-01/.test(readable.out), 'tail tells the past');
  // Who has not begun takes a Redis that is away for an error.
  const accepted = ({ fact }) => fact.kind === 'FACT_KIND_VISIT_ACCEPTED';
  await until(() => json(scripted.out).some(accepted), 'the script is told the past');
  assert.match(
    readable.out,
    new RegExp(`\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d {2}xinghe {2}${id} {2}wave opened`),
  );

  const [redis] = it.up.children('redis-server');
  process.kill(redis, 'SIGKILL');
  await until(() => /waiting for it/.test(readable.err), 'it says that it waits');
  const move = (state) => helper.mutate({ progressVisit: { requestId: id, state } });
  assert.equal((await move('VISIT_STATE_ARRIVED')).code, 'CODE_OK');
  await until(() => /visit progressed arrived/.test(readable.out), 'and goes on');
  await until(() => /waiting for it\n.*connected again\n$/.test(readable.err), 'and says so');
  const arrived = () =>
    json(scripted.out).find((line) => line.fact.visitState === 'VISIT_STATE_ARRIVED');
  await until(arrived, 'the script is told, too');
  const told = json(scripted.out);
  const numbers = told.map((line) => Number(line.number));
  assert.deepEqual(numbers, numbers.map((_, i) => i + 1), 'none is lost, none comes twice');
  await until(() => readable.lines().length >= told.length, 'both tell the same');
  const shown = readable.lines().slice(0, told.length);
  assert.equal(shown.filter((line) => / {2}visit progressed arrived/.test(line)).length, 1);
  assert.ok(!(readable.out + scripted.out).includes('猫窝'));

  const later = tailOf(t, it, '--from', arrived().id, '--json');
  await ok(helper, { progressVisit: { requestId: id, state: 'VISIT_STATE_DONE' } });
  const done = () => json(later.out).some((line) => line.fact.visitState === 'VISIT_STATE_DONE');
  await until(done, 'what comes after that id');
  assert.ok(json(later.out).every((line) => Number(line.number) > Number(arrived().number)));

  const wrong = await it.ctl('tail', '--from', 'yesterday');
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /--from: "yesterday"; accepted: start, or an id/);
  assert.match((await it.ctl('tail', '--estate', 'nowhere')).err, /there is no estate nowhere/);
  // Nobody reads it any more: it ends.
  const piped = await run('sh', ['-c', `"${circlectl}" tail --data "${it.data}" --from start | head -1`]);
  assert.equal(lines(piped.out).length, 1);
  await it.up.stop();
  const gone = await it.ctl('tail');
  assert.equal(gone.code, 1);
  assert.match(gone.err, /nothing runs on the data directory/);
});
