// P4: nobody is offered a task while off duty; every offer ends once, visibly.
import { inOrder } from './evidence.mjs';

const kOpen = 'OFFER_OUTCOME_OPEN';
const kConfirming = 'OFFER_OUTCOME_CONFIRMING'; // a yes that waits: as open as before
const kAccepted = 'OFFER_OUTCOME_ACCEPTED';
const kLateYes = new Set(['OFFER_OUTCOME_TIMED_OUT', 'OFFER_OUTCOME_UNREACHABLE']);
const kRequestEnded = /REQUEST_(RESOLVED|CANCELLED|CLOSED)$/;
const kAfterEnd = new Set([
  'FACT_KIND_WAVE_OPENED',
  'FACT_KIND_OFFER_ENDED',
  'FACT_KIND_OFFER_SHOWN',
  'FACT_KIND_VISIT_ACCEPTED',
  'FACT_KIND_VISIT_PROGRESSED',
  'FACT_KIND_VISIT_ABORTED',
  'FACT_KIND_ALARM_RAISED',
  'FACT_KIND_ALARM_ESCALATED',
  'FACT_KIND_SLA_BREACHED',
]);

const isOpen = (outcome) => outcome === kOpen || outcome === kConfirming;
const kGaveWay = ['OFFER_OUTCOME_TAKEN', 'OFFER_OUTCOME_WITHDRAWN'];
// An offer that ran out may still be answered with yes. An update holds a whole batch, in which that
// yes may have waited and given way, or its volunteer have gone off duty; the timeline has each
// step.
const isLateYes = (before, outcome) =>
  kLateYes.has(before) && [kAccepted, kConfirming, ...kGaveWay].includes(outcome);

export function checkOffers(seen, requests, say) {
  checkDuty(seen, say);
  for (const [id, facts] of requests) checkLife(id, facts, say);
  checkImages(seen, say);
  checkEndings(seen, say);
}

// What coordinators' snapshots say of duty at a number, as if it were a fact.
function dutyBaselines({ clients }) {
  const out = [];
  for (const client of clients.values()) {
    for (const entry of client.log) {
      if (entry.kind !== 'snapshot') continue;
      for (const volunteer of entry.view?.volunteers ?? []) {
        if (volunteer.duty === 'DUTY_BUSY') continue; // may have gone off with a visit on
        out.push({
          number: Number(entry.number),
          id: volunteer.id,
          on: volunteer.duty === 'DUTY_ON_DUTY',
        });
      }
    }
  }
  return out;
}

// Walks the estate's events in their order: duty changes against waves. Where numbers are missing
// (a snapshot came instead), what is known of duty is forgotten until it is told again.
function checkDuty(seen, say) {
  const on = new Map();
  const baselines = dutyBaselines(seen).sort((a, b) => a.number - b.number);
  let next = 0;
  let before = 0;
  for (const fact of inOrder(seen.facts)) {
    const number = Number(fact.number);
    if (number !== before + 1) on.clear();
    before = number;
    while (next < baselines.length && baselines[next].number < number) {
      const { number: at, id, on: duty } = baselines[next++];
      if (at === number - 1 || !on.has(id)) on.set(id, duty);
    }
    if (fact.kind === 'FACT_KIND_DUTY_CHANGED') {
      const off = fact.reason === 'off' || fact.reason === 'shift_over';
      for (const id of fact.volunteerIds) on.set(id, !off);
    }
    if (fact.kind === 'FACT_KIND_WAVE_OPENED') {
      for (const id of fact.volunteerIds) {
        if (on.get(id) === false) {
          say(`event ${number}: ${id} was offered ${fact.requestId} while off duty`);
        }
      }
    }
  }
}

