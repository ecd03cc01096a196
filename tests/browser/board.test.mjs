// What a coordinator does at the board, on the real stack: looking back, by hand, by alarm, by key.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { estateWithoutRoster } from '../support/estate_without_roster.mjs';
import { Person } from './people.mjs';
import { leaveOneUnheard } from './quarantine.mjs';
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
    help,
    liu,
    offDuty,
    onDuty,
    openTown,
    resident,
    stack,
    wang,
} from './town.mjs';

const FACT = { resolved: 13, rungOpened: 22 };
const LEAST_TARGET = 40;
const BANNER_SETTLES_MS = 600; // clicks before that were meant for the alarm that stood there before

before(openTown, { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

async function close(request, quick) {
    await board.tap('close');
    await board.tap(`quick-${quick}`);
    await board.tap('close-yes');
    await board.see('detail', { request, state: REQUEST.closed });
}

async function shots(name) {
    const wide = board.page.viewportSize();
    await board.shot(`board-${name}`);
    await board.page.setViewportSize({ width: 1024, height: 768 });
    await board.shot(`board-${name}-1024`);
    await board.page.setViewportSize(wide);
}

// Waits until the focus is there.
const focusOn = (testid) =>
    board.page.waitForFunction((id) => document.activeElement?.dataset.testid === id, testid);

// Buttons, fields and links that are too small for a hurried hand, with their sizes.
const small = (least) => {
    const seen = [...document.querySelectorAll('button, a, input, select')];
    return seen
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
        .map(({ one, box }) => `${one.dataset.testid} ${box.width}×${box.height}`);
};

async function roomy(screen) {
    assert.deepEqual(await board.page.evaluate(small, LEAST_TARGET), [], screen);
}

// The next contact is alarmed after 30 s instead of 60, and a promise is a little over a minute.
async function impatient() {
    const folder = mkdtempSync(join(tmpdir(), 'circle-estate-'));
    try {
        estateWithoutRoster(folder);
        const file = join(folder, 'estate.toml');
        const policy = readFileSync(file, 'utf8').replace('sla_s = 600', 'sla_s = 72');
        writeFileSync(file, `${policy}\ncontact_s = 30\n`);
        await stack.ctl('import', folder);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

chapter('ended requests are found by words, result and day, with all that happened', async () => {
    await board.tap('card-ended');
    await board.see('past-none');
    await board.shot('board-history-empty');
    await onDuty(wang);
    const helped = await askFor('water', '厨房龙头');
    await wang.see('screen-offer');
    await help(wang, helped);
    await backHome();
    const closed = await askFor('traffic');
    await wang.see('screen-offer');
    await board.tap('card-live');
    await board.tap('queue-row', { request: closed });
    await close(closed, 1);
    await board.tap('card-ended');
    await board.see('queue-row', { request: closed });
    await dismiss(wang);
    await backHome();

    await board.write('past-words', '龙头 水管');
    await board.see('past-count', { text: '共 1 条' });
    assert.equal(await board.count('queue-row'), 1);
    await board.tap('queue-row', { request: helped });
    await board.see('detail', { request: helped, state: REQUEST.resolved });
    await board.see('fact', { kind: FACT.resolved });
    await board.see('detail-note', { text: '厨房龙头' });
    await shots('history');
    await accessible(board, 'history');
    await roomy('history');
    await board.write('past-words', '王阿姨');
    await board.see('past-count', { text: '共 1 条' });
    await board.write('past-words', '查无此人');
    await board.see('past-none');
    await board.shot('board-history-none');
    await board.tap('past-all');
    await board.see('queue-row', { request: closed });
    await board.page.getByTestId('past-state').selectOption(String(REQUEST.closed));
    await board.see('past-count', { text: '共 1 条' });
    await board.write('past-day', '2020-01-01');
    await board.see('past-none');
    await board.tap('past-all');
    await board.see('past-count');

    board.relay.freeze();
    await board.page.getByTestId('past-state').selectOption(String(REQUEST.closed));
    await board.see('past-failed');
    await board.shot('board-history-failed');
    board.relay.open();
    await board.seeGone('link-banner');
    if (await board.count('past-again')) await board.tap('past-again');
    await board.see('past-count', { text: '共 1 条' });
    await board.tap('past-all');
    await board.tap('card-live');
});

chapter('keys: the sheet opens, lists them, and leaves the focus where it was', async () => {
    await board.page.getByTestId('queue').focus();
    await board.page.keyboard.press('?');
    await board.see('key-sheet');
    await board.shot('board-keys');
    await accessible(board, 'key sheet');
    await board.page.keyboard.press('Escape');
    await board.seeGone('key-sheet');
    await focusOn('queue');
    await board.tap('keys');
    await board.tap('keys-close');
    await board.seeGone('key-sheet');
    await board.page.getByTestId('queue').focus();
    await board.page.keyboard.press('/');
    await focusOn('past-words');
    await board.page.keyboard.type('j?a/');
    assert.equal(await board.count('key-sheet'), 0);
    await board.tap('past-all');
    await board.tap('card-live');
});

const headerHeight = () =>
    board.page.evaluate(() => document.querySelector('.board-top').offsetHeight);

chapter('the header is one row from a tablet on and two on a phone, in both languages', async () => {
    const wide = board.page.viewportSize();
    for (const language of ['zh-CN', 'en']) {
        await board.page.locator(`html[lang="${language}"]`).waitFor();
        for (const [width, most] of [[360, 100], [430, 100], [768, 70], [1024, 70], [1280, 70]]) {
            await board.page.setViewportSize({ width, height: 900 });
            const high = await headerHeight();
            assert.ok(high < most, `${high} px at ${width} px in ${language}`);
            assert.equal(await board.overflow(width), 0, `${width} px in ${language}`);
            await board.shot(`board-${width}-${language}`);
        }
        await accessible(board, `header in ${language}`);
        await board.tap('language');
    }
    await board.page.setViewportSize(wide);
});

chapter('by hand: a wider circle is asked', async () => {
    await onDuty(wang);
    const id = await askFor('heating');
    await wang.see('screen-offer');
    await board.tap('queue-row', { request: id });
    await board.tap('escalate');
    await board.see('fact', { kind: FACT.rungOpened });
    await close(id, 0);
    await backHome();
    await dismiss(wang);
});

chapter('by hand: sent, another in their place, called back, paused, closed', async () => {
    await resident.tap('category-water');
    await resident.tap('option-where-ceiling');
    await resident.write('ask-note', '水还在流');
    await resident.tap('ask-send');
    await resident.see('screen-request');
    const id = await resident.attribute('screen-request', 'request');
    await wang.see('screen-offer');
    await board.tap('plan-request', { request: id });
    await board.see('detail', { request: id });
    await board.see('detail-answer', { text: '楼上漏下来' });
    await board.see('row-asked', { text: '王阿姨' });
    await board.see('rung', { text: '全小区和工作人员' });
    assert.equal(await board.count('escalate'), 0, 'urgent: staff are asked already');
    await roomy('detail');

    await board.tap('open-assign');
    await board.page.getByTestId('assign-who').selectOption('v-07');
    await board.tap('yes-assign');
    await liu.see('screen-visit', { state: VISIT.accepted });
    await dismiss(wang);
    await board.see('detail-helper', { visit: VISIT.accepted });
    await board.tap('open-assign');
    await board.page.getByTestId('assign-who').selectOption('v-01');
    await board.see('assign-instead');
    await board.page.keyboard.press('Escape');
    await board.seeGone('form-assign');
    await focusOn('open-assign');
    await board.tap('open-assign');
    await board.page.getByTestId('assign-who').selectOption('v-01');
    await shots('assign');
    await accessible(board, 'assign');
    await board.tap('yes-assign');
    await wang.see('screen-visit', { state: VISIT.accepted });
    await dismiss(liu);
    await resident.see('helper-name', { text: '王阿姨' });

    await board.tap('withdraw');
    await board.write('withdraw-reason', '家里有事');
    await board.tap('withdraw-yes');
    await dismiss(wang);
    await board.tap('open-hold');
    await board.write('hold-reason', '等住户回电话');
    await board.tap('yes-hold');
    await board.see('hold', { text: '等住户回电话' });
    await board.see('row-hold', { text: '等住户回电话' });
    await board.see('detail-state', { text: '先不找人' });
    assert.equal(await board.count('rung'), 0, 'nobody more is asked meanwhile');
    await board.shot('board-held');
    await board.tap('release');
    await board.seeGone('hold');
    await shots('detail');
    await close(id, 0);
    await resident.see('status-sub', { text: '重复求助' });
    await backHome();
});

// Keeps which tones are begun, by frequency, and when.
const listen = () => {
    const { start } = OscillatorNode.prototype;
    globalThis.tones = [];
    OscillatorNode.prototype.start = function (...when) {
        globalThis.tones.push({ hertz: this.frequency.value, at: performance.now() });
        return start.apply(this, when);
    };
};
const HERTZ = { fresh: 784, soon: 988, alarm: 587 };
const IN_FRESH = { soon: 1 }; // it has one of these, too
const IN_ALARM = 2; // so many of its own
const ALARM_AGAIN_MS = 15_000;
const heard = (hertz, least) =>
    board.page.waitForFunction(
        ([tone, n]) => globalThis.tones.filter((one) => one.hertz === tone).length >= n,
        [hertz, least],
    );
// How often the alarm has rung, and how often it may have: at once, and again and again.
async function rings() {
    const { begun, now } = await board.page.evaluate(
        (tone) => ({
            begun: globalThis.tones.filter((one) => one.hertz === tone).map(({ at }) => at),
            now: performance.now(),
        }),
        HERTZ.alarm,
    );
    return {
        rung: begun.length / IN_ALARM,
        due: 1 + Math.floor((now - begun[0]) / ALARM_AGAIN_MS),
    };
}

chapter('an alarm goes to the next contact until somebody acknowledges it by name', async () => {
    await impatient();
    await offDuty(wang);
    await board.page.evaluate(listen);
    const id = await askFor('elder_care');
    await board.see('alarm-banner', { count: 1 });
    await heard(HERTZ.fresh, 1);
    await heard(HERTZ.alarm, IN_ALARM);
    await board.tap('queue-row', { request: id });
    await board.see('alarm-contact', { contact: 'k-01' });
    await board.tap('open-remark');
    await board.write('remark-text', '正在打电话');
    await board.tap('yes-remark');
    await board.see('remark', { text: '正在打电话' });
    const { rung, due } = await rings();
    assert.ok(rung <= due, `an update does not ring again: ${rung} times, ${due} due`);
    await shots('alarm');
    await accessible(board, 'alarm');
    await roomy('alarm');
    await board.see('banner-phone');
    await heard(HERTZ.soon, IN_FRESH.soon + 3); // a minute is left
    await board.see('alarm-contact', { contact: 'k-02' });
    await board.tap('banner-ack');
    await board.seeGone('alarm-banner');
    await board.see('alarm', { acknowledged: true });
    await board.see('alarm-by', { text: '林书记' });
    await close(id, 2);
    await backHome();
});

// How far below the top of the window it begins.
const topOf = (testid) =>
    board.page.evaluate(
        (id) => document.querySelector(`[data-testid=${id}]`).getBoundingClientRect().top,
        testid,
    );

chapter('on a phone a tapped row leads to its detail and back', async () => {
    const wide = board.page.viewportSize();
    const id = await askFor('traffic', '地库门口被堵');
    const seen = await board.see('alarm-banner', { request: id });
    await board.page.setViewportSize({ width: 390, height: 844 });
    await board.shot('board-phone');
    assert.equal(await board.overflow(390), 0);
    const { height } = await board.page.getByTestId('alarm-banner').boundingBox();
    assert.ok(height < 160, `the banner is ${height} px high`);
    assert.ok((await topOf('detail')) > 500);
    await board.tap('queue-row', { request: id });
    await focusOn('detail');
    assert.ok((await topOf('detail')) < 100);
    await board.shot('board-phone-detail');
    await board.tap('detail-back');
    await focusOn('queue-row');
    await board.tap('lost-open');
    await board.see('lost-pane');
    await board.page.waitForFunction((at) => Date.now() > at, seen + BANNER_SETTLES_MS);
    await board.tap('banner-request');
    await board.see('detail', { request: id });
    await board.page.setViewportSize(wide);
    await close(id, 0);
    await backHome();
});

chapter('a wall shows it all and changes nothing', async () => {
    const id = await askFor('water');
    await board.see('alarm-banner', { count: 1 });
    await board.tap('person-duty-v-07');
    await liu.see('screen-offer');
    const wall = await Person.arrive(browser, stack.links.coordinator, { desk: true });
    try {
        await wall.page.goto(`${new URL(wall.page.url()).origin}/board?wall=1`);
        await wall.see('queue-row', { request: id });
        await wall.see('alarm-banner', { count: 1 });
        await wall.see('wall-people', { text: '刘师傅' });
        assert.equal(await wall.page.locator('.board button, .board a, .board input').count(), 0);
        assert.ok(!(await wall.page.locator('body').innerText()).includes('139-'), 'no phones');
        await wall.page.setViewportSize({ width: 1920, height: 1080 });
        await wall.shot('board-wall');
        await accessible(wall, 'wall');
        assert.deepEqual(wall.faults, []);
    } finally {
        await wall.leave();
    }
    await board.tap('queue-row', { request: id });
    await close(id, 3);
    await dismiss(liu);
    await offDuty(liu);
    await backHome();
});

chapter('people are found by state and name', async () => {
    const all = Number(await board.attribute('people', 'count'));
    await board.tap('people-filter-2');
    await board.see('people-none');
    await board.tap('people-filter-1');
    await board.see('people', { count: all });
    await board.write('people-find', '王阿姨');
    await board.see('people', { count: 1 });
    await board.tap('person-duty-v-01');
    await board.see('people-none');
    await board.write('people-find', '');
    await board.tap('people-filter-0');
    await wang.see('screen-idle', { 'on-duty': true });
});

chapter('the plan: where help is wanted, and who is near', async () => {
    const others = ['v-02', 'v-03', 'v-04', 'v-05', 'v-06'];
    for (const id of others) {
        await board.tap(`person-duty-${id}`);
        await board.see(`person-${id}`, { duty: 2 });
    }
    await resident.tap('category-traffic');
    await resident.tap('option-what-parked');
    await resident.tap('place-open');
    await resident.tap('place-list');
    await resident.tap('place-0');
    await resident.tap('ask-send');
    await resident.see('screen-request');
    const id = await resident.attribute('screen-request', 'request');
    await board.tap('plan-request', { request: id });
    await board.see('detail-place', { text: '南门附近' });
    await board.tap('open-assign');
    await board.see('assign-who');
    const who = await board.page.locator('[data-testid=assign-who] option').allInnerTexts();
    assert.match(who[1], /在岗.*直线约 \d+ 米/);
    const free = who.findLastIndex((line) => /在岗/.test(line) && !line.includes('⚠'));
    const off = who.findIndex((line) => line.includes('没上岗'));
    assert.ok(off > free, who.join('\n'));
    await shots('plan');
    await accessible(board, 'plan');
    await board.tap('no-assign');
    await close(id, 0);
    for (const one of others) {
        // Twice at once: it waits some seconds only for the second.
        await board.page.getByTestId(`person-duty-${one}`).evaluate((button) => {
            button.click();
            button.click();
        });
        await board.see(`person-${one}`, { duty: 1 });
    }
    await backHome();
    if (await wang.count('screen-ended')) await dismiss(wang);
});

chapter('slow, and a wish that was not heard: told until somebody has called', async () => {
    const id = await askFor('heating');
    await board.tap('queue-row', { request: id });
    const cancel = async () => {
        await resident.tap('cancel');
        await resident.tap('cancel-yes');
        // Durable long before nobody is known to decide, which the household reads instead of slow.
        await resident.see('not-dispatching');
    };
    await leaveOneUnheard(stack, cancel, async () => {
        await board.tap('open-remark');
        await board.write('remark-text', '马上回电话');
        await board.tap('yes-remark');
        await board.see('slow');
        await shots('slow');
    });
    await board.see('failures', { count: 1 });
    await board.seeGone('slow');
    await board.see('failure', { text: '想取消求助' });
    await board.see('failure-phone');
    await shots('failure');
    await accessible(board, 'failure');
    await roomy('failure');
    await board.tap('failure-done');
    await board.seeGone('failure');
    await board.see('remark', { text: '马上回电话' });
    await close(id, 1);
});
