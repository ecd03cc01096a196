// What the board concludes of its people: who is at a door, and who is out of reach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Duty, OfferOutcome, RequestState, VisitState } from 'circle-codec';
import type { HelperView, OfferLine, RequestView, VolunteerView } from 'circle-codec';
import { doorOf } from '../../../gateway/web/src/board/at_door';
import { newestOffers, outOfReach } from '../../../gateway/web/src/board/reach';

const state = RequestState.REQUEST_STATE_OFFERING;

function request(values: Partial<RequestView>): RequestView {
    return { state, helpers: [], offers: [], ...values } as unknown as RequestView;
}

test('who has arrived is at the door of their visit', () => {
    const point = { lat: 31, lon: 121 };
    const at = (visit: number) => {
        const helper = { volunteer_id: 'v', state: visit } as HelperView;
        const one = request({ point, helpers: [helper] });
        return doorOf({ id: 'v', request_id: 'r' } as VolunteerView, new Map([['r', one]]));
    };
    assert.equal(at(VisitState.VISIT_STATE_ARRIVED), point);
    assert.equal(at(VisitState.VISIT_STATE_ON_THE_WAY), undefined);
    assert.equal(doorOf({ id: 'v', request_id: '' } as VolunteerView, new Map()), undefined);
});

test('whose newest offer did not reach them is out of reach until they come on duty again', () => {
    const offer = (opened_at: number, outcome: number) =>
        ({ volunteer_id: 'v', opened_at, outcome }) as OfferLine;
    const missed = offer(20, OfferOutcome.OFFER_OUTCOME_UNREACHABLE);
    const shown = offer(30, OfferOutcome.OFFER_OUTCOME_TIMED_OUT);
    const is = (offers: OfferLine[], duty_since = 10, duty: number = Duty.DUTY_ON_DUTY) => {
        const newest = newestOffers([request({ offers })]).get('v');
        return outOfReach({ duty, duty_since } as VolunteerView, newest);
    };
    assert.equal(is([missed]), true);
    assert.equal(is([shown, missed]), false, 'reached since');
    assert.equal(is([missed], 25), false, 'on duty again since');
    assert.equal(is([missed], 10, Duty.DUTY_OFF), false);
    assert.equal(is([]), false);
    const over = request({ offers: [missed], state: RequestState.REQUEST_STATE_CLOSED });
    assert.equal(newestOffers([over]).size, 0);
});
