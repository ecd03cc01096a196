// A short good history, written by hand from docs/contract.md: two requests, a lost connection with
// a resume, a late yes, an abort, a double tap. It keeps the checker honest where no service runs.

class Story {
  constructor() {
    this.t = 0;
    this.records = [];
    this.number = 0;
    this.facts = [];
    this.requests = new Map();
    this.volunteers = new Map();
    this.clients = new Map();
  }

  record(record) {
    this.records.push({ t: (this.t += 1), ...record });
  }

  client(role, id) {
    const who = `${role}/${id}`;
    const client = { who, role, id, conn: 0, held: 0, resume: '', seq: 0, missed: [] };
    this.clients.set(who, client);
    this.record({ who, role, id, ev: 'client' });
    this.open(client);
    return client;
  }

  open(client) {
    client.conn += 1;
    client.seq = 0;
    client.online = true;
    const resumed = client.resume !== '';
    this.record({ who: client.who, conn: client.conn, ev: 'open' });
    this.out(client, { hello: { token: 'x.y', resume: client.resume } });
    this.in(client, { hello: { resumed } }, client.seq);
    if (resumed) {
      for (const update of client.missed.splice(0)) this.push(client, update);
    } else {
      this.in(client, { snapshot: this.snapshot(client) });
      this.hold(client, this.number);
    }
  }

  close(client) {
    client.online = false;
    this.record({ who: client.who, conn: client.conn, ev: 'close', code: 1006, reason: '' });
  }

  out(client, body, clientKey) {
    const frame = { seq: ++client.seq, ...(clientKey ? { clientKey } : {}), ...body };
    this.record({ who: client.who, conn: client.conn, dir: 'out', frame });
  }

  in(client, body, replyTo = 0) {
    const frame = structuredClone({ replyTo, ...body });
    this.record({ who: client.who, conn: client.conn, dir: 'in', frame });
  }

  hold(client, number) {
    client.held = number;
    client.resume = `${client.who}@${number}`;
  }

  push(client, { number, view, facts }) {
    const resume = `${client.who}@${number}`;
    const body = { after: `${client.held}`, number: `${number}`, resume, view, facts };
    this.in(client, { update: body });
    this.hold(client, number);
  }

  mine(client, requests, ended) {
    const view = {};
    if (client.role === 'coordinator') view.requests = requests;
    if (client.role === 'resident') {
      view.requests = requests
        .filter((r) => r.householdId === client.id)
        .map(({ offers, householdId, ...shown }) => shown);
    }
    if (client.role === 'volunteer') {
      view.offers = requests.flatMap((r) =>
        r.offers
          .filter(
            (o) => o.volunteerId === client.id && (ended || o.outcome === 'OFFER_OUTCOME_OPEN'),
          )
          .map((o) => ({ id: o.id, requestId: r.id, outcome: o.outcome })),
      );
      view.visits = requests.flatMap((r) =>
        r.helpers
          .filter((h) => h.volunteerId === client.id && (ended || h.live))
          .map((h) => ({ requestId: r.id, state: h.state })),
      );
    }
    return structuredClone(view);
  }

  snapshot(client) {
    const view = this.mine(client, [...this.requests.values()], false);
    if (client.role === 'coordinator') view.volunteers = [...this.volunteers.values()];
    const resume = `${client.who}@${this.number}`;
    return structuredClone({ number: `${this.number}`, resume, view });
  }

  // One event: a fact, and the images of a request and of volunteers that it changed.
  event(kind, rest = {}, volunteers = []) {
    const number = ++this.number;
    const fact = { kind: `FACT_KIND_${kind}`, number: `${number}`, ...rest };
    this.facts.push(fact);
    const request = this.requests.get(rest.requestId);
    for (const client of this.clients.values()) {
      const view = this.mine(client, request ? [request] : [], true);
      const coordinator = client.role === 'coordinator';
      if (coordinator) view.volunteers = structuredClone(volunteers);
      if (!coordinator && Object.values(view).every((list) => list.length === 0)) continue;
      const update = { number, view, facts: coordinator ? [structuredClone(fact)] : undefined };
      if (client.online) this.push(client, update);
      else client.missed.push(update);
    }
  }

  // A mutation with both answers around what it changes.
  ask(client, clientKey, body, outcome, change = () => {}) {
    this.out(client, body, clientKey);
    const seq = client.seq;
    this.in(client, { received: { clientKey, commandId: `${this.t}-0` } }, seq);
    change();
    this.in(client, { outcome: { clientKey, code: 'CODE_OK', requestId: '', ...outcome } }, seq);
  }

  duty(client, key, on) {
    const volunteer = this.volunteers.get(client.id);
    this.ask(client, key, { setDuty: { duty: on ? 'DUTY_ON_DUTY' : 'DUTY_OFF' } }, {}, () => {
      volunteer.duty = on ? 'DUTY_ON_DUTY' : 'DUTY_OFF';
      const reason = on ? 'on_duty' : 'off';
      this.event('DUTY_CHANGED', { volunteerIds: [client.id], reason }, [volunteer]);
    });
  }

  submit(client, key, id, category, asked) {
    this.ask(client, key, { submit: { category } }, { requestId: id }, () => {
      const state = 'REQUEST_STATE_QUEUED';
      const request = { id, category, state, householdId: client.id, helpers: [], offers: [] };
      this.requests.set(id, request);
      this.event('REQUEST_SUBMITTED', { requestId: id, actor: { id: client.id } });
      this.wave(id, asked);
    });
  }

