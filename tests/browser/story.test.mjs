// The story of a tap, with the three pages open at once on the real stack, and how soon they agree:
// at once, with frozen links, and after the gateway was killed.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { composeStory } from './compose.mjs';
import {
    REQUEST,
    VISIT,
    accessible,
    askFor,
    backHome,
    board,
    browser,
    chapter,
    closeTown,
    dismiss,
    liu,
    onDuty,
    openTown,
    resident,
    stack,
    wang,
} from './town.mjs';

const AGREE_MS = 1_000;
const STALE_MS = 5_000;
const GRACE_MS = 1_500; // to draw and to be noticed by this test
const BACK_MS = 10_000;

before(openTown, { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

chapter('cover is truthful on every page', async () => {
    await resident.see('cover', { 'on-duty': 0 });
    await resident.see('cover-phone');
    await accessible(resident, 'home, nobody on duty');
    await accessible(wang, 'off duty');
    await wang.shot('volunteer-off-duty');
    await board.see('queue-empty');
    await board.shot('board-empty');
    await accessible(board, 'empty board');
    await onDuty(wang);
    await Promise.all([
        resident.see('cover', { 'on-duty': 1, text: '现在有 1 人值班' }),
        board.see('on-duty', { count: 1 }),
        board.see('person-v-01', { duty: 2 }),
    ]);
    await resident.shot('resident-home');
    await wang.shot('volunteer-idle');
    await accessible(resident, 'home');
    await accessible(wang, 'on duty');
});

chapter('tap, offer, accept, on the way, arrived, done: all three agree', async () => {
    await resident.tap('category-water');
    await accessible(resident, 'ask');
    await resident.shot('resident-ask');
    await resident.write('ask-note', '厨房水管漏水，关不住');
    await resident.tap('ask-send');
    await resident.see('screen-request', { state: REQUEST.offering });
    const id = await resident.attribute('screen-request', 'request');
    await Promise.all([
        resident.see('status-headline', { text: '正在询问 1 位邻居' }),
        wang.see('offer-category', { text: '水' }),
        board.see('queue-row', { request: id, state: REQUEST.offering }),
        board.see('offer-line', { volunteer: 'v-01', outcome: 1, text: '已看到' }),
    ]);
    const offerText = await wang.page.locator('body').innerText();
    assert.ok(!/单元|漏水，关不住|139-/.test(offerText), `personal data in an offer: ${offerText}`);
    await accessible(wang, 'offer');
    await accessible(resident, 'asking');
    for (const person of [resident, wang, board]) await person.reload();
    await resident.see('screen-request', { request: id, state: REQUEST.offering });
    await board.see('queue-row', { request: id, state: REQUEST.offering });
    await wang.see('screen-offer');
    if (process.env.UPDATE_DOCS) await composeStory(browser, { resident, wang, board });
    await wang.shot('volunteer-offer');
    await resident.shot('resident-asking');

    await wang.tap('offer-accept');
    const times = await Promise.all([
        wang.see('screen-visit', { state: VISIT.accepted }),
        resident.see('helper-name', { text: '王阿姨' }),
        board.see('queue-row', { request: id, state: REQUEST.assigned, text: '王阿姨' }),
    ]);
    const spread = Math.max(...times) - Math.min(...times);
    assert.ok(spread <= AGREE_MS, `the pages agreed only after ${spread} ms`);
    await wang.see('visit-note', { text: '厨房水管漏水，关不住' });
    assert.equal((await wang.text('visit-door')).trim(), (await resident.text('door')).trim());
    await accessible(wang, 'visit');
    await wang.shot('volunteer-visit', 'volunteer');

    await wang.tap('visit-next', { next: VISIT.onTheWay });
    await resident.see('status-headline', { text: '王阿姨正在赶来' });
    await board.see('detail-helper', { visit: VISIT.onTheWay });
    for (const person of [resident, wang, board]) await person.reload();
    await resident.see('status-headline', { text: '王阿姨正在赶来' });
    await board.tap('queue-row', { request: id });
    await board.see('why', { text: '按走路时间询问最近的人' });
    await resident.shot('resident-coming', 'resident');
    await board.shot('board-coming', 'board');
    await accessible(resident, 'coming');
    await accessible(board, 'board with a request');

    await wang.see('visit-next', { next: VISIT.arrived });
    await wang.tap('visit-next', { next: VISIT.arrived });
    await resident.see('status-headline', { text: '王阿姨已到门口' });
    await board.see('queue-row', { request: id, state: REQUEST.arrived });
    await accessible(resident, 'arrived');
    await resident.shot('resident-arrived');

    await wang.tap('visit-next', { next: VISIT.done });
    await wang.see('screen-done');
    await accessible(wang, 'done?');
    await wang.tap('done-yes');
    await wang.see('ended-text', { text: '办好了' });
    await resident.see('status-headline', { text: '问题解决了' });
    await board.see('card-ended', { count: 1 });
    await resident.shot('resident-done');
    await accessible(wang, 'ended');
    await dismiss(wang);
    await backHome();
});

chapter('a frozen link shows within five seconds and heals by itself', async () => {
    await onDuty(liu);
    const id = await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    const frozenAt = Date.now();
    for (const person of [resident, board]) person.relay.freeze();
    const seen = await Promise.all([resident.see('link-banner'), board.see('link-banner')]);
    for (const at of seen) {
        assert.ok(at - frozenAt <= STALE_MS + GRACE_MS, `stale shown after ${at - frozenAt} ms`);
    }
    await board.see('page-board', { stale: true });
    await board.shot('board-stale');
    await resident.shot('resident-stale');
    await accessible(resident, 'stale');
    await accessible(board, 'stale board');
    await wang.tap('offer-accept');
    await wang.see('screen-visit');
    await dismiss(liu);
    const healedAt = Date.now();
    for (const person of [resident, board]) person.relay.open();
    await Promise.all([
        resident.see('helper-name', { text: '王阿姨' }),
        board.see('queue-row', { request: id, state: REQUEST.assigned }),
        resident.seeGone('link-banner'),
        board.seeGone('link-banner'),
    ]);
    assert.ok(Date.now() - healedAt <= BACK_MS, `healed after ${Date.now() - healedAt} ms`);
    await resident.tap('cancel');
    await resident.tap('cancel-yes');
    await resident.see('status-headline', { text: /已撤销|求助已取消/ });
    await wang.see('ended-text', { text: '不用去了' });
    await dismiss(wang);
    await backHome();
});

chapter('gateway killed in the middle: every page comes back and goes on', async () => {
    const id = await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await wang.tap('offer-accept');
    await wang.see('screen-visit');
    await dismiss(liu);
    const [gateway] = stack.children('circle-gateway');
    await Promise.all([resident, wang, board].map((person) => person.watchLink()));
    process.kill(gateway, 'SIGKILL');
    const killedAt = Date.now();
    await Promise.all([resident, wang, board].map((person) => person.sawLinkLost()));
    await wang.tap('visit-next', { next: VISIT.onTheWay });
    await Promise.all([resident, wang, board].map((person) => person.seeGone('link-banner')));
    await resident.see('status-headline', { text: '王阿姨正在赶来' });
    assert.ok(Date.now() - killedAt <= BACK_MS, `right again after ${Date.now() - killedAt} ms`);
    await board.see('queue-row', { request: id, state: REQUEST.assigned });
    for (const state of [VISIT.arrived, VISIT.done]) {
        await wang.see('visit-next', { next: state });
        await wang.tap('visit-next', { next: state });
    }
    await wang.tap('done-yes');
    await resident.see('status-headline', { text: '问题解决了' });
    await dismiss(wang);
    await backHome();
});
