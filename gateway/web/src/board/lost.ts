// What the lost-and-found pane holds beside the view: what is open, and what is looked for.
import { computed, signal } from '@preact/signals';
import { fitsWords, isSearched, isStanding, lostOrder, shelfOrder, shown, textOf } from './lost_lists';
import { session } from './session';

export const lostOpen = signal(false); // the pane, in place of the queue
export const ended = signal(false); // list what has ended
export const query = signal('');
// The form that is open: 'found', 'lost', 'hand/<item id>/<lost id>', 'dispose/<item id>', 'edit/<item id>'
export const lostForm = signal('');
export const openForm = (name: string) => (lostForm.value = lostForm.value === name ? '' : name);

// The item whose number is shown large, to be written on its label.
export const label = signal('');

export const shelf = computed(() =>
    [...session.store.items.value.values()]
        .filter((item) => isStanding(item) !== ended.value)
        .filter((item) => fitsWords(query.value, `${textOf(item.thing)} ${item.found_by}`, item.shelf))
        .sort(shelfOrder),
);

export const lostReports = computed(() =>
    [...session.store.lost.value.values()]
        .filter((report) => isSearched(report) !== ended.value)
        .filter((report) =>
            fitsWords(
                query.value,
                `${textOf(report.thing)} ${report.name} ${report.door} ${report.contact}`,
                report.number,
            ),
        )
        .sort(lostOrder),
);

// Open reports that a look may end.
export const toLookAt = computed(
    () =>
        [...session.store.lost.value.values()].filter(
            (report) => isSearched(report) && shown(report).length > 0,
        ).length,
);

// Why a list is empty.
export function noneKey(of: 'shelf' | 'reports') {
    if (query.value.trim()) return 'lost.none.such' as const;
    if (ended.value) return 'lost.none.ended' as const;
    return of === 'shelf' ? ('lost.none.shelf' as const) : ('lost.none.reports' as const);
}
