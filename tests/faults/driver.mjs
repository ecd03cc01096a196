// Kills processes of the real service with kill -9 while the town is busy, and judges what everyone
// saw: node driver.mjs --kind gateway|dispatcher|redis[,…] [--seeds N] [--first N] [--keep DIR]
// One line a seed. Exit code 1 when a promise was broken or an answer took more than 10 s.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { aftermath } from './lib/aftermath.mjs';
import { check } from './lib/checker.mjs';
import { Client } from './lib/client.mjs';
import { History } from './lib/history.mjs';
import { Random } from './lib/random.mjs';
import { Stack, kKinds } from './lib/stack.mjs';
import { Town, kPolicy } from './lib/town.mjs';

const kInFlight = 50; // at least so many lifecycles at each kill
const kTarget = 64;
const kAnsweredMs = 10000;
const kGiveUpMs = 45000;
const kDrainMs = 60000;
const kHouseholds = 48;
const kVolunteers = 12;
const kNapMs = [2600, 5800]; // until unshown offers, until shown ones have run out
const kShown = 20; // violations printed of a seed
const kProbe = 'h-372';

const ids = (letter, count, width) =>
  Array.from({ length: count }, (_, i) => `${letter}-${String(i + 1).padStart(width, '0')}`);

async function peopleOf(stack) {
  return {
    coordinator: await stack.tokens('coordinator', ids('k', 2, 2)),
    volunteer: await stack.tokens('volunteer', ids('v', kVolunteers, 2)),
    resident: await stack.tokens('resident', ids('h', kHouseholds, 3)),
    probe: await stack.token('resident', kProbe),
  };
}

// Taps and takes back until `over`: is anybody served right now?
async function probeOnce(probe, category) {
  const { requestId, error } = await probe.mutate({ submit: { category } });
  if (error) throw new Error(`the probe was refused: ${error.code} ${error.field}`);
  await probe.mutate({ cancelRequest: { requestId } });
}

