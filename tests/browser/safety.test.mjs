// A life in danger, a pause that the household does not agree to, a rule that is overruled with a
// reason, and the trade that is called from the door: on the real stack.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Person } from './people.mjs';
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

const FACT = { tradeCalled: 35, overruled: 57 };
const LARGE = 60; // px: numbers to call in danger

before(openTown, { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

// Heights of what is to be tapped in danger.
const heights = (testid) =>
    resident.page
        .locator(`[data-testid^="${testid}"]`)
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));

chapter('a tap that means danger is sent at once, says whom to call, and is on top', async () => {
    await onDuty(wang);
    const neighbour = await Person.arrive(browser, await stack.link('resident', 'h-002'));
    await neighbour.tap('category-water');
    await neighbour.tap('ask-send');
    await neighbour.see('screen-request');
    await resident.tap('category-elder_care');
    await resident.see('ask-sex');
    await accessible(resident, 'ask');
    await resident.shot('safety-ask');
    await resident.beforeTimeGoesOn(async () => {
        await resident.tap('option-what-fainted');
        await resident.see('screen-request');
        await resident.see('script-text', { text: '先打120' });
        await resident.see('undo');
    });
    const id = await resident.attribute('screen-request', 'request');
    assert.ok((await heights('script-call-')).every((height) => height >= LARGE));
    assert.equal(await resident.overflow(320), 0);
    await accessible(resident, 'script');
    await resident.shot('safety-script');
    await wang.see('offer-danger', { text: '可能有生命危险晕倒或胸痛' });
    await wang.see('offer-danger', { text: '已请住户先拨打 120' });
    assert.equal(await wang.count('offer-together'), 0, 'nobody waits for a companion');
    assert.equal(await wang.overflow(320), 0);
    await accessible(wang, 'offer in danger');
    await wang.shot('safety-offer-danger');
    await board.see('danger-chip');
    await board.see('alarm-banner', { request: id });
    const first = await board.attribute('queue-row', 'request');
    assert.equal(first, id, 'above a request that was made before');
    await board.tap('queue-row', { request: id });
    await board.see('alarm', { acknowledged: false, text: '生命危险' });
    await board.shot('safety-board-danger');
    await accessible(board, 'danger');

    await board.tap('alarm-ack');
    await board.see('alarm', { acknowledged: true });
    await board.tap('open-pause');
    await board.tap('yes-pause');
    await board.see('pause-sure');
    await accessible(board, 'pause in danger');
    await board.shot('safety-board-pause-danger');
    assert.equal(await board.count('pause-box'), 0, 'asked once more');
    await board.page.getByTestId('pause-sure').check();
    await board.tap('yes-pause');
    await board.see('pause-box');
    await resident.see('cancel');
    await resident.tap('cancel');
    await resident.tap('cancel-yes');
    await resident.see('screen-request', { state: REQUEST.cancelled });
    await backHome();
    await neighbour.tap('cancel');
    await neighbour.tap('cancel-yes');
    await neighbour.see('screen-request', { state: REQUEST.cancelled });
    await neighbour.leave();
});

chapter('a pause is seen with its reason, and a word against it is heard', async () => {
    const id = await askFor('water');
    await board.tap('queue-row', { request: id });
    await board.tap('open-pause');
    await board.tap('pause-reason-2');
    await board.write('pause-words', '自来水公司在抢修');
    await board.shot('safety-board-pause');
    await board.tap('yes-pause');
    await board.see('pause-box', { text: '自来水公司在抢修' });
    await resident.see('pause-reason', { text: '正在等供应单位' });
    await resident.see('pause-text', { text: '自来水公司在抢修' });
    await resident.see('status-headline', { text: '先等一等' });
    await accessible(resident, 'paused');
    assert.equal(await resident.overflow(320), 0);
    await resident.shot('safety-paused');
    await resident.tap('pause-object');
    await resident.see('pause-objected');
    await board.see('pause-box-objected');
    await board.see('alarm', { acknowledged: false, text: '不同意暂停' });
    await board.shot('safety-board-objected');
    await accessible(board, 'objected');
    await board.tap('resume');
    await resident.seeGone('pause');
    await resident.tap('cancel');
    await resident.tap('cancel-yes');
    await resident.see('screen-request', { state: REQUEST.cancelled });
    await backHome();
});

