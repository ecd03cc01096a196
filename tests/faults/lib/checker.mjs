// Judges a history against the promises P1, P2, P3, P4 and P7 (docs/architecture.md).
//
// Takes only what clients sent and saw, and what fresh clients saw after all had settled:
//   check(records, {snapshots: {who: Snapshot}, timelines: {request id: [Fact]}}, {headcount})
// Returns a list of {promise, text}; empty: the history keeps them all. Shares no code with the
// product.
import { byRequest, evidence } from './evidence.mjs';
import { checkOffers } from './check_offers.mjs';
import { checkStream } from './check_stream.mjs';
import { kTerminal } from './view.mjs';

export function check(records, final, { headcount = () => 1 } = {}) {
  const found = [];
  const seen = evidence(records, final);
  const requests = byRequest(seen.facts);
  const say = (promise) => (text) => found.push({ promise, text });

  checkNothingLost(seen, requests, say('P1'));
  checkWinners(seen, requests, headcount, say('P2'));
  checkRepeats(seen, requests, say('P3'));
  checkOffers(seen, requests, say('P4'));
  checkStream(seen, say('P7'));
  return found;
}

// P1: what was received has an outcome, and a submitted request exists.
function checkNothingLost({ mutations, final }, requests, say) {
  const shown = new Map();
  for (const snapshot of Object.values(final.snapshots)) {
    for (const request of snapshot.view?.requests ?? []) {
      shown.set(request.id, [...(shown.get(request.id) ?? []), request]);
    }
  }
  for (const m of mutations) {
    if (m.received.length === 0 && m.outcomes.length === 0) continue;
    if (m.outcomes.length === 0) {
      say(`${m.kind} ${m.key} was received and never got an outcome`);
      continue;
    }
    const outcome = m.outcomes[0];
    if (m.kind !== 'submit' || outcome.code !== 'CODE_OK') continue;
    const timeline = final.timelines[outcome.requestId] ?? [];
    if (timeline.length === 0) {
      say(`request ${outcome.requestId} of ${m.key} is not in the final view`);
    } else if (!timeline.some((f) => f.kind === 'FACT_KIND_REQUEST_SUBMITTED')) {
      say(`request ${outcome.requestId} of ${m.key} has no beginning in its timeline`);
    }
    for (const held of shown.get(outcome.requestId) ?? []) {
      if (held.householdId && held.householdId !== m.id) {
        say(`request ${outcome.requestId} of ${m.key} belongs to ${held.householdId}`);
      }
      if (held.category !== m.body.category) {
        say(`request ${outcome.requestId} of ${m.key} became one of ${held.category}`);
      }
    }
  }
  for (const [id, timeline] of Object.entries(final.timelines)) {
    const known = requests.get(id) ?? [];
    if (known.length > timeline.length) {
      say(`the final timeline of ${id} lacks ${known.length - timeline.length} facts`);
    }
  }
}

// Volunteers with a live visit after each fact of one request.
function* liveVisits(facts) {
  const live = new Map();
  for (const fact of facts) {
    for (const id of fact.volunteerIds ?? []) {
      if (fact.kind === 'FACT_KIND_VISIT_ACCEPTED') live.set(id, (live.get(id) ?? 0) + 1);
      if (fact.kind === 'FACT_KIND_VISIT_ABORTED' || fact.visitState === 'VISIT_STATE_DONE') {
        live.delete(id);
      }
    }
    const ended = ['RESOLVED', 'CANCELLED', 'CLOSED'].some((w) =>
      fact.kind.endsWith(`REQUEST_${w}`),
    );
    if (ended) live.clear();
    yield { fact, live: [...live.values()].reduce((sum, n) => sum + n, 0) };
  }
}

const kLive = new Set(['VISIT_STATE_ACCEPTED', 'VISIT_STATE_ON_THE_WAY', 'VISIT_STATE_ARRIVED']);

// P2: at most headcount live visits, and whoever was told "yours" is the one who has it.
function checkWinners({ clients, mutations, final }, requests, headcount, say) {
  const needed = new Map(); // an answer may ask for more than the category
  const limit = (id) => needed.get(id) ?? headcount();
  for (const client of clients.values()) {
    for (const entry of client.log) {
      for (const request of entry.view?.requests ?? []) {
        needed.set(request.id, Math.max(request.headcount ?? 0, headcount(request.category)));
        const live = (request.helpers ?? []).filter((h) => kLive.has(h.state)).length;
        if (live > limit(request.id)) {
          say(`${client.who} saw ${live} live visits of ${request.id} at event ${entry.number}`);
        }
      }
    }
  }
  for (const [id, facts] of requests) {
    for (const { fact, live } of liveVisits(facts)) {
      if (live > limit(id)) say(`${live} live visits of ${id} after event ${fact.number}`);
    }
  }
  checkAcceptances(mutations, final, requests, say);
  checkOneVisitEach(requests, say);
}

