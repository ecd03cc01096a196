// Records the fixture of checker.test.mjs from the real service: a small town, one kill -9 of the
// gateway. node record.mjs > fixtures/recorded.jsonl
import { aftermath } from './lib/aftermath.mjs';
import { check } from './lib/checker.mjs';
import { History } from './lib/history.mjs';
import { Random } from './lib/random.mjs';
import { Stack } from './lib/stack.mjs';
import { Town, kPolicy } from './lib/town.mjs';
import { canonical } from './lib/view.mjs';

// What no promise speaks about is left out, to keep the file small.
const kLeftOut = new Set([
  'why',
  'estate',
  'me',
  'phone',
  'door',
  'name',
  'note',
  'point',
  'skills',
]);
const kSkipped = new Set(['ping', 'pong', 'health', 'timeline', 'getTimeline']);

function slim(value) {
  if (Array.isArray(value)) return value.map(slim);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => !kLeftOut.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, slim(inner)]));
}

const line = (value) => JSON.stringify(slim(canonical(value)));

const stack = new Stack();
let town;
try {
  await stack.start({ policy: kPolicy });
  const people = {
    coordinator: await stack.tokens('coordinator', ['k-01']),
    volunteer: await stack.tokens('volunteer', ['v-01', 'v-02', 'v-03', 'v-04']),
    resident: await stack.tokens('resident', ['h-001', 'h-002']),
  };
  const history = new History();
  const random = new Random(7);
  town = new Town({ url: stack.url, people, history, random, target: 4 });
  await town.start();
  const begun = () => town.residents.reduce((sum, client) => sum + client.view.requests.size, 0);
  await town.until(() => begun() >= 5, 20000, 'be busy');
  await stack.kill('gateway');
  await town.until(() => town.clients.some((client) => !client.ready), 5000, 'notice');
  await town.until(() => town.clients.every((client) => client.ready), 10000, 'come back');
  await town.until(() => begun() >= 7, 20000, 'go on');
  await town.drain(30000);
  const final = await aftermath(town.clients, history.records);
  const found = check(history.records, final);
  if (found.length > 0) throw new Error(JSON.stringify(found, null, 1));
  for (const record of history.records) {
    if (!Object.keys(record.frame ?? {}).some((key) => kSkipped.has(key)))
      console.log(line(record));
  }
  console.log(line({ ev: 'final', ...final }));
} finally {
  town?.stop();
  await stack.stop();
}
