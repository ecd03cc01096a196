// What a coordinator does with lost and found things.
import type { Partially, Thing } from 'circle-codec';
import { Code, ItemState } from 'circle-codec';
import type { Result } from '../common/courier';
import { t } from '../common/text';
import { notice } from '../common/ui';
import { pending } from './acts';
import { label } from './lost';
import { session } from './session';

export function reportFound(thing: Partially<Thing>): void {
    session.courier.post('report_found', { thing });
}

export function reportLost(thing: Partially<Thing>, contact: string): void {
    session.courier.post('report_lost', { thing, contact: contact.trim() });
}

export function shelve(id: string): void {
    if (pending('change_item', id)) return;
    session.courier.post('change_item', { id, state: ItemState.ITEM_STATE_SHELVED });
}

export function correct(id: string, thing: Partially<Thing>): void {
    if (!pending('change_item', id)) session.courier.post('change_item', { id, thing });
}

export function dispose(id: string, reason: string): void {
    if (pending('change_item', id)) return;
    const state = ItemState.ITEM_STATE_DISPOSED;
    session.courier.post('change_item', { id, state, reason: reason.trim() });
}

export function dismiss(lost_id: string, item_id: string): void {
    session.courier.post('dismiss_suggestion', { lost_id, item_id });
}

export function handOver(id: string, lost_id: string, who: string, proof: string): void {
    if (pending('hand_over_item', id)) return;
    session.courier.post('hand_over_item', { id, lost_id, who: who.trim(), proof: proof.trim() });
}

export function withdraw(id: string): void {
    if (!pending('withdraw_lost', id)) session.courier.post('withdraw_lost', { id });
}

// What came to the shelf shows its number. True: the result needs no other words.
export function lostSettled({ entry, code, id }: Result): boolean {
    const { kind } = entry;
    if (code === Code.CODE_WRONG_STATE && kind === 'report_found') {
        notice.value = t('lost.limit.estate');
        return true;
    }
    if (code !== Code.CODE_OK) return false;
    const { state } = entry.body as { state?: number };
    const shelved = kind === 'change_item' && state === ItemState.ITEM_STATE_SHELVED;
    if (shelved || kind === 'report_found') label.value = id;
    return true;
}
