// One bug each, put into a good history as the bug would have shown: the checker must catch it
// under the named promise. A mutant returns false when the history has no place for it.

const incoming = (records, kind) => records.filter((r) => r.dir === 'in' && r.frame[kind]);

function drop(records, record) {
  records.splice(records.indexOf(record), 1);
}

// Changes every telling of one event: updates and timelines.
function retell(records, final, number, change) {
  for (const { frame } of incoming(records, 'update')) {
    for (const fact of frame.update.facts ?? []) if (fact.number === number) change(fact);
  }
  for (const facts of Object.values(final.timelines)) {
    for (const fact of facts) if (fact.number === number) change(fact);
  }
}

function factsOf(final, kind) {
  return Object.values(final.timelines)
    .flat()
    .filter((fact) => fact.kind === `FACT_KIND_${kind}`);
}

// Outcomes of one kind of mutation, with the frame that asked.
function outcomesOf(records, kind, code = 'CODE_OK') {
  const asked = new Map();
  for (const r of records) {
    if (r.dir === 'out' && r.frame[kind]) asked.set(`${r.who} ${r.frame.clientKey}`, r.frame[kind]);
  }
  return incoming(records, 'outcome')
    .filter((r) => r.frame.outcome.code === code)
    .map((r) => ({
      record: r,
      outcome: r.frame.outcome,
      body: asked.get(`${r.who} ${r.frame.outcome.clientKey}`),
    }))
    .filter(({ body }) => body);
}

// Without a request, as if it had never been.
function forget(records, final, id) {
  delete final.timelines[id];
  for (const snapshot of Object.values(final.snapshots)) {
    for (const part of ['requests', 'visits', 'offers']) {
      const of = (item) => (part === 'requests' ? item.id : item.requestId);
      if (snapshot.view[part])
        snapshot.view[part] = snapshot.view[part].filter((i) => of(i) !== id);
    }
  }
}

const coordinatorOf = (records) => records.find((r) => r.role === 'coordinator').who;

