// plan: from the log of an installation to a page; and what it says when it cannot.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { busyDay, installation, offersOf, ok, requestOf } from './busy_day.mjs';
import { circlectl, run, temporary } from './up.mjs';

test('plan turns what the log tells into a page without names', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const people = await busyDay(t, it);
  const helper = people['v-01'].client;
  const requestId = requestOf(people['h-001'].client).id;
  for (const state of ['VISIT_STATE_ON_THE_WAY', 'VISIT_STATE_ARRIVED', 'VISIT_STATE_DONE']) {
    await ok(helper, { progressVisit: { requestId, state } });
  }
  const second = people['v-02'].client;
  await ok(second, { declineOffer: { offerId: offersOf(second)[0].id } });

  const page = join(folder, 'plan.html');
  const json = join(folder, 'plan.json');
  const said = await it.ctl('plan', '--out', page, '--json', json, '--quick', '--lang', 'en');
  assert.equal(said.code, 0, said.err);
  assert.match(said.out, new RegExp(`The page: ${page}\n$`));

  const plan = JSON.parse(readFileSync(json, 'utf8'));
  assert.equal(plan.estate, 'xinghe');
  assert.equal(plan.volunteers, 12);
  assert.equal(plan.log.requests, 2);
  assert.equal(plan.log.in_time, 1);
  const ground = (about) => plan.grounds.find((one) => one.about === about);
  assert.deepEqual([ground('turnout_s').n + ground('turnout_night_s').n, ground('visit_min').n], [1, 1]);
  assert.equal(ground('accept').source, 'mixed');
  assert.ok(ground('accept').n >= 2, JSON.stringify(ground('accept')));
  assert.equal(ground('requests_per_day').source, 'mixed');
  assert.equal(plan.roster, null); // the estate of the tests has none
  const water = plan.needs.find(({ categories }) => categories.includes('water'));
  assert.deepEqual(water.skills, ['plumbing']);
  assert.equal(water.holders, 5);
  for (const { target, impossible, periods } of plan.targets) {
    assert.equal(periods.length, 12);
    for (const { on_duty, of_need } of periods) {
      assert.ok(on_duty >= Math.max(...of_need) - 1, `${target}: ${on_duty} < ${of_need}`);
    }
    assert.equal(typeof impossible, 'boolean');
  }
  const html = readFileSync(page, 'utf8');
  assert.match(html, /Xinghe Garden/);
  assert.match(html, /has 2 requests/);
  for (const personal of ['王阿姨', '老李', '139-', '138-', 'v-01', 'h-001', '猫窝', '单元']) {
    assert.ok(!html.includes(personal) && !said.out.includes(personal), personal);
  }
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  );
  await it.up.stop();
});

test('plan says what is wrong before it works, and writes nothing', async (t) => {
  const folder = temporary(t);
  const it = await installation(t, join(folder, 'a'));
  const page = join(folder, 'plan.html');
  const calls = join(folder, 'calls.csv');
  writeFileSync(calls, 'received,lat,lon\nyesterday,1,2\n');
  const refused = async (code, pattern, ...args) => {
    const said = await it.ctl('plan', '--out', page, ...args);
    assert.equal(said.code, code, said.out + said.err);
    assert.match(said.err + said.out, pattern);
    assert.ok(!existsSync(page));
  };
  await refused(1, /no estate "nowhere"; estates: xinghe/, '--estate', 'nowhere');
  await refused(1, /calls\.csv:2: received: "yesterday"; accepted: a local time/, '--arrivals', calls);
  await refused(1, /none\/plan\.json: cannot be written/, '--json', join(folder, 'none', 'plan.json'));
  await refused(1, /\/proc\/plan\.json: cannot be written/, '--json', '/proc/plan.json'); // before the long work
  await refused(2, /requests-per-day/, '--requests-per-day', '0');
  for (const value of ['nan', 'inf', '-inf', 'many']) {
    const told = new RegExp(`--requests-per-day: is "${value}"; accepted: a number from 0.01 to 5000`);
    await refused(2, told, `--requests-per-day=${value}`);
  }
  await refused(2, /--lang/, '--lang', 'fr');
  await refused(2, /excludes/, '--arrivals', calls, '--requests-per-day', '3');

  const nothing = await run(circlectl, ['plan', '--data', join(folder, 'b'), '--out', page]);
  assert.equal(nothing.code, 1);
  assert.match(nothing.err, /there (is no|are no)|no data|nothing/i);
  const away = await run(circlectl, ['plan', '--redis', `unix://${folder}/no.sock`, '--out', page]);
  assert.equal(away.code, 1, away.out);
  assert.ok(!existsSync(page));
  await it.up.stop();
});
