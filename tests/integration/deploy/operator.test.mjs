// token, link, import, revoke: an operator's words become commands; mistakes are named.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { Up, circlectl, run, temporary, until } from './up.mjs';

const estates = new URL('../../../deploy/estates', import.meta.url).pathname;

async function started(t, ...args) {
  const data = join(temporary(t), 'data');
  const up = await new Up(t, ['--data', data, ...args]).ready();
  const ctl = (command, ...rest) => run(circlectl, [command, '--data', data, ...rest]);
  return { up, data, ctl };
}

// Binds a device as a browser would; 303 when the link is good.
async function bind(link) {
  const { origin } = new URL(link);
  const answer = await fetch(link, { method: 'POST', redirect: 'manual', headers: { origin } });
  await answer.text();
  return answer.status;
}

// A gateway learns of a new link from the event stream, a moment after `circlectl link` has ended.
// Few tries: wrong secrets are rationed.
const binds = (link) => until(async () => (await bind(link)) === 303, `${link} binds`, 250);

test('a token is the only thing printed, and differs each time', async (t) => {
  const { up, ctl } = await started(t);
  const one = await ctl('token', '--role', 'volunteer', '--id', 'v-01');
  const two = await ctl('token', '--role', 'coordinator', '--id', 'k-01', '--ttl', '12h');
  for (const { code, out, err } of [one, two]) {
    assert.equal(code, 0, err);
    assert.match(out, /^xinghe\.[\w-]{22,43}\n$/);
    assert.equal(err, '');
  }
  assert.notEqual(one.out, two.out);
  await up.stop();
});

test('who does not exist gets nothing, and the mistake is named', async (t) => {
  const { up, ctl } = await started(t);
  const cases = [
    [['--role', 'volunteer', '--id', 'v-99'], 1, /--id: xinghe has no volunteer "v-99"/],
    [['--role', 'volunteer', '--id', 's-01'], 1, /--id: xinghe has no volunteer "s-01"/],
    [['--role', 'staff', '--id', 'v-01'], 1, /--id: xinghe has no staff "v-01"/],
    [['--role', 'resident', '--id', 'v-01'], 1, /--id: xinghe has no resident "v-01"/],
    [['--role', 'coordinator', '--id', 'k-9'], 1, /--id: xinghe has no coordinator "k-9"/],
    [
      ['--role', 'volunteer', '--id', 'v-01', '--estate', 'nowhere'],
      1,
      /no estate "nowhere"; estates: xinghe/,
    ],
    [['--role', 'mayor', '--id', 'v-01'], 2, /--role: mayor not in/],
    [['--role', 'volunteer'], 2, /--id is required/],
    [['--role', 'volunteer', '--id', 'v-01', '--ttl', 'soon'], 2, /ttl|soon/],
  ];
  for (const [args, code, pattern] of cases) {
    const said = await ctl('token', ...args);
    assert.equal(said.code, code, `${args}: ${said.err}`);
    assert.equal(said.out, '');
    assert.match(said.err, pattern);
  }
  await up.stop();
});

test('a link binds a device until it is revoked', async (t) => {
  const { up, ctl } = await started(t);
  for (const [role, id, page] of [
    ['resident', 'h-010', 'c'],
    ['volunteer', 'v-02', 'v'],
    ['staff', 's-01', 'v'],
    ['coordinator', 'k-02', 's'],
  ]) {
    const { code, out, err } = await ctl('link', '--role', role, '--id', id);
    assert.equal(code, 0, err);
    const link = out.trim();
    assert.ok(link.startsWith(`${up.url}/${page}/xinghe.`), link);
    await binds(link);
    assert.equal((await ctl('revoke', link)).code, 0);
    await until(async () => (await bind(link)) === 410, `${link} is gone`, 250);
  }
  await up.stop();
});

test('all that a person holds is revoked at once', async (t) => {
  const { up, ctl } = await started(t);
  const links = [];
  for (let i = 0; i < 2; ++i) {
    links.push((await ctl('link', '--role', 'volunteer', '--id', 'v-03')).out.trim());
  }
  const other = (await ctl('link', '--role', 'volunteer', '--id', 'v-04')).out.trim();
  const { code, out } = await ctl('revoke', '--role', 'volunteer', '--id', 'v-03');
  assert.equal(code, 0);
  assert.match(out, /revoked: 2/);
  for (const link of links) {
    await until(async () => (await bind(link)) === 410, `${link} is gone`, 250);
  }
  await binds(other);
  const again = await ctl('revoke', '--role', 'volunteer', '--id', 'v-03');
  assert.equal(again.code, 1);
  assert.match(again.err, /holds nothing that is valid/);
  assert.match((await ctl('revoke', 'rubbish')).err, /SECRET: accepted: a token, or a link/);
  assert.match(
    (await ctl('revoke', 'xinghe.AAAAAAAAAAAAAAAAAAAAAAAA')).err,
    /no such card, link or token/,
  );
  await up.stop();
});

test('an estate is imported, changed, and refused with every mistake', async (t) => {
  const { up, ctl } = await started(t, '--empty');
  assert.match(
    (await ctl('token', '--role', 'volunteer', '--id', 'v-01')).err,
    /estates: none yet/,
  );
  const folder = join(temporary(t), 'estate');
  cpSync(join(estates, 'xinghe'), folder, { recursive: true });
  const toml = join(folder, 'estate.toml');
  writeFileSync(toml, readFileSync(toml, 'utf8').replace('"xinghe"', '"lanting"'));
  const first = await ctl('import', folder);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /lanting: 372 households, 12 volunteers, 2 staff, 3 coordinators, 6 categories/);

  appendFileSync(
    join(folder, 'volunteers.csv'),
    'v-13,小唐,1,care,1.0,1号楼1单元201,139-0000-1013,female\n',
  );
  assert.match((await ctl('import', folder)).out, /13 volunteers/);
  assert.equal(
    (await ctl('token', '--estate', 'lanting', '--role', 'volunteer', '--id', 'v-13')).code,
    0,
  );

  appendFileSync(join(folder, 'volunteers.csv'), 'v-13,,9,care,fast,,,\n');
  const broken = await ctl('import', folder);
  assert.equal(broken.code, 1);
  for (const field of ['id', 'name', 'group', 'pace_mps', 'door']) {
    assert.match(broken.err, new RegExp(`volunteers\\.csv:15: ${field}: `));
  }
  await up.stop();
});

test('without a running service the operator is told so', async (t) => {
  const said = await run(circlectl, [
    'token',
    '--data',
    temporary(t),
    '--role',
    'volunteer',
    '--id',
    'v-01',
  ]);
  assert.equal(said.code, 1);
  assert.match(said.err, /nothing runs on the data directory .* Start it with \.\/run/);
  const config = join(temporary(t), 'circlectl.toml');
  writeFileSync(config, '[up]\nport = "x"\nprot = 1\n');
  const checked = await run(circlectl, ['--config', config, '--check', 'up']);
  assert.equal(checked.code, 2);
  assert.match(
    checked.err,
    /circlectl\.toml:2: port: .*\n.*circlectl\.toml:3: prot: unknown key; did you mean "port"\?; accepted: data, host/,
  );
});
