// One riser, three neighbours: one outage on the board, one line for each who waits, on the real stack.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Person } from './people.mjs';
import {
    accessible,
    board,
    browser,
    chapter,
    closeTown,
    dismiss,
    onDuty,
    openTown,
    stack,
    wang,
} from './town.mjs';

const LEAST_TARGET = 60; // of the resident's own buttons
const STAIRCASE = ['h-001', 'h-002', 'h-003'];
const ELSEWHERE = 'h-180';
const neighbours = [];
const requests = [];

before(async () => {
    await openTown();
    for (const id of STAIRCASE) {
        neighbours.push(await Person.arrive(browser, await stack.link('resident', id)));
    }
}, { timeout: 180_000 });
after(async () => {
    for (const person of neighbours) await person.leave();
    await closeTown();
}, { timeout: 60_000 });

async function tapWater(person) {
    await person.tap('category-water');
    await person.tap('ask-send');
    await person.see('screen-request');
    requests.push(await person.attribute('screen-request', 'request'));
}

chapter('the third tap makes an outage, and each reads of it', async () => {
    await onDuty(wang);
    for (const person of neighbours) await tapWater(person);
    for (const person of neighbours) {
        await person.see('outage', { doors: 3 });
        assert.match(await person.text('outage'), /统一故障/);
    }
    await wang.see('screen-offer');
    await wang.see('outage-doors', { doors: 3 });
    await wang.shot('volunteer-outage-offer');
});

chapter('the board shows one card, and the others behind it', async () => {
    await board.see('row-outage', { doors: 3 });
    assert.equal(await board.count('queue-row'), 1);
    assert.equal(await board.count('plan-request'), 1, 'one pin for all of them');
    await board.see('plan-doors', { doors: 3 });
    await board.tap('outage-expand');
    await board.see('outage-list');
    assert.equal(await board.count('outage-member'), 2);
    await accessible(board, 'outage');
    await board.shot('board-outage');
});

chapter('who comes and what is announced reaches all of them', async () => {
    await wang.tap('offer-accept');
    await wang.see('outage-doors', { doors: 3 });
    await wang.shot('volunteer-outage');
    await board.tap('queue-row');
    await board.tap('open-announce');
    await board.tap('quick-0');
    await board.tap('yes-announce');
    await board.see('outage-notices');
    for (const person of neighbours) {
        await person.see('outage-notice', { text: '师傅已到现场' });
        await person.see('status-headline', { text: '王阿姨' });
    }
    const [, second] = neighbours;
    assert.match(await second.text('steps'), /到现场/);
    assert.doesNotMatch(await second.text('promise'), /门口/);
    await accessible(second, 'outage');
    assert.equal(await second.overflow(320, 200), 0);
    const small = await second.smallTargets(LEAST_TARGET);
    assert.deepEqual(small.filter((line) => /outage/.test(line)), []);
    await second.shot('resident-outage');
});

chapter('taken out, one goes on alone; the rest ends with the repair', async () => {
    const [, , third] = neighbours;
    if ((await board.count('outage-list')) === 0) await board.tap('outage-expand');
    await board.tap('outage-member', { request: requests[2] });
    await board.see('outage-lead');
    await board.see('detail-state', { text: /^并入第 \d+ 号：/ });
    await board.shot('board-outage-member');
    await board.tap('open-unfold');
    await board.tap('no-unfold');
    await board.seeGone('form-unfold');
    await board.see('outage-lead');
    await board.tap('open-unfold');
    await board.tap('yes-unfold');
    await third.seeGone('outage');
    await board.tap('open-fold');
    await board.tap('yes-fold');
    await third.see('outage', { doors: 3 });
    await board.tap('open-end-outage');
    await board.tap('quick-0');
    await board.tap('yes-end-outage');
    for (const person of neighbours) {
        await person.see('status-headline', { text: '问题解决了' });
        await person.see('status-sub', { text: '立管：已修好' });
        assert.deepEqual(person.faults, []);
    }
    const [, second] = neighbours;
    assert.equal(await second.page.locator('.steps .past').count(), 3, 'nobody came to this door');
    await second.shot('resident-outage-over');
    await second.tap('home-back');
    await second.tap('history');
    await second.see('past-end', { text: '立管：已修好' });
    await second.shot('resident-outage-past');
    await wang.see('ended-text', { text: '不用去了' });
});

async function atSite() {
    await wang.tap('offer-accept');
    for (const next of [2, 3]) {
        await wang.see('visit-next', { next });
        await wang.tap('visit-next', { next });
    }
}

chapter('who is at one door is on site for the others, and who lives elsewhere joins on purpose', async () => {
    await dismiss(wang);
    requests.length = 0;
    for (const person of neighbours) {
        await person.tap('home-back');
        await tapWater(person);
    }
    await wang.see('outage-doors', { doors: 3 });
    await atSite();
    if ((await board.count('outage-list')) === 0) await board.tap('outage-expand');
    await board.tap('outage-member');
    await board.see('detail-state', { text: /^并入第 \d+ 号：王阿姨已到现场$/ });
    await board.see('helper-state', { text: '已到现场' });
    assert.doesNotMatch(await board.text('detail'), /门口/);
    await accessible(board, 'on site');
    await board.shot('board-outage-site');

    const far = await Person.arrive(browser, await stack.link('resident', ELSEWHERE));
    neighbours.push(far);
    await tapWater(far);
    await board.tap('queue-row', { request: requests[3] });
    await board.see('detail', { request: requests[3] });
    await board.tap('open-fold');
    await board.see('fold-sure', { gap: 'building' });
    await board.tap('yes-fold');
    await accessible(board, 'fold elsewhere');
    await board.shot('board-outage-elsewhere');
    assert.equal(await board.count('outage-box'), 0, 'asked once more');
    await board.page.getByTestId('fold-sure').check();
    await board.tap('yes-fold');
    await board.see('outage-box');
    await far.see('outage', { doors: 4 });
});