  wave(id, volunteerIds) {
    const { offers } = this.requests.get(id);
    for (const volunteerId of volunteerIds) {
      offers.push({ id: `${id}.${offers.length + 1}`, volunteerId, outcome: 'OFFER_OUTCOME_OPEN' });
    }
    this.event('WAVE_OPENED', { requestId: id, volunteerIds });
  }

  end(id, volunteerIds, outcome, reason = '') {
    for (const offer of this.requests.get(id).offers) {
      const open = offer.outcome === 'OFFER_OUTCOME_OPEN';
      if (open && volunteerIds.includes(offer.volunteerId)) offer.outcome = outcome;
    }
    this.event('OFFER_ENDED', { requestId: id, volunteerIds, offerOutcome: outcome, reason });
  }

  accept(client, key, offerId, taken = []) {
    const id = offerId.split('.')[0];
    this.ask(client, key, { acceptOffer: { offerId } }, { requestId: id }, () => {
      const request = this.requests.get(id);
      const state = 'VISIT_STATE_ACCEPTED';
      request.helpers.push({ volunteerId: client.id, state, live: true });
      request.offers.find((o) => o.id === offerId).outcome = 'OFFER_OUTCOME_ACCEPTED';
      this.event('VISIT_ACCEPTED', { requestId: id, volunteerIds: [client.id] });
      if (taken.length > 0) this.end(id, taken, 'OFFER_OUTCOME_TAKEN');
    });
  }

  progress(client, key, id, word) {
    const state = `VISIT_STATE_${word}`;
    this.ask(client, key, { progressVisit: { requestId: id, state } }, { requestId: id }, () => {
      const request = this.requests.get(id);
      const helper = request.helpers[request.helpers.length - 1];
      helper.state = state;
      helper.live = word !== 'DONE';
      const fact = { requestId: id, volunteerIds: [client.id], visitState: state };
      this.event('VISIT_PROGRESSED', fact);
      if (word === 'DONE') this.finish(id, 'RESOLVED', 'done');
    });
  }

  abort(client, key, id, again) {
    this.ask(client, key, { abortVisit: { requestId: id } }, { requestId: id }, () => {
      const request = this.requests.get(id);
      const helper = request.helpers[request.helpers.length - 1];
      Object.assign(helper, { state: 'VISIT_STATE_ABORTED', live: false });
      this.event('VISIT_ABORTED', { requestId: id, volunteerIds: [client.id] });
      this.wave(id, again);
    });
  }

  finish(id, word, reason) {
    Object.assign(this.requests.get(id), { state: `REQUEST_STATE_${word}`, endedAt: `${this.t}` });
    this.event(`REQUEST_${word}`, { requestId: id, reason });
  }

  done() {
    const final = { snapshots: {}, timelines: {} };
    for (const client of this.clients.values()) {
      final.snapshots[client.who] = this.snapshot(client);
    }
    for (const id of this.requests.keys()) {
      final.timelines[id] = structuredClone(this.facts.filter((f) => f.requestId === id));
    }
    return { records: this.records, final };
  }
}

export function handmade() {
  const story = new Story();
  for (const id of ['v-1', 'v-2', 'v-3']) story.volunteers.set(id, { id, duty: 'DUTY_OFF' });
  const board = story.client('coordinator', 'k-01');
  const [one, two, three] = ['v-1', 'v-2', 'v-3'].map((id) => story.client('volunteer', id));
  const home = story.client('resident', 'h-001');
  const next = story.client('resident', 'h-002');
  story.duty(one, 'd1', true);
  story.duty(two, 'd2', true);
  story.duty(three, 'd3', true);
  story.duty(three, 'd4', false);

  story.submit(home, 's1', 'r1', 'water', ['v-1', 'v-2']);
  story.ask(home, 's1', { submit: { category: 'water' } }, { requestId: 'r1', repeat: true });
  story.ask(home, 's2', { submit: { category: 'water' } }, { requestId: 'r1', repeat: true });
  story.close(board);
  story.accept(one, 'a1', 'r1.1', ['v-2']);
  story.ask(
    two,
    'a2',
    { acceptOffer: { offerId: 'r1.2' } },
    { code: 'CODE_TAKEN', requestId: 'r1' },
  );
  story.progress(one, 'p1', 'r1', 'ON_THE_WAY');
  story.open(board);
  story.progress(one, 'p2', 'r1', 'ARRIVED');
  story.progress(one, 'p3', 'r1', 'DONE');

  story.submit(next, 's3', 'r2', 'heating', ['v-1', 'v-2']);
  story.ask(two, 'x1', { declineOffer: { offerId: 'r2.2' } }, { requestId: 'r2' }, () =>
    story.end('r2', ['v-2'], 'OFFER_OUTCOME_DECLINED', 'declined'),
  );
  story.end('r2', ['v-1'], 'OFFER_OUTCOME_TIMED_OUT');
  story.accept(one, 'a3', 'r2.1');
  story.duty(three, 'd5', true);
  story.abort(one, 'b1', 'r2', ['v-3']);
  story.accept(three, 'a4', 'r2.3');
  story.progress(three, 'p4', 'r2', 'ARRIVED');
  story.progress(three, 'p5', 'r2', 'DONE');

  story.submit(home, 's4', 'r3', 'water', ['v-1', 'v-2', 'v-3']);
  story.ask(home, 'c1', { cancelRequest: { requestId: 'r3' } }, { requestId: 'r3' }, () => {
    story.end('r3', ['v-1', 'v-2', 'v-3'], 'OFFER_OUTCOME_WITHDRAWN', 'undo');
    story.finish('r3', 'CANCELLED', 'undo');
  });
  return story.done();
}
