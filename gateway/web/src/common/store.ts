// The view as the gateway sent it: snapshots replace, updates put and remove. Never repeats the
// core's logic; what a page shows follows from these images alone.
import { batch, signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type {
    CoverGap,
    EstateView,
    Fact,
    FailureView,
    Health,
    IncidentView,
    ItemView,
    LostView,
    LedgerPage,
    MeView,
    OfferView,
    Page,
    RequestView,
    ServerFrame,
    ShiftChangeView,
    Snapshot,
    Update,
    View,
    VisitView,
    VolunteerView,
} from 'circle-codec';

type Table<T> = Signal<ReadonlyMap<string, T>>;
const table = <T>(): Table<T> => signal<ReadonlyMap<string, T>>(new Map());

function put<T>(target: Table<T>, items: readonly T[], idOf: (item: T) => string): void {
    if (items.length === 0) return;
    const next = new Map(target.value);
    for (const item of items) next.set(idOf(item), item);
    target.value = next;
}

export class Store {
    readonly ready = signal(false);
    readonly estate = signal<EstateView | undefined>(undefined);
    readonly me = signal<MeView | undefined>(undefined);
    readonly health = signal<Health | undefined>(undefined);
    readonly requests: Table<RequestView> = table();
    readonly offers: Table<OfferView> = table();
    readonly visits: Table<VisitView> = table();
    readonly volunteers: Table<VolunteerView> = table();
    readonly failures: Table<FailureView> = table();
    readonly incidents: Table<IncidentView> = table();
    readonly lost: Table<LostView> = table();
    readonly items: Table<ItemView> = table();
    readonly shiftChanges: Table<ShiftChangeView> = table();
    readonly gaps: Table<CoverGap> = table();
    readonly ledger = signal<LedgerPage | undefined>(undefined); // the newest answer to get_ledger
    readonly page = signal<Page | undefined>(undefined); // the newest answer to get_history
    readonly timelines: Table<readonly Fact[]> = table();

    private number = 0;
    private token = '';

    resumeToken(): string {
        return this.token;
    }

    // Returns false when something is missing: reconnect then, a snapshot will follow.
    apply(frame: ServerFrame): boolean {
        if (frame.snapshot) this.replace(frame.snapshot);
        else if (frame.update) return this.follow(frame.update);
        else if (frame.health) this.health.value = frame.health;
        else if (frame.page) this.page.value = frame.page;
        else if (frame.ledger) this.ledger.value = frame.ledger;
        else if (frame.timeline) {
            this.note(frame.timeline.request_id, frame.timeline.facts);
        }
        return true;
    }

    private replace(snapshot: Snapshot): void {
        batch(() => {
            const { view } = snapshot;
            for (const held of [this.requests, this.offers, this.visits, this.volunteers]) {
                held.value = new Map();
            }
            this.failures.value = new Map();
            this.incidents.value = new Map();
            this.lost.value = new Map();
            this.items.value = new Map();
            this.shiftChanges.value = new Map();
            this.gaps.value = new Map();
            if (view) this.merge(view);
            this.number = snapshot.number;
            this.token = snapshot.resume;
            this.ready.value = true;
        });
    }

    private follow(update: Update): boolean {
        if (!this.ready.value || update.after !== this.number) {
            this.token = '';
            return false;
        }
        batch(() => {
            if (update.view) this.merge(update.view);
            for (const fact of update.facts) {
                if (fact.request_id) this.note(fact.request_id, [fact]);
            }
            this.number = update.number;
            this.token = update.resume;
        });
        return true;
    }

    private merge(view: View): void {
        if (view.estate) this.estate.value = view.estate;
        if (view.cover && this.estate.value) {
            const { on_duty, categories: cover } = view.cover;
            this.estate.value = { ...this.estate.value, on_duty, cover };
        }
        if (view.me) this.me.value = view.me;
        put(this.requests, view.requests, (item) => item.id);
        put(this.offers, view.offers, (item) => item.id);
        put(this.visits, view.visits, (item) => item.request_id);
        put(this.volunteers, view.volunteers, (item) => item.id);
        put(this.failures, view.failures, (item) => item.id);
        put(this.incidents, view.incidents, (item) => item.id);
        put(this.lost, view.lost, (item) => item.id);
        put(this.items, view.items, (item) => item.id);
        put(this.shiftChanges, view.shift_changes, (item) => item.id);
        put(this.gaps, view.gaps, (item) => item.id);
        for (const path of view.removed) this.remove(path);
    }

    private remove(path: string): void {
        const slash = path.indexOf('/');
        const id = path.slice(slash + 1);
        const drop = <T>(held: Table<T>) => {
            const next = new Map(held.value);
            if (next.delete(id)) held.value = next;
        };
        switch (path.slice(0, slash)) {
            case 'requests':
                return drop(this.requests);
            case 'offers':
                return drop(this.offers);
            case 'visits':
                return drop(this.visits);
            case 'volunteers':
                return drop(this.volunteers);
            case 'failures':
                return drop(this.failures);
            case 'incidents':
                return drop(this.incidents);
            case 'lost':
                return drop(this.lost);
            case 'items':
                return drop(this.items);
            case 'shift_changes':
                return drop(this.shiftChanges);
            case 'gaps':
                return drop(this.gaps);
        }
    }

    // Facts come by get_timeline and live; their number orders them and tells repeats.
    private note(requestId: string, facts: readonly Fact[]): void {
        const known = new Map<number, Fact>();
        for (const fact of this.timelines.value.get(requestId) ?? []) known.set(fact.number, fact);
        for (const fact of facts) known.set(fact.number, fact);
        const ordered = [...known.values()].sort((a, b) => a.number - b.number);
        this.timelines.value = new Map(this.timelines.value).set(requestId, ordered);
    }
}
