// The people of the estate: who taps, says yes, says no, forgets, changes their mind. All choices
// come from one seeded generator; when they fall depends on the service, too.
import { randomUUID } from 'node:crypto';
import { Client } from './client.mjs';
import { kTerminal } from './view.mjs';

// Of the estate: the shortest windows that the service accepts.
export const kPolicy = {
  window_min_s: 5,
  window_max_s: 5,
  unreachable_s: 2,
  reask_s: 10,
  max_asks: 20,
  rung_estate_s: 1,
  rung_staff_s: 3,
};

const kStepMs = 25;
const kTapsPerStep = 4;

const kAnswers = { accept: 52, twice: 12, decline: 14, slow: 10, ignore: 7, watch: 5 };
const kSteps = {
  VISIT_STATE_ACCEPTED: 'VISIT_STATE_ON_THE_WAY',
  VISIT_STATE_ON_THE_WAY: 'VISIT_STATE_ARRIVED',
  VISIT_STATE_ARRIVED: 'VISIT_STATE_DONE',
};

export class Town {
  // `people`: {resident: {id: token}, volunteer: …, coordinator: …}
  constructor({ url, people, history, random, target }) {
    Object.assign(this, { history, random, target });
    this.timers = new Set();
    this.planned = new Set();
    this.asleepUntil = 0;
    this.calm = false; // draining: no new wishes, quick answers
    const make = (role, onView) =>
      Object.entries(people[role]).map(
        ([id, token]) =>
          new Client({ url, token, who: `${role}/${id}`, role, id, history, onView }),
      );
    this.volunteers = make('volunteer', (client, view) => this.volunteerSees(client, view));
    this.residents = make('resident', () => {});
    this.coordinators = make('coordinator', () => {});
    this.clients = [...this.coordinators, ...this.volunteers, ...this.residents];
    this.taps = 0;
  }

  async start() {
    for (const client of this.clients) client.start();
    await this.until(() => this.clients.every((c) => c.ready && c.resume), 20000, 'be connected');
    const duty = 'DUTY_ON_DUTY';
    await Promise.all(this.volunteers.map((client) => client.mutate({ setDuty: { duty } })));
    const estate = this.residents[0].view.estate;
    this.categories = estate.categories.map(({ id }) => id);
    this.stepper = setInterval(() => this.step(), kStepMs);
    for (const client of this.volunteers)
      this.later(this.random.int(500, 6000), () => this.rest(client));
  }

