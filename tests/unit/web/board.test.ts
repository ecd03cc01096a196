// What the board concludes from a view and the time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OfferOutcome, RequestState } from 'circle-codec';
import type { OfferLine, Pause, RequestView, TradeClock } from 'circle-codec';
import { isStalled } from '../../../gateway/web/src/board/stalled';
import { dayNumber, fits } from '../../../gateway/web/src/board/wanted';

const T = 1_700_000_000_000;
const HELD = { by: 'k-01', reason: 'x', until: T };

function request(values: Partial<RequestView>): RequestView {
    const state = RequestState.REQUEST_STATE_OFFERING;
    const bare = { state, offers: [], pauses: [], sla_due_at: T + 600_000, breached_at: 0, arrived_at: 0 };
    return { ...bare, ...values } as unknown as RequestView;
}

test('a request is stalled when something due has not happened within 15 s', () => {
    const offer = { outcome: OfferOutcome.OFFER_OUTCOME_OPEN, expires_at: T } as OfferLine;
    const answered = { ...offer, outcome: OfferOutcome.OFFER_OUTCOME_DECLINED };
    const alarm = { reason: 1, raised_at: T, contact: 0, acknowledged_by: '', acknowledged_at: 0 };
    const late = [
        request({ offers: [answered, offer] }),
        request({ hold: HELD }),
        request({ alarm: { ...alarm, next_contact_at: T } }),
        request({ sla_due_at: T }),
    ];
    for (const one of late) {
        assert.equal(isStalled(one, T + 15_000), false);
        assert.equal(isStalled(one, T + 15_001), true);
        const ended = { ...one, state: RequestState.REQUEST_STATE_CLOSED };
        assert.equal(isStalled(ended, T + 15_001), false);
    }
    const fine = [
        request({ offers: [answered] }),
        request({ alarm: { ...alarm, next_contact_at: 0 } }),
        request({ sla_due_at: T, breached_at: T }),
        request({ sla_due_at: T, arrived_at: T }),
    ];
    for (const one of fine) assert.equal(isStalled(one, T + 60_000), false);
});

test('a day is the estate\'s own, of the tap or of the end', () => {
    const china = 480;
    const lateOn22 = Date.parse('2026-11-22T15:30:00Z'); // 23:30 there
    const earlyOn23 = Date.parse('2026-11-22T16:10:00Z'); // 00:10 there
    const one = request({ submitted_at: lateOn22, ended_at: earlyOn23, category: 'water' });
    const any = { words: '', category: '', state: 0, day: '' };
    assert.equal(fits(one, any, china), true);
    assert.equal(fits(one, { ...any, day: '2026-11-22' }, china), true);
    assert.equal(fits(one, { ...any, day: '2026-11-23' }, china), true);
    assert.equal(fits(one, { ...any, day: '2026-11-23' }, 0), false);
    assert.equal(fits(one, { ...any, category: 'traffic' }, china), false);
    assert.equal(fits(one, { ...any, state: RequestState.REQUEST_STATE_CLOSED }, china), false);
    assert.equal(dayNumber('1970-01-03'), 2);
});

test('a paused clock is not stalled, its end and the mark of the trade are', () => {
    const pause = { reason: 1, from: T - 1_000, until: T + 900_000, ended_at: 0 } as Pause;
    const paused = request({ sla_due_at: T, pauses: [pause] });
    assert.equal(isStalled(paused, T + 60_000), false);
    assert.equal(isStalled(paused, T + 915_001), true);
    const clock = { called_at: T - 9_000, due_at: T, arrived_at: 0, done_at: 0, breached_at: 0 };
    const trade = clock as TradeClock;
    const awaiting = { arrived_at: T - 60_000, trade };
    assert.equal(isStalled(request(awaiting), T + 15_001), true);
    const told = { ...awaiting, trade: { ...trade, breached_at: T } };
    assert.equal(isStalled(request(told), T + 60_000), false);
});
