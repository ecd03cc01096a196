// Which alarm the board's banner shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestState, Urgency } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { inOrder, isDanger, isSameAlarm, pinned } from '../../../gateway/web/src/board/order';

const state = RequestState.REQUEST_STATE_OFFERING;
const ordinary = { state, urgency: Urgency.URGENCY_NORMAL, arrived_at: 0, life_threatening: false };

function one(id: string, values: Partial<RequestView> = {}): RequestView {
    return { ...ordinary, id, ...values } as unknown as RequestView;
}

const urgent = { urgency: Urgency.URGENCY_URGENT };
const danger = { ...urgent, life_threatening: true };
const shown = (all: RequestView[], before: string) => pinned(all, before)?.id;

test('the alarm in the banner stays until it is handled', () => {
    assert.equal(shown([], 'a'), undefined);
    assert.equal(shown([one('b'), one('a')], ''), 'b');
    assert.equal(shown([one('b'), one('a')], 'a'), 'a');
    assert.equal(shown([one('b')], 'a'), 'b');
});

test('a click is not meant for what the same request is alarmed for next', () => {
    const about = (reason: number, raised_at = 1) => one('a', { alarm: { reason, raised_at } } as RequestView);
    assert.equal(isSameAlarm(about(8), about(9)), false, 'late, then: has anybody called');
    assert.equal(isSameAlarm(about(8), about(8, 2)), true);
    assert.equal(isSameAlarm(about(8), one('b', { alarm: about(8).alarm })), false);
    assert.equal(isSameAlarm(undefined, about(8)), false);
    assert.equal(isSameAlarm(undefined, undefined), true);
});

test('a graver alarm does not wait behind it', () => {
    assert.equal(shown([one('b', danger), one('a')], 'a'), 'b');
    assert.equal(shown([one('b', danger), one('a', urgent)], 'a'), 'b');
    assert.equal(shown([one('b', urgent), one('a')], 'a'), 'b');
    assert.equal(shown([one('b', danger), one('a', danger)], 'a'), 'a', 'not an equal one');
    assert.equal(shown([one('b', urgent), one('a', danger)], 'a'), 'a');
    assert.equal(shown([one('c'), one('b', danger)], ''), 'b');
});

test('a life in danger stays on top at the door, too, until its alarm is acknowledged', () => {
    const rings = { reason: 10, acknowledged_at: 0 } as RequestView['alarm'];
    const there = one('b', { ...danger, arrived_at: 1, sla_due_at: 9, number: 2, alarm: rings });
    const late = one('a', { sla_due_at: 1, number: 1 });
    assert.deepEqual([late, there].sort(inOrder), [there, late]);
    assert.equal(shown([one('a', { ...danger, alarm: rings }), there], 'b'), 'a', 'with nobody there');
    const taken = { ...there, alarm: { ...rings!, acknowledged_at: 5 } };
    assert.equal(isDanger(taken), false);
    assert.equal(isDanger({ ...there, state: RequestState.REQUEST_STATE_RESOLVED }), false);
});

test('a life is in danger until somebody is at the door', () => {
    const there = one('b', { ...danger, arrived_at: 1, urgency: Urgency.URGENCY_NORMAL });
    assert.equal(isDanger(there), false);
    assert.equal(shown([there, one('a')], 'a'), 'a');
    const late = one('a', { sla_due_at: 1, number: 1 });
    const hurt = one('b', { ...danger, sla_due_at: 9, number: 2 });
    assert.deepEqual([late, hurt].sort(inOrder), [hurt, late]);
});