// Milliseconds from the kill until everybody is connected, nobody waits for an older answer, and a
// tap that began after the kill was decided.
async function answered(town, probe, killedAt) {
  let probed = false;
  const tap = probeOnce(probe, town.categories[0]).then(() => (probed = true));
  const all = [...town.clients, probe];
  const well = () => probed && all.every((client) => client.ready && client.oldestPending() < 1000);
  while (!well()) {
    if (Date.now() - killedAt > kGiveUpMs) {
      const down = all.filter((client) => !client.ready).length;
      const waiting = all.filter((client) => client.oldestPending() >= 1000).slice(0, 5);
      throw new Error(
        `not answered ${kGiveUpMs} ms after the kill: probe ${probed}, ${down} not ` +
          `connected, waiting ${waiting.map((c) => `${c.who} ${[...c.pending.keys()]}`)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await tap;
  return Date.now() - killedAt;
}

async function busyDay({ stack, town, probe, kind, kills, napMs, random, history }) {
  const report = { answered: [], inFlight: [] };
  for (let i = 0; i < kills; ++i) {
    const last = i === kills - 1;
    const nap = last ? napMs : 0;
    town.nap(nap);
    await new Promise((resolve) => setTimeout(resolve, random.int(50, nap || 1500)));
    await town.until(() => town.inFlight() >= kInFlight, 20000, `keep ${kInFlight} in flight`);
    const inFlight = town.inFlight();
    const pids = (await Promise.all(kind.split(',').map((one) => stack.kill(one)))).flat();
    const killedAt = Date.now();
    history.add({ ev: 'kill', kind, pids, inFlight });
    const milliseconds = await answered(town, probe, killedAt);
    history.add({ ev: 'answered', milliseconds });
    if (last) await town.until(() => !town.asleep(), kNapMs[1], 'wake up');
    report.answered.push(milliseconds);
    report.inFlight.push(inFlight);
  }
  return report;
}

async function runSeed(kind, seed, keep) {
  const random = new Random(seed);
  const kills = 1 + ((seed - 1) % 3);
  const napMs = kNapMs[seed % 2];
  const history = new History();
  const stack = new Stack();
  let town;
  let probe;
  let final;
  const report = { kind, seed, violations: [], answered: [], inFlight: [] };
  try {
    await stack.start({ policy: kPolicy });
    const { probe: token, ...people } = await peopleOf(stack);
    town = new Town({ url: stack.url, people, history, random: random.fork(), target: kTarget });
    probe = new Client({
      url: stack.url,
      token,
      who: `resident/${kProbe}`,
      role: 'resident',
      id: kProbe,
      history,
    }).start();
    await town.start();
    Object.assign(
      report,
      await busyDay({ stack, town, probe, kind, kills, napMs, random, history }),
    );
    await town.drain(kDrainMs);
    final = await aftermath([...town.clients, probe], history.records);
    report.violations = check(history.records, final);
  } catch (error) {
    report.violations.push({ promise: 'run', text: error.stack.slice(0, 2000) });
  }
  town?.stop();
  probe?.stop();
  const ended = await stack.stop();
  if (ended && ended.code !== 0 && ended.signal !== 'SIGINT') {
    report.violations.push({ promise: 'P12', text: `up ended with ${JSON.stringify(ended)}` });
  }
  for (const milliseconds of report.answered) {
    if (milliseconds <= kAnsweredMs) continue;
    report.violations.push({
      promise: 'P13',
      text: `answered only ${milliseconds} ms after a kill`,
    });
  }
  Object.assign(report, numbers(history.records, final, town));
  if (report.violations.length > 0) keepEvidence(report, history, final, stack, keep);
  return report;
}

function numbers(records, final, town) {
  const clients = town?.clients ?? [];
  const sum = (name) => clients.reduce((total, client) => total + client.stats[name], 0);
  return {
    lifecycles: Object.keys(final?.timelines ?? {}).length,
    commands: sum('mutations'),
    reconnects: sum('connections') - clients.length,
    resumed: sum('resumed'),
    frames: records.length,
  };
}

function keepEvidence(report, history, final, stack, keep) {
  mkdirSync(keep, { recursive: true });
  const name = join(keep, `${report.kind}-${report.seed}`);
  history.save(`${name}.jsonl`, final);
  writeFileSync(`${name}.log`, stack.log);
  report.evidence = `${name}.{jsonl,log}`;
}

function line(report) {
  const { kind, seed, lifecycles, commands, reconnects, resumed, inFlight, answered: ms } = report;
  const verdict = report.violations.length === 0 ? 'ok' : `${report.violations.length} VIOLATIONS`;
  return (
    `seed ${seed}: kill -9 ${kind} x${ms.length} at ${inFlight.join('/')} in flight, ` +
    `${lifecycles} lifecycles, ${commands} commands, ${reconnects} reconnects ` +
    `(${resumed} resumed), ` +
    `answered after ${ms.join('/')} ms: ${verdict}`
  );
}

async function main() {
  const { values } = parseArgs({
    options: {
      kind: { type: 'string' },
      seeds: { type: 'string', default: process.env.CIRCLE_FAULT_SEEDS ?? '1' },
      first: { type: 'string', default: '1' },
      keep: { type: 'string', default: join(tmpdir(), 'circle-faults-evidence') },
    },
  });
  if (!(values.kind ?? '').split(',').every((kind) => kKinds[kind])) {
    throw new Error(`--kind: one or, to kill them at once, more of ${Object.keys(kKinds)}`);
  }
  let bad = 0;
  for (let i = 0; i < Number(values.seeds); ++i) {
    const report = await runSeed(values.kind, Number(values.first) + i, values.keep);
    console.log(line(report));
    for (const { promise, text } of report.violations.slice(0, kShown))
      console.log(`  ${promise}: ${text}`);
    if (report.evidence) console.log(`  evidence: ${report.evidence}`);
    if (report.violations.length > 0) bad += 1;
  }
  process.exitCode = bad === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
await main();
