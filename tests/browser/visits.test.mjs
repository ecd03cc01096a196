// What else becomes of a tap: declined, passed on, taken back, asked again, by hand, without a link,
// without anybody.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import {
    OFFER,
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
    help,
    liu,
    offDuty,
    onDuty,
    openTown,
    resident,
    stack,
    wang,
} from './town.mjs';

before(
    async () => {
        await openTown();
        await onDuty(wang);
    },
    { timeout: 120_000 },
);
after(closeTown, { timeout: 60_000 });

chapter('decline: the other is asked on; a lost race is told kindly', async () => {
    await onDuty(liu);
    const first = await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await board.tap('queue-row', { request: first });
    await wang.tap('offer-decline');
    await board.see('offer-line', { volunteer: 'v-01', outcome: OFFER.declined });
    await wang.see('ended-text', { text: '已请别人帮忙' });
    await help(liu, first);
    await dismiss(wang);
    await backHome();

    const second = await askFor('heating');
    await board.tap('queue-row', { request: second });
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await liu.tap('offer-accept');
    await wang.see('ended-text', { text: '别人已接单，谢谢您' });
    await board.see('offer-line', { volunteer: 'v-01', outcome: OFFER.taken });
    await wang.shot('volunteer-taken');
    await dismiss(wang);
    await liu.see('screen-visit');
    await liu.tap('visit-next', { next: VISIT.onTheWay });
    await liu.see('visit-next', { next: VISIT.arrived });
    await liu.tap('visit-next', { next: VISIT.arrived });
    await resident.see('screen-request', { request: second, state: REQUEST.arrived });
    await resident.tap('resolve');
    await resident.see('status-headline', { text: '问题解决了' });
    await liu.see('ended-text');
    await dismiss(liu);
    await backHome();
});

chapter('cannot come: the next is asked at once', async () => {
    const id = await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await wang.tap('offer-accept');
    await wang.see('screen-visit');
    await dismiss(liu);
    await wang.tap('visit-cannot');
    await wang.see('screen-abort');
    await accessible(wang, 'reasons');
    await wang.tap('abort-1');
    await wang.see('ended-text', { text: '已请别人去' });
    await dismiss(wang);
    await liu.see('screen-offer');
    await help(liu, id);
    await backHome();
});

chapter('questions, a place on the plan, not solved after all, and the history', async () => {
    await resident.tap('category-traffic');
    await resident.see('screen-ask');
    await resident.tap('option-what-parked');
    await resident.tap('place-open');
    await resident.tap('plan');
    await resident.see('place-clear');
    await resident.tap('place-list');
    await resident.tap('place-0');
    await resident.see('place-text', { text: '已选：南门' });
    await accessible(resident, 'ask with questions and a plan');
    await resident.shot('resident-plan');
    assert.equal(await resident.overflow(320), 0, 'plan at 320 px');
    assert.equal(await resident.overflow(390, 200), 0, 'plan at 200 % text');
    await resident.beforeTimeGoesOn(async () => {
        await resident.tap('ask-send');
        await resident.see('screen-request');
        await resident.tap('undo');
    });
    await resident.see('screen-request', { state: REQUEST.cancelled });
    await backHome();

    const id = await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await wang.tap('offer-accept');
    await wang.see('screen-visit');
    await dismiss(liu);
    await resident.tap('resolve');
    await resident.see('screen-request', { request: id, state: REQUEST.resolved });
    await dismiss(wang);
    await resident.tap('reopen');
    await resident.see('screen-request', { request: id, state: REQUEST.offering });
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await wang.see('offer-again', { round: 2, text: '上次没解决' });
    await wang.shot('volunteer-offer-again');
    await help(liu, id);
    await dismiss(wang);
    await backHome();

    await resident.tap('history');
    await resident.see('past', { request: id });
    await accessible(resident, 'history');
    await resident.shot('resident-history');
    await backHome();
});

chapter('undo within five seconds cancels on the server', async () => {
    await resident.beforeTimeGoesOn(async () => {
        await askFor('water');
        await resident.shot('resident-undo');
        await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
        await resident.tap('undo');
    });
    await resident.see('screen-request', { state: REQUEST.cancelled });
    await resident.see('status-headline', { text: '已撤销' });
    for (const person of [wang, liu]) {
        await person.see('ended-text', { text: '不用您回答了' });
        await dismiss(person);
    }
    await board.see('card-live', { count: 0 });
    await backHome();
});

chapter('a tap while the link is cut is kept and sent once', async () => {
    const before = Number(await board.attribute('card-ended', 'count'));
    resident.relay.cut();
    await resident.see('link-banner', { link: 'lost' });
    await resident.tap('category-water');
    await resident.tap('ask-send');
    await resident.see('screen-sent', { received: false });
    await resident.see('status-headline', { text: '发送中' });
    await resident.shot('resident-sending');
    await accessible(resident, 'sending');
    assert.equal(await board.count('queue-row'), 0);
    resident.relay.open();
    await resident.see('screen-request', { state: REQUEST.offering });
    await resident.seeGone('link-banner');
    const id = await resident.attribute('screen-request', 'request');
    await board.see('queue-row', { request: id });
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await help(wang, id);
    await board.see('card-ended', { count: before + 1 });
    await board.see('card-live', { count: 0 });
    await dismiss(liu);
    await backHome();
});

