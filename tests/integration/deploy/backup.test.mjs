// backup, restore, verify: a request that was under way goes on in another installation.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
} from './busy_day.mjs';
import { circlectl, run, temporary, until } from './up.mjs';

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
  const folderToo = await it.ctl('backup', folder);
  assert.equal(folderToo.code, 1);
  assert.match(folderToo.err, /is a directory: name a file/);
  const pipe = join(folder, 'pipe');
  assert.equal((await run('mkfifo', [pipe])).code, 0);
  const special = await it.ctl('backup', pipe);
  assert.equal(special.code, 1);
  assert.match(special.err, /is not a file: name one that is/);
  assert.ok(statSync(pipe).isFIFO(), 'it is left as it was');
  rmSync(pipe);
  // No room: the older backup stays, nothing half is left.
  const limited = 'trap "" XFSZ; ulimit -f 1; exec "$@"';
  const full = await run('sh', ['-c', limited, 'sh', circlectl, 'backup', '--data', it.data, file]);
  assert.equal(full.code, 1);
  assert.match(full.err, /^circlectl: .*File too large\. No backup was written, an older one is.*\n$/);
  assert.deepEqual(readdirSync(folder).sort(), ['a', 'good']);
  await it.up.stop();

  const good = readFileSync(file);
  const flipped = Buffer.from(good);
  flipped[good.length >> 1] ^= 4;
  for (const [name, bytes, pattern] of [
    ['cut', good.subarray(0, good.length - 1000), /cut off/],
    ['empty', Buffer.alloc(0), /not a backup/],
    ['flipped', flipped, /damaged: its checksum does not fit/],
    ['other', Buffer.from('hello'), /not a backup/],
    ['newer', Buffer.from('circle-backup 9\n'), /another format/],
    ['older', Buffer.from('circle-backup 1\ntaken_at 1\n'), /another format/],
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

test('what is no installation is not made one', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const redis = redisOf(it);
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
  const redis = redisOf(it);
  const shard = (await redis('HGET', 'circle:estates', 'xinghe')).out.trim();
  const key = (part) => `circle:{s${shard}}:${part}`;
  const newest = async (part) =>
    (await redis('XREVRANGE', key(part), '+', '-', 'COUNT', '1')).out.split('\n')[0].trim();
  await redis('HSET', key('entities'), 'household/xinghe/h-999', 'garbage');
  await redis('HDEL', key('entities'), 'household/xinghe/h-001');
  await redis('XDEL', key('events'), await newest('events'));
  await redis('XDEL', key('commands'), await newest('commands'));
  await redis('HSET', 'circle:estates', 'ghost', '3');
  await redis('SET', 'circle:tmp', 'x');
  await redis('SET', 'other:tmp', 'somebody else, not our business');
  const said = await it.ctl('verify');
  assert.equal(said.code, 1);
  for (const pattern of [
    /P7 +shard \d+ events: xinghe has \d+ events, the stream ends with \d+/,
    /P7 +shard \d+ household\/xinghe\/h-001: an event has made it, it is not there/,
    /P1 +shard \d+ commands: commit \d+ has decided \d+ from .*, the stream has/,
    /parses +shard \d+ household\/xinghe\/h-999: it is no Entity/,
    /refers +shard \d+ credential\/xinghe\/\w+: it is valid, but there is no/,
    /refers +circle:estates: ghost stands in the directory only/,
    /foreign +circle:tmp: nothing of ours is called so/,
    /: \d+ findings\n$/,
  ]) {
    assert.match(said.out, pattern);
  }
  assert.ok(!said.out.includes('other:tmp'));
  await it.up.stop();
});
