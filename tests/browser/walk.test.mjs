// A lift goes out of order: the board says so, the helper is told how many floors there are to climb,
// and both see the way.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Person } from './people.mjs';
import {
    VISIT,
    accessible,
    board,
    browser,
    chapter,
    closeTown,
    liu,
    onDuty,
    openTown,
    stack,
} from './town.mjs';

// Who asks: building 6, unit 1, fifth floor.
const HOUSEHOLD = 'h-329';
const LIFT = '6-1';
const FLOORS = 4;
let upstairs;

before(
    async () => {
        await openTown();
        upstairs = await Person.arrive(browser, await stack.link('resident', HOUSEHOLD));
    },
    { timeout: 120_000 },
);
after(
    async () => {
        await upstairs?.leave();
        await closeTown();
    },
    { timeout: 60_000 },
);

chapter('a coordinator stops a lift with a reason, and everybody at the board sees it', async () => {
    assert.equal(await board.count(`lift-${LIFT}`), 0, 'folded up');
    await board.tap('lifts-open');
    await board.see(`lift-${LIFT}`, { out: false });
    await board.tap(`lift-switch-${LIFT}`);
    await board.see('form-lift');
    await board.tap('quick-1');
    await board.tap('lift-yes');
    await board.see(`lift-${LIFT}`, { out: true });
    await board.see('lift-banner', { count: 1, text: '6号楼1单元' });
    await board.see('lift-since', { text: '检修' });
    await board.page.getByTestId('lifts').scrollIntoViewIfNeeded();
    await board.shot('board-lifts');
    await accessible(board, 'lifts');
});

let request;
chapter('the offer says that there are floors to climb, and how many', async () => {
    await onDuty(liu);
    await upstairs.tap('category-water');
    await upstairs.tap('ask-send');
    await upstairs.see('screen-request');
    request = await upstairs.attribute('screen-request', 'request');
    await liu.see('screen-offer');
    await liu.see('offer-climb', { floors: FLOORS, text: '电梯停运' });
    await liu.shot('volunteer-offer-climb');
    await accessible(liu, 'offer with floors');
    await liu.tap('offer-accept');
});

chapter('the helper and the board see the way', async () => {
    await liu.see('visit-walk');
    await liu.see('visit-climb', { floors: FLOORS });
    await liu.page.getByTestId('visit-way').scrollIntoViewIfNeeded();
    await liu.see('visit-way-map');
    assert.ok(Number(await liu.attribute('visit-route', 'points')) > 3, 'round some corners');
    await liu.shot('volunteer-way');
    await accessible(liu, 'way');
    await board.tap('plan-request', { request });
    await board.see('detail', { request });
    await board.see('helper-walk', { text: `爬 ${FLOORS} 层` });
    assert.equal(await board.count('plan-route'), 1);
    await board.page.getByTestId('plan').scrollIntoViewIfNeeded();
    await board.shot('board-route');
});

chapter('once the lift goes again nobody climbs, and at the door the way is gone', async () => {
    await board.tap(`lift-switch-${LIFT}`);
    await board.see(`lift-${LIFT}`, { out: false });
    await board.seeGone('lift-banner');
    await liu.seeGone('visit-climb');
    await liu.tap('visit-next', { next: VISIT.onTheWay });
    await liu.tap('visit-next', { next: VISIT.arrived });
    await liu.seeGone('visit-way');
    await liu.see('visit-next', { next: VISIT.done });
    await board.seeGone('plan-route');
});
