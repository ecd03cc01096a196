// An installation with people in it: a visit under way, a request that is being offered.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from '../../faults/lib/client.mjs';
import { Up, circlectl, run, until } from './up.mjs';

export const kClean = /^\d+ entities, \d+ outcomes, \d+ event records: all is as promised\n$/;

export async function installation(t, data, ...options) {
  const up = await new Up(t, ['--data', data, ...options]).ready();
  const ctl = (command, ...rest) => run(circlectl, [command, '--data', data, ...rest]);
  return { up, ctl, data };
}

export async function tokenOf(ctl, role, id) {
  const said = await ctl('token', '--role', role, '--id', id);
  assert.equal(said.code, 0, said.err);
  return said.out.trim();
}

export async function person(t, { up }, { role, id, token, resume = '', headers = {} }) {
  const client = new Client({
    url: up.url.replace('http', 'ws') + '/ws',
    token,
    who: id,
    role,
    id,
    headers,
    history: { add: () => {} },
    onFrame: (self, { hello }) => {
      if (hello) self.resumed = hello.resumed;
    },
  });
  client.resume = resume;
  t.after(() => client.stop());
  client.start();
  // Without a resumption a snapshot comes behind the greeting.
  const seen = () => client.resumed || client.resume !== resume;
  await until(() => client.ready && seen(), `${id} is signed in`);
  return client;
}

export async function ok(client, body) {
  const outcome = await client.mutate(body);
  assert.equal(outcome.code, 'CODE_OK', JSON.stringify(outcome));
}

export const requestOf = (client) => [...client.view.requests.values()].at(-1);
export const offersOf = (client) =>
  [...client.view.offers.values()].filter((o) => o.outcome === 'OFFER_OUTCOME_OPEN');

// Says yes and waits for the visit: a yes may first wait for one from nearer.
export async function accept(helper, { id, requestId }) {
  await ok(helper, { acceptOffer: { offerId: id } });
  await until(() => helper.view.visits.has(requestId), `${helper.id} is to go`);
}

// A visit under way and a request that is being offered.
export async function busyDay(t, it) {
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
  await accept(helper, offersOf(helper)[0]);
  await ok(people['v-02'].client, { setDuty: { duty: 'DUTY_ON_DUTY' } });
  await ok(people['h-002'].client, { submit: { category: 'water' } });
  await until(() => offersOf(people['v-02'].client).length > 0, 'v-02 is asked');
  return people;
}

// redis-cli on the Redis that a running `up` keeps.
export function redisOf({ data }) {
  const url = readFileSync(join(data, 'run', 'redis'), 'utf8').trim();
  return (...words) => run('redis-cli', ['-s', url.replace('unix://', ''), ...words]);
}
