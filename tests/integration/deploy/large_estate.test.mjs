// An estate of 5,000 households: imported, used, changed under use, exported; what each step takes.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { Client } from '../../faults/lib/client.mjs';
import { householdId, volunteerId, writeLargeEstate } from './large_estate.mjs';
import { Up, circlectl, run, temporary, until } from './up.mjs';

const kSummary = /baihe: 5000 households, 500 volunteers, 40 staff, 3 coordinators, 6 categories/;
const kSnapshotBytes = 256 * 1024; // what a phone must take at once, at most
const kBoardBytes = 512 * 1024; // with all helpers

class Installation {
  static async start(t) {
    const it = new Installation();
    it.t = t;
    it.data = join(temporary(t), 'data');
    it.up = await new Up(t, ['--data', it.data, '--empty']).ready();
    return it;
  }

  ctl(command, ...rest) {
    return run(circlectl, [command, '--data', this.data, ...rest]);
  }

  // As ctl(), but it must do; prints how long it took.
  async timed(what, command, ...rest) {
    const from = performance.now();
    const said = await this.ctl(command, ...rest);
    const ms = Math.round(performance.now() - from);
    this.t.diagnostic(`${what}: ${ms} ms`);
    assert.equal(said.code, 0, said.err);
    return said.out;
  }

  async client(role, id) {
    const said = await this.ctl('token', '--estate', 'baihe', '--role', role, '--id', id);
    assert.equal(said.code, 0, said.err);
    const client = new Client({
      url: this.up.url.replace('http', 'ws') + '/ws',
      token: said.out.trim(),
      who: id,
      role,
      id,
      history: { add: () => {} },
      onFrame: (self, frame) => {
        if (frame.snapshot) self.snapshot = JSON.stringify(frame);
      },
    });
    this.t.after(() => client.stop());
    client.start();
    await until(() => client.snapshot, `${id} has a view`);
    return client;
  }
}

const newest = (map) => [...map.values()].at(-1);