  async until(condition, milliseconds, what) {
    const deadline = Date.now() + milliseconds;
    while (!(await condition())) {
      if (Date.now() > deadline) {
        throw new Error(`the town did not ${typeof what === 'function' ? what() : what} in time`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  later(milliseconds, action) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, milliseconds);
    this.timers.add(timer);
  }

  stopActing() {
    clearInterval(this.stepper);
    for (const timer of this.timers) clearTimeout(timer);
  }

  stop() {
    this.stopActing();
    for (const client of this.clients) client.stop();
  }

  // Requests that began (or are on their way) and have not ended.
  inFlight() {
    let count = 0;
    for (const client of this.residents) {
      count += [...client.view.requests.values()].filter((r) => !kTerminal.has(r.state)).length;
      count += [...client.pending.values()].filter(({ body }) => body.submit).length;
    }
    return count;
  }

  step() {
    if (this.calm) return;
    const { random } = this;
    for (let i = 0; i < kTapsPerStep && this.inFlight() < this.target; ++i) this.tap();
    if (random.chance(0.1)) this.changeMind();
    if (random.chance(0.05)) this.coordinate();
    if (random.chance(0.02)) random.pick(this.clients).cut();
  }

  // ---- residents ----

  tap() {
    const { random } = this;
    const client = random.pick(this.residents);
    const busy = new Set(
      [...client.view.requests.values()]
        .filter((r) => !kTerminal.has(r.state))
        .map((r) => r.category),
    );
    for (const { body } of client.pending.values()) if (body.submit) busy.add(body.submit.category);
    const free = this.categories.filter((category) => !busy.has(category));
    if (free.length === 0) return;
    const body = { submit: { category: random.pick(free), note: `第${++this.taps}次` } };
    const key = randomUUID();
    const answer = client.mutate(body, key);
    if (random.chance(0.15)) client.again(body, key); // an impatient finger
    if (random.chance(0.1)) client.mutate(body); // another page of the same home
    if (random.chance(0.1)) answer.then(() => client.again(body, key)); // a replayed outbox
    if (random.chance(0.08)) answer.then(({ requestId }) => this.cancel(client, requestId)); // undo
  }

  cancel(client, requestId) {
    if (requestId) client.mutate({ cancelRequest: { requestId } });
  }

  changeMind() {
    const client = this.random.pick(this.residents);
    const open = [...client.view.requests.values()].filter((r) => !kTerminal.has(r.state));
    if (open.length === 0) return;
    const { id, state } = this.random.pick(open);
    const there = state === 'REQUEST_STATE_ARRIVED' || state === 'REQUEST_STATE_ASSIGNED';
    if (there && this.random.chance(0.5)) client.mutate({ resolveRequest: { requestId: id } });
    else this.cancel(client, id);
  }

  // ---- volunteers ----

  volunteerSees(client, view) {
    for (const { id, outcome } of view.offers ?? []) {
      if (outcome !== 'OFFER_OUTCOME_OPEN' || this.planned.has(id)) continue;
      this.planned.add(id);
      if (this.asleep()) this.answerLate(client, id);
      else this.answerOffer(client, id);
    }
    for (const visit of view.visits ?? []) {
      const name = `${client.id} ${visit.requestId} ${visit.acceptedAt} ${visit.state}`;
      if (!kSteps[visit.state] || this.planned.has(name)) continue;
      this.planned.add(name);
      this.later(this.random.int(10, this.calm ? 40 : 150), () => this.goOn(client, visit));
    }
  }

  answerOffer(client, offerId) {
    const { random } = this;
    const accept = () => client.mutate({ acceptOffer: { offerId } });
    const show = () => client.mutate({ showOffer: { offerId } });
    switch (this.calm ? 'accept' : random.weighted(kAnswers)) {
      case 'accept':
        if (random.chance(0.5)) show();
        return this.later(random.int(5, 150), accept);
      case 'twice':
        return this.later(random.int(5, 150), () => this.acceptTwice(client, offerId));
      case 'decline':
        return this.later(random.int(5, 150), () => client.mutate({ declineOffer: { offerId } }));
      case 'slow':
        show();
        return this.later(random.int(800, 2500), accept);
      case 'ignore': // unreachable before long; half of them say yes after all
        if (random.chance(0.5))
          this.later(kPolicy.unreachable_s * 1000 + random.int(50, 900), accept);
        return undefined;
      default: // watch: looks at it until it has run out, and then says yes or no
        show();
        return this.later(kPolicy.window_max_s * 1000 + random.int(50, 900), () =>
          random.chance(0.5) ? accept() : client.mutate({ declineOffer: { offerId } }),
        );
    }
  }

  // Nobody answers for so long: offers run out, shown or not. Then some say yes after all.
  nap(milliseconds) {
    this.asleepUntil = Date.now() + milliseconds;
  }

  asleep() {
    return Date.now() < this.asleepUntil;
  }

  answerLate(client, offerId) {
    const { random } = this;
    if (random.chance(0.5)) client.mutate({ showOffer: { offerId } });
    const answer = random.weighted({ acceptOffer: 2, declineOffer: 1, nothing: 1 });
    if (answer === 'nothing') return;
    this.later(this.asleepUntil - Date.now() + random.int(0, 300), () =>
      client.mutate({ [answer]: { offerId } }),
    );
  }

  acceptTwice(client, offerId) {
    const body = { acceptOffer: { offerId } };
    const key = randomUUID();
    const answer = client.mutate(body, key);
    client.again(body, key);
    client.mutate(body);
    answer.then(() => client.again(body, key));
  }

  goOn(client, { requestId, state }) {
    const { random } = this;
    if (!this.calm && random.chance(0.08)) {
      client.mutate({ abortVisit: { requestId, reason: '身体不适' } });
      return;
    }
    const skip = state === 'VISIT_STATE_ACCEPTED' && random.chance(0.3);
    const next = skip ? 'VISIT_STATE_ARRIVED' : kSteps[state];
    // Where two should have gone and one did, only a reason ends it.
    const alone = random.chance(0.7) ? '一个人就够' : '';
    client.mutate({ progressVisit: { requestId, state: next, alone } });
  }

  // Off duty for a moment, by their own hand or the coordinator's.
  rest(client) {
    if (this.calm) return;
    const { random } = this;
    const set = (duty) => {
      if (random.chance(0.2)) {
        random.pick(this.coordinators).mutate({ setDuty: { duty, volunteerId: client.id } });
      } else {
        client.mutate({ setDuty: { duty } });
      }
    };
    set('DUTY_OFF');
    this.later(random.int(100, 900), () => {
      set('DUTY_ON_DUTY');
      this.later(random.int(3000, 8000), () => this.rest(client));
    });
  }

  // ---- coordinators ----

  coordinate() {
    const { random } = this;
    const client = random.pick(this.coordinators);
    const open = [...client.view.requests.values()].filter((r) => !kTerminal.has(r.state));
    const alarmed = open.find((r) => r.alarm && !Number(r.alarm.acknowledgedAt));
    if (alarmed) client.mutate({ acknowledgeAlarm: { requestId: alarmed.id } });
    if (open.length > 0 && random.chance(0.3)) {
      client.mutate({ closeRequest: { requestId: random.pick(open).id, reason: '重复报修' } });
    }
  }

  // ---- the end of the day ----

  // Everybody finishes what is open; then nothing is open and nobody waits for an answer.
  async drain(milliseconds) {
    this.calm = true;
    const [board] = this.coordinators;
    const open = () => [...board.view.requests.values()].filter((r) => !kTerminal.has(r.state));
    const waiting = () => this.clients.reduce((sum, client) => sum + client.pending.size, 0);
    const give = Date.now() + milliseconds / 4;
    await this.until(() => open().length === 0 || Date.now() > give, milliseconds, 'finish');
    for (const client of this.residents) {
      for (const { id, state } of client.view.requests.values()) {
        if (!kTerminal.has(state)) this.cancel(client, id);
      }
    }
    let closed = 0;
    const quiet = async () => {
      if (Date.now() - closed > 1000 && waiting() === 0) {
        closed = Date.now();
        for (const { id } of open()) {
          board.mutate({ closeRequest: { requestId: id, reason: '日终' } });
        }
      }
      return open().length === 0 && waiting() === 0 && this.clients.every((c) => c.ready);
    };
    const rest = () => `come to rest (${open().length} open, ${waiting()} waiting)`;
    await this.until(quiet, milliseconds, rest);
    this.stopActing(); // a late yes may still be planned
    await this.until(quiet, milliseconds, rest);
  }
}
