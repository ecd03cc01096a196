// Folding of views, as docs/contract.md tells clients to do it: a snapshot is everything, an item
// of an update replaces the held one with the same id, what ended leaves.

const kEndedVisits = new Set([
  'VISIT_STATE_DONE',
  'VISIT_STATE_ABORTED',
  'VISIT_STATE_CANCELLED',
  'VISIT_STATE_WITHDRAWN',
  'VISIT_STATE_MISSED',
]);
export const kTerminal = new Set([
  'REQUEST_STATE_RESOLVED',
  'REQUEST_STATE_CANCELLED',
  'REQUEST_STATE_CLOSED',
]);

export class FoldedView {
  constructor() {
    this.clear();
  }

  clear() {
    this.estate = null;
    this.me = null;
    this.requests = new Map();
    this.offers = new Map();
    this.visits = new Map();
    this.volunteers = new Map();
    this.failures = new Map();
  }

  snapshot(view) {
    this.clear();
    this.update(view);
  }

  update(view) {
    if (!view) return;
    if (view.estate) this.estate = view.estate;
    if (view.cover && this.estate) {
      const { onDuty = 0, categories = [] } = view.cover;
      const cover = categories.length > 0 ? categories : this.estate.cover;
      this.estate = { ...this.estate, onDuty, cover };
    }
    if (view.me) {
      const { waiting: _, ...me } = view.me; // as of when it was told, not kept up to date
      this.me = me;
    }
    for (const name of view.removed ?? []) {
      const slash = name.indexOf('/');
      this[name.slice(0, slash)]?.delete(name.slice(slash + 1));
    }
    for (const request of view.requests ?? []) this.requests.set(request.id, request);
    for (const volunteer of view.volunteers ?? []) this.volunteers.set(volunteer.id, volunteer);
    for (const failure of view.failures ?? []) this.failures.set(failure.id, failure);
    for (const offer of view.offers ?? []) {
      const asked = /_(OPEN|CONFIRMING)$/.test(offer.outcome);
      if (offer.standing || asked) this.offers.set(offer.id, offer);
      else this.offers.delete(offer.id);
    }
    for (const visit of view.visits ?? []) {
      if (kEndedVisits.has(visit.state)) this.visits.delete(visit.requestId);
      else this.visits.set(visit.requestId, visit);
    }
  }
}

// proto3 defaults may be printed or not: both mean the same.
export function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const out = {};
  for (const key of Object.keys(value).sort()) {
    const inner = canonical(value[key]);
    const empty =
      inner === null ||
      inner === '' ||
      inner === 0 ||
      inner === '0' ||
      inner === false ||
      (typeof inner === 'string' && inner.endsWith('_UNSPECIFIED')) ||
      (Array.isArray(inner) && inner.length === 0);
    if (!empty) out[key] = inner;
  }
  return out;
}

export function same(a, b) {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}
