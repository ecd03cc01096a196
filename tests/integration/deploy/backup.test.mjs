// backup, restore, verify: a request that was under way goes on in another installation.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { Client } from '../../faults/lib/client.mjs';
import { Up, circlectl, run, temporary, until } from './up.mjs';

const kClean = /^\d+ entities, \d+ outcomes, \d+ event records: all is as promised\n$/;

async function installation(t, data) {
  const up = await new Up(t, ['--data', data]).ready();
  const ctl = (command, ...rest) => run(circlectl, [command, '--data', data, ...rest]);
  return { up, ctl, data };
}

async function tokenOf(ctl, role, id) {
  const said = await ctl('token', '--role', role, '--id', id);
  assert.equal(said.code, 0, said.err);
  return said.out.trim();
}

async function person(t, { up }, { role, id, token, resume = '' }) {
  const client = new Client({
    url: up.url.replace('http', 'ws') + '/ws',
    token,
    who: id,
    role,
    id,
    history: { add: () => {} },
    onFrame: (self, { hello }) => {
      if (hello) self.resumed = hello.resumed;
    },
  });
  client.resume = resume;
  t.after(() => client.stop());
  client.start();
  await until(() => client.ready, `${id} is signed in`);
  return client;
}

async function ok(client, body) {
  const outcome = await client.mutate(body);
  assert.equal(outcome.code, 'CODE_OK', JSON.stringify(outcome));
}

const requestOf = (client) => [...client.view.requests.values()].at(-1);
const offersOf = (client) =>
  [...client.view.offers.values()].filter((o) => o.outcome === 'OFFER_OUTCOME_OPEN');

// A visit under way and a request that is being offered.
async function busyDay(t, it) {
  const people = {};
  for (const [role, id] of [
    ['resident', 'h-001'],
    ['resident', 'h-002'],
    ['volunteer', 'v-01'],
    ['volunteer', 'v-02'],
  ]) {
    people[id] = { role, id, token: await tokenOf(it.ctl, role, id) };
    people[id].client = await person(t, it, people[id]);
  }
  const { client: helper } = people['v-01'];
  await ok(helper, { setDuty: { duty: 'DUTY_ON_DUTY' } });
  await ok(people['h-001'].client, { submit: { category: 'water', note: '钥匙在猫窝下面' } });
  await until(() => offersOf(helper).length > 0, 'v-01 is asked');
  await ok(helper, { acceptOffer: { offerId: offersOf(helper)[0].id } });
  await ok(people['v-02'].client, { setDuty: { duty: 'DUTY_ON_DUTY' } });
  await ok(people['h-002'].client, { submit: { category: 'water' } });
  await until(() => offersOf(people['v-02'].client).length > 0, 'v-02 is asked');
  return people;
}

test('what was under way goes on in another place', async (t) => {
  const folder = temporary(t);
  const before = await installation(t, join(folder, 'a'));
  const people = await busyDay(t, before);
  assert.match((await before.ctl('verify')).out, kClean);

  const file = join(folder, 'monday');
  const saved = await before.ctl('backup', file);
  assert.equal(saved.code, 0, saved.err);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  for (const { client } of Object.values(people)) client.stop();
  await before.up.stop();

  const data = join(folder, 'b');
  const restored = await run(circlectl, ['restore', '--data', data, file]);
  assert.equal(restored.code, 0, restored.err);
  const after = await installation(t, data);
  const resume = people['h-001'].client.resume;
  assert.ok(resume);
  const resident = await person(t, after, { ...people['h-001'], resume });
  assert.equal(resident.resumed, false, 'another history: a snapshot');
  assert.equal(requestOf(resident).state, 'REQUEST_STATE_ASSIGNED');

  const helper = await person(t, after, people['v-01']);
  const { id } = requestOf(resident);
  for (const state of ['VISIT_STATE_ARRIVED', 'VISIT_STATE_DONE']) {
    await ok(helper, { progressVisit: { requestId: id, state } });
  }
  await until(() => requestOf(resident).state === 'REQUEST_STATE_RESOLVED', 'it is resolved');
  const second = await person(t, after, people['v-02']);
  await until(() => offersOf(second).length > 0, 'who was asked is asked still, or again');
  await ok(second, { acceptOffer: { offerId: offersOf(second)[0].id } });
  assert.match((await after.ctl('verify')).out, kClean);

  const again = await run(circlectl, ['restore', '--data', data, file]);
  assert.equal(again.code, 1);
  assert.match(again.err, /another circlectl .* runs on it/);
  await after.up.stop();
  const onto = await run(circlectl, ['restore', '--data', data, file]);
  assert.equal(onto.code, 1);
  assert.match(onto.err, /there is an installation already, and it was left as it is/);
});

