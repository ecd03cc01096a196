// P7: numbers without gaps; what was seen plus what came on resume is exactly the history.
import { FoldedView, kHeld, kTerminal, same } from './view.mjs';

export function checkStream({ clients, facts, final }, say) {
  for (const client of clients.values()) checkChain(client, say);
  checkTellings(facts, say);
  for (const [who, snapshot] of Object.entries(final.snapshots)) {
    const client = clients.get(who);
    if (client) checkFold(client, snapshot, say);
  }
}

// Each update hangs on what its client held; a resume goes on from the token that was shown.
function checkChain(client, say) {
  const numberOf = new Map(); // resume token → number
  const coordinator = client.role === 'coordinator';
  let held = null; // number of the newest snapshot or update
  let offered = '';
  let newest = 0;
  for (const entry of client.log) {
    if (entry.kind === 'hello') {
      offered = entry.resume;
      held = null;
    } else if (entry.kind === 'greeted' && entry.resumed) {
      if (!numberOf.has(offered)) say(`${client.who}: resumed from a token that nobody gave`);
      held = numberOf.get(offered) ?? null;
    } else if (entry.kind === 'snapshot') {
      const number = Number(entry.number);
      if (number < newest) {
        say(`${client.who}: a snapshot of event ${number} after event ${newest} had been shown`);
      }
      held = number;
    } else if (entry.kind === 'update') {
      held = follow(client, entry, held, coordinator, say);
    } else {
      continue;
    }
    if (entry.resume && held !== null) numberOf.set(entry.resume, held);
    if (held !== null) newest = Math.max(newest, held);
  }
}

function follow(client, entry, held, coordinator, say) {
  const after = Number(entry.after);
  const number = Number(entry.number);
  if (held === null) say(`${client.who}: update ${number} before any snapshot or resume`);
  else if (after !== held)
    say(`${client.who}: update ${number} follows ${after}, held was ${held}`);
  if (number <= after) say(`${client.who}: update ${number} does not come after ${after}`);
  if (coordinator && held !== null) checkFacts(client, entry.facts ?? [], held, number, say);
  return number;
}

// A coordinator is told every event.
function checkFacts(client, facts, held, number, say) {
  let newest = held;
  for (const fact of facts) {
    if (Number(fact.number) !== newest + 1) {
      say(`${client.who}: event ${fact.number} came after event ${newest}`);
    }
    newest = Number(fact.number);
  }
  if (newest !== number) say(`${client.who}: update ${number} tells of event ${newest} at last`);
}

// Two tellings of one event are the same event.
function checkTellings(facts, say) {
  for (const [number, tellings] of facts) {
    for (const { fact, from } of tellings.slice(1)) {
      if (!same(fact, tellings[0].fact)) {
        say(`event ${number} is told differently to ${tellings[0].from} and ${from}`);
      }
    }
  }
}

// What a client folded is what a fresh client is shown. A snapshot leaves out old ended requests.
function checkFold(client, snapshot, say) {
  const folded = new FoldedView();
  for (const entry of client.log) {
    if (entry.kind === 'snapshot') folded.snapshot(entry.view);
    if (entry.kind === 'update') folded.update(entry.view);
  }
  const fresh = new FoldedView();
  fresh.snapshot(snapshot.view);
  for (const part of ['estate', 'me']) {
    if (!same(folded[part], fresh[part]))
      say(`${client.who}: ${part} differs from a fresh snapshot`);
  }
  for (const part of ['offers', 'visits', ...Object.keys(kHeld)]) {
    for (const id of new Set([...folded[part].keys(), ...fresh[part].keys()])) {
      const mine = folded[part].get(id);
      const theirs = fresh[part].get(id);
      const ended =
        (part === 'requests' && kTerminal.has(mine?.state)) ||
        (part === 'incidents' && Number(mine?.endedAt ?? 0) > 0);
      const aged = !theirs && ended;
      if (!aged && !same(mine, theirs)) {
        say(
          `${client.who}: ${part}/${id} differs from a fresh snapshot: ` + difference(mine, theirs),
        );
      }
    }
  }
}

function difference(mine, theirs) {
  if (!mine) return 'never seen';
  if (!theirs) return 'gone there';
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...keys].filter((key) => !same(mine[key], theirs[key])).join(', ');
}