export const mutants = [
  [
    'P1',
    'a received request is lost',
    (records, final) => {
      const [tap] = outcomesOf(records, 'submit');
      forget(records, final, tap.outcome.requestId);
    },
  ],
  [
    'P1',
    'a received tap never gets an outcome',
    (records) => {
      const [tap] = outcomesOf(records, 'submit');
      const key = tap.outcome.clientKey;
      for (const r of incoming(records, 'outcome')) {
        if (r.who === tap.record.who && r.frame.outcome.clientKey === key) drop(records, r);
      }
    },
  ],
  [
    'P1',
    'a received accept never gets an outcome',
    (records) => {
      const [yes] = outcomesOf(records, 'acceptOffer');
      const key = yes.outcome.clientKey;
      for (const r of incoming(records, 'outcome')) {
        if (r.who === yes.record.who && r.frame.outcome.clientKey === key) drop(records, r);
      }
    },
  ],
  [
    'P1',
    'a timeline lost its newest fact',
    (records, final) => {
      Object.values(final.timelines)[0].pop();
    },
  ],
  [
    'P1',
    'a tap became a request of another category',
    (records, final) => {
      const board = final.snapshots[coordinatorOf(records)];
      for (const request of board.view.requests) request.category = 'other';
    },
  ],
  [
    'P2',
    'two were told "yours"',
    (records) => {
      const [late] = outcomesOf(records, 'acceptOffer', 'CODE_TAKEN');
      if (!late) return false;
      late.outcome.code = 'CODE_OK';
      return true;
    },
  ],
  [
    'P2',
    'the winner was told "taken"',
    (records) => {
      const [yes] = outcomesOf(records, 'acceptOffer');
      const key = yes.outcome.clientKey;
      for (const { outcome } of outcomesOf(records, 'acceptOffer')) {
        if (outcome.clientKey === key) outcome.code = 'CODE_TAKEN';
      }
    },
  ],
  [
    'P2',
    'two live visits of one request',
    (records, final) => {
      const won = factsOf(final, 'VISIT_ACCEPTED');
      const aborted = factsOf(final, 'VISIT_ABORTED').find((fact) =>
        won.some((f) => f.requestId === fact.requestId && Number(f.number) > Number(fact.number)),
      );
      if (!aborted) return false;
      retell(records, final, aborted.number, (fact) => (fact.kind = 'FACT_KIND_OFFER_SHOWN'));
      return true;
    },
  ],
  [
    'P2',
    'a board showed two live helpers',
    (records) => {
      const { frame } = incoming(records, 'update').find(
        ({ frame: { update } }) => update.view.requests?.[0]?.helpers?.length > 0,
      );
      const [request] = frame.update.view.requests;
      request.helpers = ['v-1', 'v-2'].map((volunteerId) => ({
        volunteerId,
        state: 'VISIT_STATE_ACCEPTED',
      }));
    },
  ],
  [
    'P2',
    'one volunteer at two doors',
    (records, final) => {
      const [first, second] = factsOf(final, 'VISIT_ACCEPTED').sort((a, b) => a.number - b.number);
      const between = Object.values(final.timelines)
        .flat()
        .filter(
          (fact) =>
            fact.visitState === 'VISIT_STATE_DONE' ||
            /VISIT_ABORTED|REQUEST_(RES|CAN|CLO)/.test(fact.kind),
        );
      const [winner] = first.volunteerIds;
      for (const fact of between) {
        if (Number(fact.number) > Number(second.number)) continue;
        retell(records, final, fact.number, (f) => (f.requestId = 'elsewhere'));
      }
      retell(records, final, second.number, (fact) => (fact.volunteerIds = [winner]));
    },
  ],
  [
    'P3',
    'another outcome on the second sending',
    (records) => {
      const twice = outcomesOf(records, 'submit').find(({ outcome }) => outcome.repeat);
      if (!twice) return false;
      const copy = structuredClone(twice.record);
      copy.frame.outcome.code = 'CODE_INVALID';
      records.splice(records.indexOf(twice.record) + 1, 0, copy);
      return true;
    },
  ],
  [
    'P3',
    'another request on the second sending',
    (records) => {
      const [tap] = outcomesOf(records, 'submit');
      const copy = structuredClone(tap.record);
      copy.frame.outcome.requestId = 'another';
      records.splice(records.indexOf(tap.record) + 1, 0, copy);
    },
  ],
  [
    'P3',
    'one tap made two requests',
    (records, final) => {
      const [tap] = outcomesOf(records, 'submit');
      const facts = structuredClone(final.timelines[tap.outcome.requestId]);
      const end = 1000000;
      final.timelines.twin = facts.map((fact, i) => ({
        ...fact,
        requestId: 'twin',
        number: end + i,
      }));
    },
  ],
  [
    'P3',
    'a request began twice',
    (records, final) => {
      const [begun] = factsOf(final, 'REQUEST_SUBMITTED');
      final.timelines[begun.requestId].push({ ...structuredClone(begun), number: 1000000 });
    },
  ],
  [
    'P3',
    'two open requests of one household and category',
    (records, final) => {
      const board = final.snapshots[coordinatorOf(records)];
      const whole = board.view.requests.filter(({ id }) => final.timelines[id]);
      const twin = whole.find((a) =>
        whole.some(
          (b) => b.id !== a.id && b.householdId === a.householdId && b.category === a.category,
        ),
      );
      if (!twin) return false;
      const first = whole
        .filter((r) => r.householdId === twin.householdId && r.category === twin.category)
        .sort((a, b) => a.number - b.number)[0];
      const end = final.timelines[first.id].find((f) => /REQUEST_(RES|CAN|CLO)/.test(f.kind));
      retell(records, final, end.number, (fact) => (fact.kind = 'FACT_KIND_ALARM_ACKNOWLEDGED'));
      return true;
    },
  ],
  [
    'P4',
    'an offer to a volunteer off duty',
    (records, final) => {
      const off = incoming(records, 'update')
        .flatMap(({ frame }) => frame.update.facts ?? [])
        .find((fact) => fact.kind === 'FACT_KIND_DUTY_CHANGED' && fact.reason === 'off');
      if (!off) return false;
      const wave = factsOf(final, 'WAVE_OPENED')
        .filter(({ number }) => +number > +off.number)
        .sort((a, b) => a.number - b.number)[0];
      if (!wave) return false;
      retell(records, final, wave.number, (fact) => (fact.volunteerIds = off.volunteerIds));
      return true;
    },
  ],
  [
    'P4',
    'an offer that nothing ended',
    (records, final) => {
      const ended = factsOf(final, 'OFFER_ENDED').find((f) =>
        /WITHDRAWN|TAKEN/.test(f.offerOutcome),
      );
      retell(records, final, ended.number, (fact) => (fact.kind = 'FACT_KIND_OFFER_SHOWN'));
    },
  ],
  [
    'P4',
    'an open offer on the final board',
    (records, final) => {
      const board = final.snapshots[coordinatorOf(records)];
      const ended = board.view.requests.find((r) => Number(r.endedAt) > 0 && r.offers.length > 0);
      ended.offers[0].outcome = 'OFFER_OUTCOME_OPEN';
    },
  ],
  [
    'P4',
    'an offer that ended twice',
    (records) => {
      const ends = incoming(records, 'update').filter(
        ({ frame: { update } }) =>
          update.facts &&
          update.view.requests?.[0]?.endedAt > 0 &&
          update.view.requests[0].offers?.some((o) => o.outcome === 'OFFER_OUTCOME_ACCEPTED'),
      );
      const { offers } = ends[ends.length - 1].frame.update.view.requests[0];
      offers.find((o) => o.outcome === 'OFFER_OUTCOME_ACCEPTED').outcome = 'OFFER_OUTCOME_DECLINED';
    },
  ],
  [
    'P4',
    'a volunteer was told another end than the board',
    (records) => {
      const told = incoming(records, 'update').filter(
        ({ who, frame }) =>
          who.startsWith('volunteer/') &&
          frame.update.view.offers?.some((o) => /TAKEN/.test(o.outcome)),
      );
      if (told.length === 0) return false;
      told[0].frame.update.view.offers[0].outcome = 'OFFER_OUTCOME_DECLINED';
      return true;
    },
  ],
  [
    'P4',
    'an offer after the request had ended',
    (records, final) => {
      const [end] = factsOf(final, 'REQUEST_RESOLVED');
      final.timelines[end.requestId].push({
        ...end,
        kind: 'FACT_KIND_WAVE_OPENED',
        number: 1000000,
        volunteerIds: ['v-1'],
      });
    },
  ],
  [
    'P4',
    'a yes to a declined offer won',
    (records, final) => {
      const late = factsOf(final, 'OFFER_ENDED').find(
        (fact) =>
          fact.offerOutcome.endsWith('TIMED_OUT') || fact.offerOutcome.endsWith('UNREACHABLE'),
      );
      const won =
        late &&
        factsOf(final, 'VISIT_ACCEPTED').some(
          (fact) =>
            fact.requestId === late.requestId && late.volunteerIds.includes(fact.volunteerIds[0]),
        );
      if (!won) return false;
      retell(records, final, late.number, (fact) => (fact.offerOutcome = 'OFFER_OUTCOME_DECLINED'));
      return true;
    },
  ],
  [
    'P7',
    'a gap in the numbers',
    (records) => {
      const who = coordinatorOf(records);
      const updates = incoming(records, 'update').filter((r) => r.who === who);
      drop(records, updates[updates.length >> 1]);
    },
  ],
  [
    'P7',
    'a gap that the chain hides',
    (records) => {
      const who = coordinatorOf(records);
      const updates = incoming(records, 'update').filter((r) => r.who === who);
      const middle = updates.length >> 1;
      updates[middle + 1].frame.update.after = updates[middle].frame.update.after;
      drop(records, updates[middle]);
    },
  ],
  [
    'P7',
    'an update sent twice',
    (records) => {
      const update = incoming(records, 'update')[5];
      records.splice(records.indexOf(update), 0, structuredClone(update));
    },
  ],
  [
    'P7',
    'updates lost over a resume',
    (records) => {
      const greeted = records.findIndex((r) => r.dir === 'in' && r.frame.hello?.resumed);
      const first = records.findIndex(
        (r, i) => i > greeted && r.who === records[greeted].who && r.frame?.update,
      );
      if (greeted < 0 || first < 0) return false;
      records.splice(first, 1);
      return true;
    },
  ],
  [
    'P7',
    'an update without what it changed',
    (records) => {
      const [last] = incoming(records, 'update')
        .reverse()
        .filter(
          ({ who, frame }) =>
            who.startsWith('coordinator/') && frame.update.view.requests?.length > 0,
        );
      last.frame.update.view.requests = [];
    },
  ],
  [
    'P7',
    'a volunteer was not told that an offer ended',
    (records) => {
      const [last] = incoming(records, 'update')
        .reverse()
        .filter(
          ({ who, frame }) => who.startsWith('volunteer/') && frame.update.view.offers?.length > 0,
        );
      last.frame.update.view.offers = [
        { id: 'r0.9', requestId: 'r0', outcome: 'OFFER_OUTCOME_OPEN' },
      ];
    },
  ],
  [
    'P7',
    'one event told in two ways',
    (records) => {
      const [told] = incoming(records, 'update')
        .flatMap(({ frame }) => frame.update.facts ?? [])
        .filter((fact) => fact.kind === 'FACT_KIND_VISIT_ACCEPTED');
      told.now = '1';
    },
  ],
];
