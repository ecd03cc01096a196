// What fresh clients see once all has settled: the final state that the checker judges by.
import { Client } from './client.mjs';
import { History } from './history.mjs';

const kPatienceMs = 60000;

function within(promise, what) {
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`${what} did not come in time`)), kPatienceMs).unref(),
  );
  return Promise.race([promise, late]);
}

// A snapshot without any resume token, by a connection of its own.
async function freshSnapshot(client) {
  let fresh;
  const snapshot = new Promise((resolve) => {
    fresh = new Client({
      url: client.url,
      token: client.token,
      who: client.who,
      role: client.role,
      id: client.id,
      history: new History(),
      onFrame: (_, frame) => frame.snapshot && resolve(frame.snapshot),
    });
  });
  fresh.start();
  try {
    return await within(snapshot, `a fresh snapshot for ${client.who}`);
  } finally {
    fresh.stop();
  }
}

// Resolves when everything pushed to the client before now has come: a pong queues behind it.
async function caughtUp(client) {
  const heard = client.onFrame;
  const pong = new Promise((resolve) => {
    client.onFrame = (_, frame) => frame.pong && resolve();
  });
  client.send({ ping: {} });
  await within(pong, `a pong for ${client.who}`);
  client.onFrame = heard;
}

// {request id: [Fact]} of every request that the records speak of.
async function timelinesOf(board, records) {
  const ids = new Set();
  for (const { frame } of records) {
    if (frame?.outcome?.requestId) ids.add(frame.outcome.requestId);
    for (const fact of frame?.update?.facts ?? []) if (fact.requestId) ids.add(fact.requestId);
  }
  const timelines = {};
  for (const requestId of ids) {
    const answer = await within(board.ask({ getTimeline: { requestId } }), `timeline ${requestId}`);
    timelines[requestId] = answer.facts ?? [];
  }
  return timelines;
}

// {snapshots: {who: Snapshot}, timelines: {request id: [Fact]}} of settled clients, and of one
// moment: cover is looked at every five seconds, so an event may come while we look.
export async function aftermath(clients, records) {
  const board = clients.find(({ role }) => role === 'coordinator');
  for (;;) {
    const before = (await freshSnapshot(board)).number;
    const snapshots = {};
    for (const client of clients) snapshots[client.who] = await freshSnapshot(client);
    await Promise.all(clients.map(caughtUp));
    const timelines = await timelinesOf(board, records);
    const after = (await freshSnapshot(board)).number;
    if (before === after) return { snapshots, timelines };
  }
}