// One request's facts: what opens ends once; a late yes may win; quiet at the end.
function checkLife(id, facts, say) {
  const offers = new Map(); // volunteer → outcomes of their offers, in order
  let winners = 0;
  let ended = false;
  for (const fact of facts) {
    const at = `request ${id}, event ${fact.number}`;
    if (ended && kAfterEnd.has(fact.kind)) say(`${at}: ${fact.kind} after its end`);
    if (kRequestEnded.test(fact.kind)) {
      if (ended) say(`${at}: ended twice`);
      ended = true;
      for (const [volunteer, outcomes] of offers) {
        if (outcomes.includes(kOpen)) say(`${at}: offer to ${volunteer} was left open`);
      }
    }
    const leaves = fact.kind === 'FACT_KIND_VISIT_ABORTED';
    if (leaves || fact.visitState === 'VISIT_STATE_DONE') winners -= 1;
    for (const volunteer of fact.volunteerIds ?? []) {
      const outcomes = offers.get(volunteer) ?? [];
      offers.set(volunteer, outcomes);
      if (fact.kind === 'FACT_KIND_WAVE_OPENED') {
        if (outcomes.includes(kOpen)) say(`${at}: ${volunteer} was offered it twice at once`);
        outcomes.push(kOpen);
      }
      if (fact.kind === 'FACT_KIND_ACCEPT_CONFIRMING' && !outcomes.includes(kOpen)) {
        const late = outcomes.findIndex((outcome) => kLateYes.has(outcome));
        if (late < 0) say(`${at}, ${volunteer}: a yes without an offer that could win`);
        else outcomes[late] = kOpen;
      }
      if (fact.kind === 'FACT_KIND_OFFER_ENDED') endOne(outcomes, fact, `${at}, ${volunteer}`, say);
      if (fact.kind === 'FACT_KIND_VISIT_ACCEPTED') {
        acceptOne(outcomes, `${at}, ${volunteer}`, say);
        winners += 1;
      }
    }
  }
}

function endOne(outcomes, fact, at, say) {
  const open = outcomes.indexOf(kOpen);
  if (open >= 0) outcomes[open] = fact.offerOutcome;
  // "No" to an offer that ran out is noted, and changes nothing.
  else if (!(fact.reason === 'declined' && outcomes.includes(fact.offerOutcome))) {
    say(`${at}: an offer ended ${fact.offerOutcome} that was not open`);
  }
}

function acceptOne(outcomes, at, say) {
  let which = outcomes.indexOf(kOpen);
  // Asked twice, a volunteer may say yes to the first: the second then ends as taken.
  if (which < 0) which = outcomes.findIndex((outcome) => kLateYes.has(outcome));
  if (which < 0) say(`${at}: accepted without an offer that could win`);
  else outcomes[which] = kAccepted;
}

// What coordinators were shown of each offer, in their order.
function checkImages({ clients }, say) {
  for (const client of clients.values()) {
    const last = new Map();
    for (const entry of client.log) {
      for (const request of entry.view?.requests ?? []) {
        for (const offer of request.offers ?? []) {
          const before = last.get(offer.id) ?? kOpen;
          const late = isLateYes(before, offer.outcome);
          if (before !== offer.outcome && !isOpen(before) && !late) {
            say(`${client.who}: offer ${offer.id} went from ${before} to ${offer.outcome}`);
          }
          last.set(offer.id, offer.outcome);
        }
      }
    }
  }
}

// After all has settled: no open offer of an ended request, and volunteers were told the same end.
function checkEndings({ clients, final }, say) {
  const outcome = new Map();
  for (const client of clients.values()) {
    for (const entry of client.log) {
      for (const request of entry.view?.requests ?? []) {
        for (const offer of request.offers ?? []) outcome.set(offer.id, offer.outcome);
      }
    }
  }
  for (const [who, snapshot] of Object.entries(final.snapshots)) {
    for (const request of snapshot.view?.requests ?? []) {
      for (const offer of request.offers ?? []) {
        outcome.set(offer.id, offer.outcome);
        if (isOpen(offer.outcome) && Number(request.endedAt) > 0) {
          say(`${who}: offer ${offer.id} is open, its request ended`);
        }
      }
    }
    for (const offer of snapshot.view?.offers ?? []) {
      const known = outcome.get(offer.id);
      if (known && !isOpen(known)) say(`${who} still sees offer ${offer.id}, which is ${known}`);
    }
  }
  for (const client of clients.values()) {
    const told = new Map();
    for (const entry of client.log) {
      for (const offer of entry.view?.offers ?? []) {
        const before = told.get(offer.id) ?? kOpen;
        const late = isLateYes(before, offer.outcome);
        if (!isOpen(before) && before !== offer.outcome && !late) {
          say(`${client.who} was told ${before}, then ${offer.outcome} of offer ${offer.id}`);
        }
        told.set(offer.id, offer.outcome);
      }
    }
    for (const [id, end] of told) {
      const known = outcome.get(id);
      const late = isLateYes(end, known);
      if (!isOpen(end) && known && known !== end && !late) {
        say(`${client.who} was told ${end} of offer ${id}, coordinators ${known}`);
      }
    }
  }
}