chapter('a hard rule is overruled only with a reason, which is kept', async () => {
    if (await wang.count('screen-ended')) await dismiss(wang);
    const id = await askFor('electrical');
    await board.tap('queue-row', { request: id });
    await board.see('detail-licence', { text: '电工证' });
    await board.tap('open-assign');
    const lacking = board.page.locator('[data-testid=assign-who] option[value=v-01]');
    assert.match(await lacking.innerText(), /王阿姨 · ⚠ 没有电工证/);
    await board.page.getByTestId('assign-who').selectOption('v-01');
    await board.tap('yes-assign');
    await board.see('despite', { text: '王阿姨没有这项工作需要的证' });
    await board.write('despite-why', '只是按一下总闸');
    await board.shot('safety-board-despite');
    await accessible(board, 'despite');
    await board.tap('yes-despite');
    await board.see('helper-despite', { text: '只是按一下总闸' });
    await board.see('fact', { kind: FACT.overruled });
    await wang.see('screen-visit', { state: VISIT.accepted });
});

// The one who is on duty is taken up; nobody on duty has the electrician's licence.
async function coverWhileBusy() {
    const neighbour = await Person.arrive(browser, await stack.link('resident', 'h-005'));
    await neighbour.see('cover-water', { people: 0, text: '暂时腾不出身' });
    await neighbour.see('cover-electrical', { people: 0, text: '暂时没有会办的人' });
    await neighbour.see('cover', { text: '暂时腾不出身' });
    assert.equal(await neighbour.overflow(320), 0);
    await accessible(neighbour, 'nobody free');
    await neighbour.shot('safety-cover-busy');
    await neighbour.tap('category-electrical');
    await neighbour.see('cover', { people: 0, text: '没有能办这件事的' });
    await neighbour.tap('ask-back');
    await neighbour.tap('category-water');
    await neighbour.see('cover', { people: 0, text: '有 1 位能办这件事' });
    await neighbour.shot('safety-cover-busy-ask');
    await neighbour.leave();
}

chapter('the trade is called from the door, and the request waits for it', async () => {
    for (const state of [VISIT.onTheWay, VISIT.arrived]) {
        await wang.see('visit-next', { next: state });
        await wang.tap('visit-next', { next: state });
    }
    await wang.see('visit-trade-next', { text: '请持证电工来' });
    await wang.tap('visit-trade-next');
    await wang.see('visit-trade-sure', { text: '由服务站打电话去请' });
    await accessible(wang, 'trade asked');
    await wang.shot('safety-visit-trade-sure');
    await wang.tap('visit-trade-no');
    await wang.tap('visit-trade-next');
    await wang.tap('visit-trade-yes');
    await wang.see('visit-trade-state', { stand: 'wanted', text: '服务站会打电话' });
    await accessible(wang, 'trade wanted');
    await wang.shot('safety-visit-trade-wanted');
    await resident.see('trade', { stand: 'wanted', text: '需要持证电工' });
    await accessible(resident, 'trade wanted');
    assert.equal(await resident.overflow(320), 0);
    await resident.shot('safety-trade-wanted');
    await coverWhileBusy();
    await board.see('alarm', { text: '要打电话' });
    await board.see('banner-phone', { text: '打给持证电工' });
    await board.see('banner-ack', { text: '已打电话' });
    await board.see('detail-state', { text: '王阿姨已到门口 · 要打电话请持证电工' });
    await board.see('row-state', { text: '要打电话请持证电工' });
    await board.see('trade-left', { text: '还没打电话' });
    await board.see('trade-box', { wanted: true });
    await board.see('trade-phone');
    await board.see('fact', { kind: FACT.tradeCalled, text: '王阿姨要请持证电工' });
    await accessible(board, 'trade wanted');
    await board.shot('safety-board-trade-wanted');
    await board.tap('trade-next');
    await board.see('alarm', { acknowledged: true });
    await board.see('trade-box', { wanted: false });
    await board.see('trade-state', { text: '已请持证电工' });
    await board.see('fact', { kind: FACT.tradeCalled, text: '已打电话请持证电工' });
    await wang.see('visit-trade-state', { stand: 'coming', text: '已请持证电工' });
    await wang.shot('safety-visit-trade');
    await resident.see('trade', { stand: 'coming', text: '已请持证电工' });
    await resident.tap('resolve');
    await resident.see('resolve-sure', { text: '持证电工还没来' });
    await accessible(resident, 'ends without the trade');
    await resident.shot('safety-resolve-sure');
    await resident.tap('resolve-no');
    await wang.see('visit-next', { next: VISIT.done });
    await wang.tap('visit-next', { next: VISIT.done });
    await wang.tap('done-yes');
    await resident.see('status-headline', { text: '已请持证电工' });
    await resident.see('screen-request', { state: REQUEST.arrived });
    await accessible(resident, 'trade awaited');
    await resident.shot('safety-trade-awaited');
    await board.see('trade-left');
    await board.see('detail-state', { text: '正在等持证电工' });
    await board.shot('safety-board-trade');
    for (const next of ['持证电工到了', '持证电工办好了']) {
        await board.see('trade-next', { text: next });
        await board.tap('trade-next');
    }
    await resident.see('screen-request', { state: REQUEST.resolved });
});