test('5,000 households: imported, used, changed under use, exported', async (t) => {
  const it = await Installation.start(t);
  const folder = join(temporary(t), 'baihe');
  writeLargeEstate(folder);
  const preview = await it.timed('preview of a new estate', 'import', '--dry-run', folder);
  assert.match(preview, /^baihe is new\n$/);
  assert.match(await it.timed('first import', 'import', folder), kSummary);
  assert.match(
    await it.timed('the same again', 'import', folder),
    /baihe: nothing would change\nbaihe: 5000/,
  );

  const resident = await it.client('resident', householdId(777));
  const volunteer = await it.client('volunteer', volunteerId(6));
  const board = await it.client('coordinator', 'k-1');
  for (const client of [resident, volunteer, board]) {
    const text = client.snapshot;
    t.diagnostic(`snapshot of ${client.id}: ${text.length} bytes of JSON`);
    assert.ok(text.length < (client === board ? kBoardBytes : kSnapshotBytes), client.id);
    assert.equal(client.view.estate.features.length, 300);
    if (client !== board) assert.doesNotMatch(text, /h-0001|住户1"|志愿者1"/);
  }
  assert.equal(board.view.volunteers.size, 540);

  // Somebody asks and is helped.
  assert.ok(!(await volunteer.mutate({ setDuty: { duty: 'DUTY_ON_DUTY' } })).error);
  const asked = await resident.mutate({ submit: { category: 'plumbing', note: '漏水' } });
  assert.ok(!asked.error, JSON.stringify(asked));
  const offer = await until(() => newest(volunteer.view.offers), 'the offer');
  const accepted = await volunteer.mutate({ acceptOffer: { offerId: offer.id } });
  assert.ok(!accepted.code || accepted.code === 'CODE_OK', JSON.stringify(accepted));
  await until(() => newest(resident.view.requests)?.helpers?.length === 1, 'the visit is seen');

  // Whom a request needs cannot be removed: said before, refused, nothing changed.
  const without = (gone) => ({ household: (n, cells) => (gone(n) ? null : cells) });
  writeLargeEstate(folder, without((n) => n === 777));
  const refused = await it.ctl('import', folder);
  assert.equal(refused.code, 1);
  assert.match(refused.out, /needed by a request that has not ended.*: h-0777/);
  assert.match(refused.err, /households: in use by a request/);

  // 100 go, 500 have another phone, one volunteer comes, while the visit goes on.
  const leaver = await it.client('resident', householdId(4999));
  writeLargeEstate(folder, {
    household: (n, cells) =>
      n > 4900 ? null : n <= 500 ? [...cells.slice(0, 6), `136-1111-${1000 + n}`] : cells,
  });
  const volunteers = join(folder, 'volunteers.csv');
  writeFileSync(
    volunteers,
    readFileSync(volunteers, 'utf8') + 'v-501,"新""来",1,care,,"1号楼,底层",\n',
  );
  const changed = await it.timed('import of 601 changes', 'import', '--yes', folder);
  assert.match(changed, /households: 500 changed, 100 removed\n {4}~ h-0001 \(phone\), h-0002/);
  assert.match(changed, /and 495 more\n {4}- h-4901, .* and 95 more\n/);
  assert.match(changed, /the cards, links and sessions of the 100 removed are revoked/);
  assert.match(changed, /volunteers: 1 added\n {4}\+ v-501/);
  await until(() => board.view.volunteers.has('v-501'), 'the board knows the new volunteer');
  const gone = await it.ctl('token', '--estate', 'baihe', '--role', 'resident', '--id', leaver.id);
  assert.match(gone.err, /no resident "h-4999"/);
  await until(() => !leaver.ready, 'who was removed is no longer served');
  const on = await volunteer.mutate({
    progressVisit: { requestId: offer.requestId, state: 'VISIT_STATE_ON_THE_WAY' },
  });
  assert.ok(!on.error && (on.code ?? 'CODE_OK') === 'CODE_OK', JSON.stringify(on));

  // The folder comes back as it was.
  const back = join(temporary(t), 'back');
  await it.timed('export', 'export', back);
  assert.equal(statSync(back).mode & 0o777, 0o700);
  for (const file of readdirSync(back)) {
    assert.equal(statSync(join(back, file)).mode & 0o777, 0o600, file);
  }
  for (const file of ['households.csv', 'staff.csv', 'volunteers.csv']) {
    assert.equal(readFileSync(join(back, file), 'utf8'), readFileSync(join(folder, file), 'utf8'));
  }
  assert.match(await it.timed('import of it', 'import', back), /nothing would change/);
  const twice = await it.ctl('export', '--estate', 'baihe', back);
  assert.equal(twice.code, 1);
  assert.match(twice.err, /is not empty. Name a new folder, or .* --force/);
  assert.equal((await it.ctl('export', '--force', back)).code, 0);
  assert.match((await it.ctl('export', '--estate', 'nowhere', `${back}2`)).err, /estates: baihe/);
  await it.up.stop();
});

test('on a terminal it asks first, and no means no', async (t) => {
  const it = await Installation.start(t);
  const folder = join(temporary(t), 'baihe');
  writeLargeEstate(folder);
  const typed = (answer) => {
    const line = `'${circlectl}' import --data '${it.data}' '${folder}'`;
    return run('script', ['-qec', line, '/dev/null'], `${answer}\n`);
  };
  const no = await typed('n');
  assert.match(no.out, /baihe is new\r\nImport this\? \[y\/N\] [^]*circlectl: not imported/);
  assert.equal(no.code, 1);
  assert.match(await it.timed('still new', 'import', '--dry-run', folder), /baihe is new/);
  const yes = await typed('y');
  assert.equal(yes.code, 0, yes.out);
  assert.match(yes.out, kSummary);
  assert.match(await it.timed('after yes', 'import', '--dry-run', folder), /nothing would change/);
  await it.up.stop();
});
