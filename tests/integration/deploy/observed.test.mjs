// What an operator sees of a real service: metrics that promtool accepts and docs explain, a trace
// from the tap to the last log line, and logs in which nobody's door, phone, name or word stands.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import {
  accept,
  installation,
  offersOf,
  ok,
  person,
  redisOf,
  requestOf,
  tokenOf,
} from './busy_day.mjs';
import { run, temporary, until } from './up.mjs';

const root = new URL('../../..', import.meta.url).pathname;
const xinghe = join(root, 'deploy', 'estates', 'xinghe');
const rules = join(root, 'deploy', 'prometheus');

const kSampled = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const kQuiet = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const idOf = (traceparent) => traceparent.split('-')[1];

const logOf = (data, name) => readFileSync(join(data, 'log', `${name}.log`), 'utf8');
// As far as they are whole.
const lines = (data, name) =>
  logOf(data, name)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

// The page of the process that writes this log: of the newest, if it was started again.
async function pageOf(data, name) {
  const address = (text) => [...text.matchAll(/metrics on (http:\S+?)["\s]/g)].at(-1)?.[1];
  const url = await until(() => address(logOf(data, name)), `${name} says where its metrics are`);
  const answer = await fetch(url);
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return answer.text();
}

// Of all series of that name whose labels contain `labels`.
const sum = (page, name, labels = '') =>
  page
    .split('\n')
    .filter((line) => line.split(/[{ ]/)[0] === name && line.includes(labels))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);

const namesOf = (page) => [...page.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1]);

async function promtool(args, input = '') {
  const said = await run('promtool', args, input);
  assert.equal(said.code, 0, `promtool ${args}:\n${said.out}${said.err}`);
  return said;
}

async function people(t, it, wanted) {
  const found = {};
  for (const [role, id, headers] of wanted) {
    const token = await tokenOf(it.ctl, role, id);
    found[id] = await person(t, it, { role, id, token, headers });
  }
  return found;
}

// From the tap to the end, with one who declines; returns the request's id.
async function lifecycle(resident, helper, submit, other) {
  await ok(resident, submit);
  await until(() => offersOf(helper).length > 0, `${helper.id} is asked`);
  const [offer] = offersOf(helper);
  if (other) {
    await until(() => offersOf(other).length > 0, `${other.id} is asked`);
    await ok(other, { declineOffer: { offerId: offersOf(other)[0].id } });
  }
  await accept(helper, offer);
  for (const state of ['ON_THE_WAY', 'ARRIVED', 'DONE']) {
    const progressVisit = { requestId: offer.requestId, state: `VISIT_STATE_${state}` };
    await ok(helper, { progressVisit });
  }
  await until(() => requestOf(resident).state === 'REQUEST_STATE_RESOLVED', 'it is resolved');
  return offer.requestId;
}

const water = (more = {}) => ({ submit: { category: 'water', ...more } });

test('metrics: linted, explained, and each request counted once', async (t) => {
  const it = await installation(t, join(temporary(t), 'a'), '--dispatchers', '2');
  const { data } = it;
  const all = await people(t, it, [
    ['resident', 'h-001'],
    ['resident', 'h-002'],
    ['volunteer', 'v-02'],
    ['coordinator', 'k-01'],
  ]);
  const helper = all['v-02'];
  await ok(helper, { setDuty: { duty: 'DUTY_ON_DUTY' } });
  await lifecycle(all['h-001'], helper, water());
  await lifecycle(all['h-002'], helper, water());
  // What is only there once it has happened: an error, an HTTP request, a session that we close.
  assert.ok((await helper.mutate({ submit: { category: 'water' } })).error);
  await it.ctl('revoke', '--role', 'volunteer', '--id', 'v-02');
  await until(() => !helper.ready, 'a revoked session ends');
  helper.stop();
  await ok(all['h-001'], water());

  const dispatchers = ['dispatcher-1', 'dispatcher-2'];
  const pages = async () => (await Promise.all(dispatchers.map((d) => pageOf(data, d)))).join('');
  const gauge = 'circle_dispatcher_open_requests';
  const decided = await until(async () => {
    const page = await pages();
    return sum(page, gauge) === 1 && sum(page, 'circle_dispatcher_shards_owned') === 16 && page;
  }, 'one request is open, and each shard has its owner');
  const gateway = await until(async () => {
    const page = await pageOf(data, 'gateway');
    const seated = sum(page, 'circle_gateway_sessions', 'COORDINATOR') === 1;
    return seated && sum(page, 'circle_gateway_store_up') === 1 && page;
  }, 'the coordinator has a session, and the store answers');
  await promtool(['check', 'metrics'], gateway);
  for (const d of dispatchers) await promtool(['check', 'metrics'], await pageOf(data, d));

  for (const name of ['accept', 'arrive']) {
    const metric = `circle_dispatcher_time_to_${name}_seconds_count`;
    assert.equal(sum(decided, metric, 'category="water"'), 2, metric);
  }
  assert.ok(sum(gateway, 'circle_gateway_outcome_seconds_count') >= 12);

  const docs = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
  const explained = [...docs.matchAll(/^\| `(circle_\w+)/gm)].map((match) => match[1]);
  const seen = new Set(namesOf(gateway + decided));
  assert.deepEqual([...seen].sort(), [...new Set(explained)].sort());

  // Whoever takes a shard over, or over again, counts nothing that was told before.
  for (const pid of it.up.children('circle-dispatch')) process.kill(pid, 'SIGKILL');
  const owned = async () => sum(await pages().catch(() => ''), 'circle_dispatcher_shards_owned');
  await until(async () => (await owned()) === 16, 'the next ones own all shards');
  await until(async () => sum(await pages(), gauge) === 1, 'the open request is known');
  const later = await pages();
  assert.equal(sum(later, 'circle_dispatcher_time_to_accept_seconds_count'), 0);
  assert.ok(sum(later, 'circle_dispatcher_takeovers_total') >= 16); // who stalls loses some again
  await it.up.stop();
});

test('the example rules are accepted, tested, and about metrics that exist', async () => {
  const file = join(rules, 'circle-alerts.yml');
  const tests = readdirSync(rules).filter((name) => name.endsWith('.test.yml'));
  assert.equal(tests.length, 2);
  await promtool(['check', 'rules', file]);
  await promtool(['test', 'rules', ...tests.map((name) => join(rules, name))]);
  await promtool(['check', 'config', join(rules, 'prometheus.yml')]);
  const docs = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
  const asked = readFileSync(file, 'utf8').matchAll(/circle_\w+/g);
  for (const [name] of asked) {
    const stem = name.replace(/_(bucket|count|sum)$/, '');
    assert.match(docs, new RegExp(`^\\| \`${stem}[\`{]`, 'm'), `${name} is explained`);
  }
  const alerts = [...readFileSync(file, 'utf8').matchAll(/alert: (\w+)/g)].map((m) => m[1]);
  for (const alert of alerts) assert.ok(docs.includes(`\`${alert}\``), `${alert} is explained`);
});

test('a trace goes from frame or header to outcome, events and both logs', async (t) => {
  const it = await installation(t, join(temporary(t), 'a'), '--log-format', 'json');
  const all = await people(t, it, [
    ['resident', 'h-001', { traceparent: kQuiet }],
    ['volunteer', 'v-02', { traceparent: kSampled }],
  ]);
  const outcome = (body) => all['h-001'].mutate(body);
  assert.equal((await all['v-02'].mutate({ setDuty: { duty: 'DUTY_ON_DUTY' } })).trace, kSampled);
  assert.equal((await outcome(water())).trace, kQuiet, 'of the header');
  const requestId = requestOf(all['h-001']).id;
  const mine = kSampled.replace('00f0', '11f0').replace('4bf9', '5bf9');
  const cancelled = await outcome({ cancelRequest: { requestId }, traceparent: mine });
  assert.equal(cancelled.trace, mine, "the frame's own goes before it");
  const odd = await outcome({ cancelRequest: { requestId }, traceparent: '戴爷爷' });
  assert.equal(odd.trace, kQuiet, 'what is none does not count');
  assert.notEqual(odd.code, 'CODE_INVALID');

  const link = (await it.ctl('link', '--role', 'resident', '--id', 'h-002')).out.trim();
  const card = kSampled.replace('4bf9', '6bf9');
  const headers = { origin: it.up.url, traceparent: card };
  const bind = () => fetch(link, { method: 'POST', redirect: 'manual', headers });
  await until(async () => (await bind()).status === 303, 'the card binds', 250);

  const told = (name, trace) => lines(it.data, name).filter((l) => l.trace_id === idOf(trace));
  for (const [trace, kind] of [
    [kSampled, 'set_duty'],
    [mine, 'cancel_request'],
    [card, 'open_credential'],
  ]) {
    // The answer may leave before the line that says so is written, on either side.
    const both = () => ['dispatcher', 'gateway'].map((name) => told(name, trace)[0]);
    await until(() => both().every(Boolean), 'dispatcher and gateway log it');
    const [decided, answered] = both();
    assert.equal(decided.message, 'decided');
    assert.equal(decided.kind, kind);
    assert.equal(answered.message, 'answered');
    for (const name of ['shard', 'command', 'outcome']) {
      assert.ok(decided[name], name);
      assert.equal(decided[name], answered[name], name);
    }
    assert.equal(decided.outcome, 'CODE_OK');
  }
  assert.deepEqual(told('dispatcher', kQuiet), [], 'not sampled: only debug tells');

  const shard = told('dispatcher', mine)[0].shard;
  const stream = await redisOf(it)('XRANGE', `circle:{s${shard}}:events`, '-', '+');
  const bearing = stream.out.split(mine).length - 1;
  assert.ok(bearing >= 2, `an event and an outcome bear it, not ${bearing}`);
  await it.up.stop();
});

// Every field of these columns of a CSV file without quotes.
function columns(file, ...names) {
  const [head, ...rows] = readFileSync(join(xinghe, file), 'utf8').trim().split('\n');
  const at = names.map((name) => head.split(',').indexOf(name));
  return rows.flatMap((row) => at.map((i) => row.split(',')[i])).filter((word) => word);
}

test('logs hold nothing personal, at any level', async (t) => {
  const data = join(temporary(t), 'a');
  const it = await installation(t, data, '--log-format', 'json', '--log-level', 'trace');
  const words = ['钥匙在猫窝下面', '门口的狗不咬人', '老戴说修好了', '带上大扳手', '家里有急事'];
  const [note, remark, reason, other, excuse] = words;
  const secrets = [];
  const wanted = [
    ['resident', 'h-001'],
    ['resident', 'h-002'],
    ['volunteer', 'v-01'],
    ['volunteer', 'v-02'],
    ['coordinator', 'k-01'],
  ];
  const all = {};
  for (const [role, id] of wanted) {
    const token = await tokenOf(it.ctl, role, id);
    secrets.push(token);
    all[id] = await person(t, it, { role, id, token });
  }
  const { 'v-01': first, 'v-02': second, 'k-01': board } = all;
  for (const helper of [first, second]) await ok(helper, { setDuty: { duty: 'DUTY_ON_DUTY' } });
  await ok(first, { setPosition: { position: { lat: 31.2318765, lon: 121.4723456 } } });

  const done = await lifecycle(all['h-001'], second, water({ note }), first);
  await ok(board, { remark: { requestId: done, text: remark } });
  await ok(all['h-002'], water({ note: other }));
  await until(() => offersOf(first).length > 0, 'v-01 is asked');
  const [offer] = offersOf(first);
  await accept(first, offer);
  await ok(first, { abortVisit: { requestId: offer.requestId, reason: excuse } });
  await ok(board, { closeRequest: { requestId: offer.requestId, reason } });
  board.send({ getHistory: { query: '戴爷爷' } });

  // Links: bound, revoked, wrong. Frames and commands that nobody can read.
  for (const [role, id] of wanted.slice(1, 4)) {
    const link = (await it.ctl('link', '--role', role, '--id', id)).out.trim();
    secrets.push(link.split('/').at(-1));
    const { origin } = new URL(link);
    const bind = () => fetch(link, { method: 'POST', redirect: 'manual', headers: { origin } });
    await until(async () => (await bind()).status === 303, 'it binds', 250);
    await it.ctl('revoke', link);
  }
  const wrong = 'xinghe.WWWWWWWWWWWWWWWWWWWWWA';
  // Links that were not known yet a moment ago were taken for wrong ones, and these are rationed.
  const guess = () => fetch(`${it.up.url}/c/${wrong}?phone=139-0000-0001`);
  await until(async () => (await guess()).status === 404, 'a wrong one is not found', 250);
  all['h-001'].socket.send('{"seq": 999, "submit": "戴爷爷 139-0000-0001');
  all['h-001'].send({ submit: { category: '戴爷爷', note } }, 'bad');
  const redis = redisOf(it);
  for (let shard = 0; shard < 16; ++shard) {
    await redis('XADD', `circle:{s${shard}}:commands`, '*', 'c', `g ${note} 戴爷爷`);
  }
  await until(() => /is set aside/.test(logOf(data, 'dispatcher')), 'garbage is set aside');
  const demo = readFileSync(join(data, 'demo-links'), 'utf8').trim().split('\n');
  secrets.push(wrong, ...demo.map((line) => line.split(/[ /]/).at(-1)));
  assert.equal((await it.up.stop()).code, 0);

  const files = readdirSync(join(data, 'log'));
  assert.deepEqual(files.sort(), ['dispatcher.log', 'gateway.log', 'redis.log']);
  const text = files.map((name) => readFileSync(join(data, 'log', name), 'utf8')).join('');
  const contacts = readFileSync(join(xinghe, 'estate.toml'), 'utf8').match(/139-0000-\d{4}/g);
  const personal = [
    ...columns('households.csv', 'door', 'name', 'phone'),
    ...columns('volunteers.csv', 'name', 'door', 'phone'),
    ...columns('staff.csv', 'name', 'phone'),
    ...contacts,
    ...words,
    ...secrets.flatMap((secret) => [secret, secret.split('.')[1]]),
    '31.2318765',
    '121.4723456',
  ];
  assert.ok(personal.length > 372 * 3 && secrets.every((secret) => secret.length > 20));
  const escaped = (word) => JSON.stringify(word).slice(1, -1);
  const inside = (haystack) =>
    personal.filter((word) => haystack.includes(word) || haystack.includes(escaped(word)));
  assert.deepEqual(inside(text + it.up.errors), []);
  assert.deepEqual(inside(`${text} 1号楼1单元101`), ['1号楼1单元101'], 'the search can find');

  // It is all there otherwise: each line an object, each command with its shard and its outcome.
  for (const name of ['gateway', 'dispatcher']) {
    for (const line of lines(data, name)) assert.ok(line.time && line.level && line.message);
  }
  const decided = lines(data, 'dispatcher').filter((line) => line.message === 'decided');
  const kinds = new Set(decided.map((line) => line.kind));
  for (const kind of ['submit_request', 'accept_offer', 'abort_visit', 'open_credential', 'none']) {
    assert.ok(kinds.has(kind), kind);
  }
  assert.ok(decided.every((line) => line.shard && line.command && line.outcome));
});