async function step(person, ...states) {
    for (const state of states) {
        await person.see('visit-next', { next: state });
        await person.tap('visit-next', { next: state });
    }
}

chapter('two go together: one finishes alone only with a reason, which is kept', async () => {
    await dismiss(wang);
    const neighbour = await Person.arrive(browser, await stack.link('resident', 'h-003'));
    await neighbour.tap('category-elder_care');
    await neighbour.tap('option-what-meals');
    await neighbour.tap('ask-send');
    await neighbour.see('screen-request');
    const id = await neighbour.attribute('screen-request', 'request');
    await wang.see('offer-together');
    await wang.tap('offer-accept');
    await step(wang, VISIT.onTheWay, VISIT.arrived);
    await wang.see('pair-companion', { text: '正在找同伴' });
    await step(wang, VISIT.done);
    await wang.see('alone-companion', { text: '正在找同伴' });

    // Somebody is sent, and can be waited for.
    await board.tap('queue-row', { request: id });
    await board.tap('open-assign');
    await board.page.getByTestId('assign-who').selectOption('v-07');
    await board.tap('yes-assign');
    await wang.see('alone-companion', { text: /刘师傅约 \d+ 分钟到/ });
    await accessible(wang, 'alone');
    assert.equal(await wang.overflow(320), 0);
    assert.deepEqual(await wang.smallTargets(44), []);
    await wang.shot('safety-alone');
    await wang.tap('alone-wait');
    await wang.see('pair-companion', { text: '刘师傅' });
    await step(wang, VISIT.done);
    await wang.see('screen-alone');
    await wang.page.locator('[data-testid="alone-2"]:not([aria-disabled="true"])').click();
    await dismiss(wang);
    await board.see('helper-despite', { text: '一个人办完：事情小，一个人就够' });
    await board.see('fact', { kind: FACT.overruled, text: '王阿姨一个人办完' });
    await board.shot('safety-board-alone');
    await accessible(board, 'alone');

    // Whoever comes after is not alone: the companion has been there.
    await liu.see('companion', { state: VISIT.done, text: '王阿姨已经办好了' });
    await step(liu, VISIT.onTheWay, VISIT.arrived, VISIT.done);
    await liu.tap('done-yes');
    await neighbour.see('screen-request', { request: id, state: REQUEST.resolved });
    await neighbour.leave();
});

chapter('it has got worse: the open request becomes the grave one', async () => {
    const neighbour = await Person.arrive(browser, await stack.link('resident', 'h-004'));
    await neighbour.tap('category-elder_care');
    await neighbour.tap('option-what-company');
    await neighbour.tap('ask-send');
    await neighbour.see('screen-request');
    const id = await neighbour.attribute('screen-request', 'request');
    await neighbour.see('worse');
    await accessible(neighbour, 'worse');
    await neighbour.shot('safety-worse');
    // Asked once more: what was added reaches the station, and what was said of it goes.
    await neighbour.tap('worse');
    await neighbour.tap('option-what-company');
    await neighbour.write('ask-note', '请带老花镜');
    await neighbour.tap('ask-send');
    await neighbour.see('notice', { text: '您补充的话已转告' });
    await neighbour.see('own-added', { text: '请带老花镜' });
    await accessible(neighbour, 'added');
    assert.equal(await neighbour.overflow(320), 0);
    await neighbour.shot('safety-added');
    await board.tap('queue-row', { request: id });
    await board.see('remark', { text: '请带老花镜' });
    await neighbour.tap('worse');
    await neighbour.seeGone('notice');
    await neighbour.write('ask-note', '叫不醒');
    await neighbour.tap('option-what-fainted');
    await neighbour.see('screen-request', { request: id });
    await neighbour.see('script-text', { text: '先打120' });
    assert.equal(await neighbour.count('worse'), 0);
    await neighbour.shot('safety-worse-known');
    await board.see('alarm-banner', { request: id });
    await board.tap('queue-row', { request: id });
    await board.see('alarm', { acknowledged: false, text: '生命危险' });
    await board.see('remark', { text: '住户于先生叫不醒' });
    await board.shot('safety-board-worse');
    await neighbour.leave();
});