test('a backup that is not whole changes nothing', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const file = join(folder, 'good');
  assert.equal((await it.ctl('backup', file)).code, 0);
  const nowhere = await it.ctl('backup', join(folder, 'missing', 'file'));
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.err, /missing.*No such file or directory/);
  await it.up.stop();

  const good = readFileSync(file);
  const flipped = Buffer.from(good);
  flipped[good.length >> 1] ^= 4;
  for (const [name, bytes, pattern] of [
    ['cut', good.subarray(0, good.length - 1000), /cut off/],
    ['empty', Buffer.alloc(0), /not a backup/],
    ['flipped', flipped, /damaged: its checksum does not fit/],
    ['other', Buffer.from('hello'), /not a backup/],
    ['newer', Buffer.from('circle-backup 9\n'), /newer format/],
  ]) {
    const bad = join(folder, name);
    writeFileSync(bad, bytes);
    const data = join(folder, `data-${name}`);
    const said = await run(circlectl, ['restore', '--data', data, bad]);
    assert.equal(said.code, 1, name);
    assert.match(said.err, pattern);
    assert.ok(!existsSync(data), `${name}: nothing is there`);
  }
});

test('inspect and tail show what is stored and what happens, nothing personal', async (t) => {
  const it = await installation(t, join(temporary(t), 'a'));
  const people = await busyDay(t, it);
  const { id } = requestOf(people['h-001'].client);
  const one = await it.ctl('inspect', 'request', id);
  assert.equal(one.code, 0, one.err);
  assert.equal(JSON.parse(one.out).request.state, 'REQUEST_STATE_ASSIGNED');
  const all = await it.ctl('inspect');
  const kinds = all.out.trim().split('\n').map((line) => Object.keys(JSON.parse(line))[2]);
  assert.equal(kinds.filter((kind) => kind === 'household').length, 372);
  assert.ok(kinds.includes('fact'), [...new Set(kinds)].join());
  assert.ok(!all.out.includes('"bytes"'), all.out.match(/.{60}"bytes".{60}/)?.[0]);
  assert.ok(!all.out.includes('猫窝'));
  const none = await it.ctl('inspect', 'request', 'nothing');
  assert.equal(none.code, 1);
  assert.match(none.err, /there is no request nothing/);

  const tail = spawn(circlectl, ['tail', '--data', it.data, '--from-start']);
  t.after(() => tail.kill('SIGKILL'));
  let said = '';
  tail.stdout.on('data', (data) => (said += data));
  const kindsSaid = () =>
    said.split('\n').slice(0, -1).map((line) => JSON.parse(line).fact.kind);
  await until(() => kindsSaid().includes('FACT_KIND_VISIT_ACCEPTED'), 'tail tells the past');
  await ok(people['v-01'].client, {
    progressVisit: { requestId: id, state: 'VISIT_STATE_ARRIVED' },
  });
  await until(() => kindsSaid().at(-1) === 'FACT_KIND_VISIT_PROGRESSED', 'and what happens');
  assert.ok(!said.includes('猫窝') && !said.includes('"bytes"'));
  await it.up.stop();
});

test('what is no installation is not made one', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const url = readFileSync(join(it.data, 'run', 'redis'), 'utf8').trim();
  const redis = (...words) => run('redis-cli', ['-s', url.replace('unix://', ''), ...words]);
  await redis('RENAME', 'circle:meta', 'elsewhere');
  for (const args of [['verify'], ['backup', join(folder, 'file')]]) {
    const said = await it.ctl(...args);
    assert.equal(said.code, 1);
    assert.match(said.err, /there is no installation at this Redis/);
  }
  assert.equal((await redis('EXISTS', 'circle:meta')).out.trim(), '0');
  await redis('RENAME', 'elsewhere', 'circle:meta');
  await it.up.stop();
});

test('verify names what is wrong', async (t) => {
  const it = await installation(t, join(temporary(t), 'a'));
  const url = readFileSync(join(it.data, 'run', 'redis'), 'utf8').trim();
  const redis = (...words) => run('redis-cli', ['-s', url.replace('unix://', ''), ...words]);
  const estate = (await redis('HGET', 'circle:estates', 'xinghe')).out.trim();
  const entities = `circle:{s${estate}}:entities`;
  await redis('HSET', entities, 'household/xinghe/h-999', 'garbage');
  await redis('HDEL', entities, 'household/xinghe/h-001');
  const events = `circle:{s${estate}}:events`;
  const newest = (await redis('XREVRANGE', events, '+', '-', 'COUNT', '1')).out.split('\n')[0];
  await redis('XDEL', events, newest.trim());
  const said = await it.ctl('verify');
  assert.equal(said.code, 1);
  assert.match(said.out, /P7 +shard \d+ events: xinghe has \d+ events, the stream ends with \d+/);
  assert.match(said.out, /parses +shard \d+ household\/xinghe\/h-999: it is no Entity/);
  assert.match(said.out, /refers +shard \d+ credential\/xinghe\/\w+: it is valid, but there is no/);
  assert.match(said.out, /: 3 findings\n$/);
  await it.up.stop();
});
