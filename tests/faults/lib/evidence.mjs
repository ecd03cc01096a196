// Reads a history into what the promises speak about: mutations and their answers, what each
// client was shown, and the facts of the estate by number. Judges nothing.

const kMutations = [
  'submit',
  'cancelRequest',
  'resolveRequest',
  'closeRequest',
  'showOffer',
  'acceptOffer',
  'declineOffer',
  'progressVisit',
  'abortVisit',
  'setDuty',
  'setPosition',
  'acknowledgeAlarm',
];

export function evidence(records, final) {
  const clients = new Map(); // who → {who, role, id, log: [{kind, ...}]}
  const mutations = new Map(); // "role/id/client_key" → mutation
  const facts = new Map(); // number → [{fact, from}], every telling of it
  const notes = [];

  const tell = (fact, from) => {
    const number = Number(fact.number);
    if (!facts.has(number)) facts.set(number, []);
    facts.get(number).push({ fact, from });
  };
  const keyOf = (client, clientKey) => `${client.role}/${client.id}/${clientKey}`;

  for (const record of records) {
    if (record.ev === 'client') {
      clients.set(record.who, { who: record.who, role: record.role, id: record.id, log: [] });
      continue;
    }
    const client = clients.get(record.who);
    if (!client) {
      notes.push(record);
      continue;
    }
    if (record.ev) client.log.push({ kind: record.ev, conn: record.conn });
    else if (record.dir === 'out') sent(client, record);
    else heard(client, record);
  }
  for (const list of Object.values(final?.timelines ?? {})) {
    for (const fact of list) tell(fact, 'timeline');
  }

  function sent(client, { frame, conn }) {
    if (frame.hello) client.log.push({ kind: 'hello', conn, resume: frame.hello.resume ?? '' });
    const kind = kMutations.find((name) => frame[name]);
    if (!kind) return;
    const key = keyOf(client, frame.clientKey);
    if (!mutations.has(key)) {
      mutations.set(key, {
        key,
        kind,
        body: frame[kind],
        role: client.role,
        id: client.id,
        who: client.who,
        clientKey: frame.clientKey,
        sends: 0,
        received: [],
        outcomes: [],
        errors: [],
      });
    }
    mutations.get(key).sends += 1;
  }

  function heard(client, { frame, conn }) {
    if (frame.hello) client.log.push({ kind: 'greeted', conn, resumed: !!frame.hello.resumed });
    if (frame.snapshot) client.log.push({ kind: 'snapshot', conn, ...frame.snapshot });
    if (frame.update) {
      client.log.push({ kind: 'update', conn, ...frame.update });
      for (const fact of frame.update.facts ?? []) tell(fact, client.who);
    }
    for (const [name, list] of [
      ['received', 'received'],
      ['outcome', 'outcomes'],
      ['error', 'errors'],
    ]) {
      const answer = frame[name];
      if (answer?.clientKey) mutations.get(keyOf(client, answer.clientKey))?.[list].push(answer);
    }
  }

  return { clients, mutations: [...mutations.values()], facts, notes, final };
}

// One telling of each fact, by number.
export function inOrder(facts) {
  return [...facts.entries()].sort((a, b) => a[0] - b[0]).map(([, tellings]) => tellings[0].fact);
}

// Facts by request, each list by number.
export function byRequest(facts) {
  const out = new Map();
  for (const fact of inOrder(facts)) {
    if (!fact.requestId) continue;
    if (!out.has(fact.requestId)) out.set(fact.requestId, []);
    out.get(fact.requestId).push(fact);
  }
  return out;
}