chapter('a dispatcher that stands still: red for the asker and on the board', async () => {
    const dispatchers = stack.children('circle-dispatcher');
    for (const pid of dispatchers) process.kill(pid, 'SIGSTOP');
    try {
        await resident.tap('category-water');
        await resident.tap('ask-send');
        await resident.see('screen-sent', { received: true });
        await board.see('not-dispatching');
        await resident.see('not-dispatching');
        // One pointer to the phone, and nobody is said to be looked for.
        await resident.seeGone('slow');
        await resident.see('status-headline', { text: '恢复后继续找人' });
        await resident.shot('resident-slow');
        await board.shot('board-not-dispatching');
        await accessible(resident, 'slow');
        await accessible(board, 'not dispatching');
    } finally {
        for (const pid of dispatchers) process.kill(pid, 'SIGCONT');
    }
    await resident.see('screen-request', { state: REQUEST.offering });
    await board.seeGone('not-dispatching');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await help(wang, await resident.attribute('screen-request', 'request'));
    await dismiss(liu);
    await backHome();
});

chapter('nobody on duty: alarm, acknowledged by key; closed with a reason', async () => {
    await offDuty(wang, liu);
    const id = await askFor('elder_care');
    await board.see('alarm-banner', { count: 1 });
    await board.see('queue-row', { request: id });
    await accessible(board, 'alarm');
    await board.shot('board-alarm');
    await board.press('?', 'queue');
    await board.see('key-sheet');
    await board.press('?', 'queue');
    await board.seeGone('key-sheet');
    await board.press('j', 'queue');
    await board.see('detail', { request: id });
    await board.press('a', 'queue');
    await board.seeGone('alarm-banner');
    await board.see('alarm', { acknowledged: true });
    await board.tap('close');
    await board.write('close-reason', '家人已经到了');
    await board.tap('close-yes');
    await resident.see('status-sub', { text: '家人已经到了' });
    await resident.see('screen-request', { request: id, state: REQUEST.closed });
    await board.tap('card-ended');
    await board.see('queue-row', { request: id, state: REQUEST.closed });
    await board.tap('card-live');
    await backHome();
});

chapter('the coordinator switches a volunteer on, who sees it', async () => {
    await board.tap('person-duty-v-01');
    await wang.see('screen-idle', { 'on-duty': true });
    await wang.see('duty-since');
    await wang.shot('volunteer-on-duty');
    await resident.see('cover', { 'on-duty': 1 });
});

chapter('by hand: paused, noted, somebody sent and called back', async () => {
    const id = await askFor('water');
    await wang.see('screen-offer');
    await board.tap('queue-row', { request: id });
    await board.see('plan-request', { request: id });
    await board.tap('open-remark');
    await board.write('remark-text', '门铃坏了，请敲门');
    await board.tap('yes-remark');
    await board.see('remark', { text: '门铃坏了，请敲门' });
    await board.tap('open-hold');
    await board.write('hold-reason', '等住户回电话');
    await accessible(board, 'hold');
    await board.tap('yes-hold');
    await board.see('hold', { text: '等住户回电话' });
    await wang.see('ended-text', { text: '不用您回答了' });
    await resident.see('status-headline', { text: '服务站正亲自' });
    await accessible(resident, 'held');
    assert.equal(await resident.overflow(320), 0);
    await resident.shot('resident-held');
    await board.tap('release');
    await board.seeGone('hold');
    await board.tap('open-assign');
    await board.page.getByTestId('assign-who').selectOption('v-07');
    await board.shot('board-by-hand');
    await board.tap('yes-assign');
    await liu.see('screen-visit', { state: VISIT.accepted });
    await liu.see('visit-state', { text: '请您去一趟' });
    await liu.shot('volunteer-sent');
    await liu.see('visit-remark', { text: '门铃坏了，请敲门' });
    await board.see('assigned-by');
    await board.tap('withdraw');
    await board.tap('withdraw-yes');
    await liu.see('ended-text', { text: '请别人去了' });
    await board.tap('close');
    await board.write('close-reason', '住户自己修好了');
    await board.tap('close-yes');
    await resident.see('screen-request', { request: id, state: REQUEST.closed });
    await backHome();
});

chapter('pages hold at 320 px and at 200 % text', async () => {
    for (const person of [resident, wang]) {
        assert.equal(await person.overflow(320), 0, 'at 320 px');
        assert.equal(await person.overflow(390, 200), 0, 'at 200 % text');
    }
    assert.equal(await board.overflow(1024), 0, 'board at 1024 px');
});

chapter('a device that is not bound is told what to open', async () => {
    const context = await browser.newContext();
    try {
        const page = await context.newPage();
        await page.goto(new URL('/', stack.links.resident).href);
        await page.getByTestId('refused').waitFor();
    } finally {
        await context.close();
    }
});