// What is left of `all` when each of `some` is taken away once.
function without(all, some) {
  const rest = [...all];
  for (const one of some) {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

// Every acceptance that was answered OK is exactly one visit of that volunteer, and the reverse. One
// that waits to be confirmed may become a visit.
function checkAcceptances(mutations, final, requests, say) {
  const told = new Map(); // request → Map(offer → volunteer)
  const waiting = new Map(); // the same
  const late = []; // who was told "taken", and of what
  for (const m of mutations.filter(({ kind }) => kind === 'acceptOffer')) {
    for (const outcome of m.outcomes) {
      if (outcome.code === 'CODE_OK') {
        const said = Number(outcome.confirmBy ?? 0) > 0 ? waiting : told;
        if (!said.has(outcome.requestId)) said.set(outcome.requestId, new Map());
        said.get(outcome.requestId).set(m.body.offerId, m.id);
      }
      if (outcome.code === 'CODE_TAKEN') late.push([m.key, outcome.requestId]);
    }
  }
  for (const [key, id] of late) {
    // Who waits nearby has it, too, until they or the request change their mind; of an outage the
    // helper of its lead.
    const folded = (requests.get(id) ?? []).some(({ kind }) => kind === 'FACT_KIND_REQUEST_FOLDED');
    if (accepted(requests.get(id)).length === 0 && !waiting.has(id) && !folded) {
      say(`${key} was told "taken", but nobody took ${id}`);
    }
  }
  for (const id of Object.keys(final.timelines)) {
    const winners = [...(told.get(id)?.values() ?? [])].sort();
    const visits = accepted(requests.get(id)).sort();
    const confirmed = without(visits, winners);
    const maybe = [...(waiting.get(id)?.values() ?? [])];
    const unheard = without(winners, visits);
    if (unheard.length > 0 || without(confirmed, maybe).length > 0) {
      say(`request ${id}: "yours" was told to [${winners}], visits are of [${visits}]`);
    }
  }
}

function accepted(facts = []) {
  return facts.filter((f) => f.kind === 'FACT_KIND_VISIT_ACCEPTED').flatMap((f) => f.volunteerIds);
}

// A volunteer is at one door at a time.
function checkOneVisitEach(requests, say) {
  const all = [...requests.values()].flat().sort((a, b) => a.number - b.number);
  const where = new Map();
  for (const fact of all) {
    for (const id of fact.volunteerIds ?? []) {
      if (fact.kind === 'FACT_KIND_VISIT_ACCEPTED') {
        if (where.has(id)) say(`${id} has two visits at event ${fact.number}`);
        where.set(id, fact.requestId);
      }
      const left =
        fact.kind === 'FACT_KIND_VISIT_ABORTED' || fact.visitState === 'VISIT_STATE_DONE';
      if (left && where.get(id) === fact.requestId) where.delete(id);
    }
    if (/REQUEST_(RESOLVED|CANCELLED|CLOSED)$/.test(fact.kind)) {
      for (const [id, request] of where) if (request === fact.requestId) where.delete(id);
    }
  }
}

// P3: one client_key, one answer; one wish, one request.
function checkRepeats({ mutations, final }, requests, say) {
  const answered = new Map(); // household → ids told
  for (const m of mutations) {
    const [first, ...rest] = m.outcomes;
    for (const other of rest) {
      if (other.code !== first.code || (other.requestId ?? '') !== (first.requestId ?? '')) {
        say(
          `${m.kind} ${m.key} was answered ${first.code} ${first.requestId} and then ` +
            `${other.code} ${other.requestId}`,
        );
      }
    }
    if (m.kind !== 'submit' || first?.code !== 'CODE_OK') continue;
    if (!answered.has(m.id)) answered.set(m.id, new Set());
    answered.get(m.id).add(first.requestId);
  }
  for (const [id, facts] of requests) {
    const begun = facts.filter((f) => f.kind === 'FACT_KIND_REQUEST_SUBMITTED');
    if (begun.length > 1) say(`request ${id} was submitted ${begun.length} times`);
    const household = begun[0]?.actor?.id;
    if (household && !answered.get(household)?.has(id)) {
      say(`request ${id} of ${household} answers no tap of that household`);
    }
  }
  checkOneOpenPerCategory(requests, final, say);
}

// A second tap shows the first: never two open requests of one household and category.
function checkOneOpenPerCategory(requests, final, say) {
  const spans = new Map();
  for (const snapshot of Object.values(final.snapshots)) {
    for (const request of snapshot.view?.requests ?? []) {
      if (!request.householdId) continue;
      const facts = requests.get(request.id) ?? [];
      const begin = facts.find((f) => f.kind === 'FACT_KIND_REQUEST_SUBMITTED');
      if (!begin) continue;
      const end = facts.find((f) => /REQUEST_(RESOLVED|CANCELLED|CLOSED)$/.test(f.kind));
      if (kTerminal.has(request.state) && !end) say(`request ${request.id} ended without a fact`);
      const key = `${request.householdId}/${request.category}`;
      const span = { id: request.id, from: Number(begin.number), to: Number(end?.number ?? 1e15) };
      for (const other of spans.get(key) ?? []) {
        if (other.id !== span.id && other.from < span.to && span.from < other.to) {
          say(`${key} had two open requests, ${other.id} and ${span.id}`);
        }
      }
      spans.set(key, [...(spans.get(key) ?? []), span]);
    }
  }
}
