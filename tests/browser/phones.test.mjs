// What happens between phones: two helpers at one door, staff, two phones of one household, a place
// on the plan, and links that break at the worst moment.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Person } from './people.mjs';
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

before(openTown, { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

// Runs `tell` with one more phone of that role.
async function joinedBy(link, tell) {
    const person = await Person.arrive(browser, link);
    try {
        await tell(person);
        assert.deepEqual(person.faults, []);
    } finally {
        await person.leave();
    }
}

async function step(person, state) {
    await person.see('visit-next', { next: state });
    await person.tap('visit-next', { next: state });
}

// From a yes to the end of the visit.
async function seeThrough(person) {
    for (const state of [VISIT.onTheWay, VISIT.arrived, VISIT.done]) await step(person, state);
    await person.tap('done-yes');
}

chapter('lifting takes two: everybody sees who else comes', async () => {
    await joinedBy(await stack.link('volunteer', 'v-03'), async (chen) => {
        await onDuty(wang, chen);
        await resident.tap('category-elder_care');
        await resident.tap('option-what-lifting');
        await resident.tap('ask-send');
        await resident.see('screen-request');
        const id = await resident.attribute('screen-request', 'request');
        await Promise.all([wang.see('screen-offer'), chen.see('screen-offer')]);
        await wang.tap('offer-accept');
        await wang.see('screen-visit');
        await resident.see('helper', { volunteer: 'v-01' });
        await resident.see('status-sub', { text: '还在找 1 位' });
        await board.see('queue-row', { request: id, state: REQUEST.offering });
        await chen.see('screen-offer'); // one yes is not enough
        await chen.tap('offer-accept');
        await chen.see('companion', { text: '王阿姨' });
        await wang.see('companion', { text: '陈大姐' });
        await resident.see('helper', { volunteer: 'v-03' });
        await board.see('queue-row', { request: id, state: REQUEST.assigned });
        await step(chen, VISIT.onTheWay);
        await wang.see('companion', { state: VISIT.onTheWay });
        await wang.shot('volunteer-companion');
        await resident.shot('resident-two-helpers');
        await accessible(wang, 'a companion');
        await accessible(resident, 'two helpers');
        await step(chen, VISIT.arrived);
        await step(wang, VISIT.onTheWay);
        await step(wang, VISIT.arrived);
        await resident.tap('resolve');
        await resident.see('screen-request', { request: id, state: REQUEST.resolved });
        await Promise.all([dismiss(wang), dismiss(chen)]);
        await offDuty(wang, chen);
    });
    await backHome();
});

chapter('nobody of the neighbours: staff are asked and go', async () => {
    await joinedBy(await stack.link('staff', 's-01'), async (staff) => {
        await onDuty(staff);
        const id = await askFor('heating');
        await staff.see('screen-offer');
        await board.tap('queue-row', { request: id });
        await staff.tap('offer-accept');
        await staff.see('screen-visit');
        await resident.see('helper-name', { text: '物业刘师傅' });
        await board.see('detail-helper', { text: '物业刘师傅' });
        await resident.shot('resident-staff');
        await seeThrough(staff);
        await resident.see('screen-request', { request: id, state: REQUEST.resolved });
        await dismiss(staff);
        await offDuty(staff);
    });
    await backHome();
});

chapter('a place on the plan: the helper is sent there, not to the door', async () => {
    await onDuty(wang);
    await resident.tap('category-traffic');
    await resident.tap('option-what-jam');
    await resident.tap('place-open');
    await resident.tap('place-list');
    await resident.tap('place-0');
    await resident.see('place-text', { text: '已选：南门' });
    await resident.tap('plan-larger');
    await resident.tap('plan-larger');
    const [shown, whole] = await resident.page
        .locator('.plan-box')
        .evaluate((box) => [box.clientWidth, box.scrollWidth]);
    assert.ok(whole > 3.5 * shown, `${whole} px in ${shown}`);
    await resident.shot('resident-plan-larger');
    await accessible(resident, 'a larger plan');
    assert.equal(await resident.overflow(320), 0, 'larger plan at 320 px');
    await resident.tap('ask-send');
    await resident.see('screen-request');
    const id = await resident.attribute('screen-request', 'request');
    await wang.see('screen-offer');
    await wang.see('answer-what', { text: '路口堵住了' });
    await board.tap('queue-row', { request: id });
    await board.see('detail-place', { text: '南门附近' });
    await wang.tap('offer-accept');
    await wang.see('visit-spot', { text: '南门附近' });
    await wang.see('visit-door', { text: '住户：' });
    await wang.see('visit-plan');
    await wang.shot('volunteer-place');
    await accessible(wang, 'a place on the plan');
    await seeThrough(wang);
    await resident.see('screen-request', { request: id, state: REQUEST.resolved });
    await dismiss(wang);
    await backHome();
});

chapter('tapped twice in a hurry: one request', async () => {
    await board.see('card-live', { count: 0 });
    const ended = Number(await board.attribute('card-ended', 'count'));
    await resident.tap('category-water');
    await resident.see('screen-ask');
    await resident.page.getByTestId('ask-send').evaluate((button) => {
        button.click();
        button.click();
    });
    await resident.see('screen-request', { state: REQUEST.offering });
    const id = await resident.attribute('screen-request', 'request');
    await wang.see('screen-offer');
    await help(wang, id);
    await board.see('card-ended', { count: ended + 1 });
    assert.equal(await board.attribute('card-live', 'count'), '0');
    await backHome();
});

chapter('a tap without a link outlives the closed page and is sent once', async () => {
    const ended = Number(await board.attribute('card-ended', 'count'));
    const url = resident.page.url();
    resident.relay.cut();
    await resident.see('link-banner', { link: 'lost' });
    await resident.tap('category-water');
    await resident.write('ask-note', '关了页面也要送到');
    await resident.tap('ask-send');
    await resident.see('screen-sent', { received: false });
    await resident.page.close();
    assert.equal(await board.count('queue-row'), 0);
    resident.relay.open();
    await resident.open(url);
    await wang.see('screen-offer');
    await resident.see('screen-request', { state: REQUEST.offering });
    const id = await resident.attribute('screen-request', 'request');
    await wang.tap('offer-accept');
    await wang.see('visit-note', { text: '关了页面也要送到' });
    await seeThrough(wang);
    await dismiss(wang);
    await resident.see('screen-request', { request: id, state: REQUEST.resolved });
    await board.see('card-ended', { count: ended + 1 });
    assert.equal(await board.attribute('card-live', 'count'), '0');
    await backHome();
});

chapter('the link breaks in front of an offer: the yes arrives when it is back', async () => {
    const id = await askFor('water');
    await wang.see('screen-offer');
    wang.relay.cut();
    await wang.see('link-banner', { link: 'lost' });
    await wang.tap('offer-accept');
    await wang.see('offer-not-sent');
    await wang.shot('volunteer-yes-not-sent');
    await accessible(wang, 'a yes without a link');
    await resident.see('screen-request', { request: id, state: REQUEST.offering });
    wang.relay.open();
    await wang.see('screen-visit', { state: VISIT.accepted });
    await resident.see('helper-name', { text: '王阿姨' });
    await wang.seeGone('link-banner');
    await seeThrough(wang);
    await dismiss(wang);
    await backHome();
});

chapter('somebody else took it while the link was cut: told so, and only one goes', async () => {
    await onDuty(liu);
    const id = await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    wang.relay.cut();
    await wang.see('link-banner', { link: 'lost' });
    await wang.tap('offer-accept');
    await wang.see('offer-not-sent');
    await liu.tap('offer-accept');
    await liu.see('screen-visit');
    wang.relay.open();
    await wang.see('ended-text', { text: '刘师傅已接单，谢谢您' });
    await board.tap('queue-row', { request: id });
    await board.see('offer-line', { volunteer: 'v-01', outcome: OFFER.taken });
    assert.equal(await board.count('detail-helper'), 1);
    await dismiss(wang);
    await seeThrough(liu);
    await dismiss(liu);
    await backHome();
});

chapter('two phones of one household see one request', async () => {
    await joinedBy(stack.links.resident, async (daughter) => {
        const id = await askFor('water');
        await daughter.see('open-request', { request: id });
        await daughter.tap('category-water'); // leads to the one that is open
        await daughter.see('screen-request', { request: id });
        await daughter.shot('resident-second-phone');
        await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
        await wang.tap('offer-accept');
        await Promise.all(
            [resident, daughter].map((phone) => phone.see('helper-name', { text: '王阿姨' })),
        );
        await dismiss(liu);
        await daughter.tap('cancel');
        await daughter.tap('cancel-yes');
        await resident.see('screen-request', { request: id, state: REQUEST.cancelled });
        await wang.see('ended-text', { text: '不用去了' });
        await dismiss(wang);
    });
    await backHome();
});
