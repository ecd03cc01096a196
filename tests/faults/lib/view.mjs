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

// Held by id, from the field of a view to the word in `removed`. Offers and visits leave by
// themselves, see update().
export const kHeld = {
  requests: 'requests',
  volunteers: 'volunteers',
  failures: 'failures',
  incidents: 'incidents',
  lost: 'lost',
  items: 'items',
  shiftChanges: 'shift_changes',
  gaps: 'gaps',
};

export class FoldedView {
  constructor() {
    this.clear();
  }

  clear() {
    this.estate = null;
    this.me = null;
    this.offers = new Map();
    this.visits = new Map();
    for (const field of Object.keys(kHeld)) this[field] = new Map();
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
    if (view.me) this.me = view.me;
    for (const name of view.removed ?? []) {
      const slash = name.indexOf('/');
      const kind = name.slice(0, slash);
      const field = Object.keys(kHeld).find((held) => kHeld[held] === kind) ?? kind;
      this[field].delete(name.slice(slash + 1));
    }
    for (const field of Object.keys(kHeld)) {
      for (const item of view[field] ?? []) this[field].set(item.id, item);
    }
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
