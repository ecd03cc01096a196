// Who is there when: cover before the tap, the own week, a swap, a gap, thanks, book and digest.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Person } from './people.mjs';
import { importWithRule } from './rule.mjs';
import {
    accessible,
    askFor,
    backHome,
    board,
    browser,
    chapter,
    closeTown,
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

// The main targets of a phone page, in CSS pixels.
const MAIN_TARGET = 44;

async function fits(person, screen) {
    await accessible(person, screen);
    for (const size of [100, 200]) {
        assert.equal(await person.overflow(320, size), 0, `${screen} at 320 px, ${size} %`);
    }
    assert.deepEqual(await person.smallTargets(MAIN_TARGET), [], screen);
}

chapter('before the tap a resident reads who could come, or whom to call', async () => {
    await resident.see('cover-water', { people: 0 });
    await resident.tap('category-water');
    await resident.see('cover-phone');
    await resident.shot('roster-nobody');
    await resident.tap('ask-back');
    await onDuty(wang, liu);
    await resident.see('cover-water', { people: 2 });
    assert.match(await resident.text('cover-water'), /2 人值班，约 \d+ 分钟/);
    await fits(resident, 'home with cover');
    await resident.shot('roster-cover');
});

const DAY = 24 * 60;
// Minutes of the estate's clock since midnight.
const shanghai = () => (Math.floor(Date.now() / 60_000) + 8 * 60) % DAY;

// A minute of each day that is not about to come: its end would take wang off duty.
function farAway() {
    return shanghai() >= 23 * 60 ? { from: '12:00', to: '12:01' } : { from: '23:58', to: '23:59' };
}

chapter('a shift on every day is a week that its owner can read', async () => {
    const roster = await Person.arrive(browser, await stack.link('coordinator', 'k-02'), {
        desk: true,
    });
    const url = new URL(roster.page.url());
    await roster.page.goto(`${url.origin}/board?sheet=roster`);
    await roster.see('page-roster');
    await roster.tap('roster-edit-v-01');
    const row = roster.page.getByTestId('shift-row');
    const { from: start, to: end } = farAway();
    for (let weekday = 1; weekday <= 7; ++weekday) {
        await roster.tap(`shift-add-${weekday}`);
        await row.nth(weekday - 1).getByTestId('shift-from').fill(start);
        await row.nth(weekday - 1).getByTestId('shift-to').fill(end);
    }
    await accessible(roster, 'weekly shifts');
    await roster.shot('board-hours');
    await roster.tap('shifts-save');
    await roster.see('roster-turn', { volunteer: 'v-01' });
    await accessible(roster, 'roster');
    await roster.shot('board-roster');
    await wang.tap('to-week');
    await wang.see('turn');
    assert.ok((await wang.count('turn')) >= 6);
    await fits(wang, 'week');
    await wang.shot('volunteer-week');

    // Somebody takes one of them over.
    await wang.page.getByTestId('turn-swap').last().click();
    await wang.tap('ask-yes');
    await liu.tap('to-week');
    await liu.see('swap');
    await liu.shot('volunteer-swap');
    await liu.tap('swap-take');
    await liu.see('turn', { text: '替别人的班' });
    await wang.see('turn-state', { text: '刘师傅来替' });
    await roster.see('change', { text: '换给刘师傅' });

    // Leave in a week to come, and back.
    const from = await wang.attribute('turn', 'from');
    await wang.tap('week-next');
    await wang.seeGone('turn', { from });
    await roster.tap('week-next');
    await roster.see('week-range', { text: await wang.text('week-range') });
    await roster.tap('roster-change');
    await roster.see('roster-why');
    await roster.page.getByTestId('page-roster').evaluate((page) => page.scrollTo(0, 0));
    await accessible(roster, 'roster, leave for somebody');
    await roster.shot('board-week');
    await roster.tap('roster-change');
    await roster.seeGone('roster-why');
    await wang.tap('turn-leave');
    await wang.see('ask-form');
    await wang.tap('quick-1');
    await fits(wang, 'asking for leave');
    await wang.shot('volunteer-leave');
    await wang.tap('ask-yes');
    await wang.see('turn-state', { text: '已请假' });
    await roster.see('roster-turn', { volunteer: 'v-01', text: '已请假' });
    await roster.see('change', { text: '家里有事' });
    await wang.page.getByTestId('turn-undo').first().click();
    await wang.see('turn-leave');
    await wang.tap('week-today');
    await wang.see('turn', { from });
    for (const person of [wang, liu]) await person.tap('pane-back');
    await roster.leave();
});

chapter('volunteers change their own weekly shifts, and take leave for a part of one', async () => {
    const tomorrow = Math.floor((Date.now() / 3_600_000 + 8) / 24) + 1; // days since a Thursday
    const weekday = ((tomorrow + 3) % 7) + 1;
    await liu.tap('to-week');
    await liu.see('own-hours', { text: '没有固定的班' });
    await liu.tap('to-hours');
    await liu.tap(`shift-add-${weekday}`);
    await liu.tap(`shift-add-${weekday}`);
    await liu.page.getByTestId('shift-from').last().fill('11:00');
    await liu.see('shift-wrong', { text: '重叠' });
    await liu.page.getByTestId('shift-wrong').scrollIntoViewIfNeeded();
    await liu.shot('volunteer-hours-wrong');
    await liu.tap('shifts-undo');
    await liu.tap('shifts-undo');
    await liu.seeGone('shift-wrong');
    await fits(liu, 'weekly shifts');
    await liu.shot('volunteer-hours');
    await liu.tap('shifts-save');
    await liu.see('own-hours', { text: '09:00–12:00' });
    await liu.see('turn', { text: '09:00–12:00' });
    await liu.tap('turn-leave');
    const hours = await liu.page.locator('[data-testid="part-from"] option').allInnerTexts();
    assert.equal(hours.join(), '09:00,09:30,10:00,10:30,11:00,11:30');
    await liu.page.getByTestId('part-from').selectOption({ label: '10:00' });
    await liu.page.getByTestId('part-to').selectOption({ label: '11:00' });
    await liu.shot('volunteer-part');
    await liu.tap('ask-yes');
    await liu.see('turn', { text: '已请假' });
    const cut = await liu.page.locator('[data-testid="turn"] .turn-time').allInnerTexts();
    assert.ok(cut.join().includes('09:00–10:00,10:00–11:00,11:00–12:00'), cut.join());
    await fits(liu, 'week with a part');
    await liu.shot('volunteer-week-part');
    await liu.tap('to-hours');
    await liu.tap('shift-drop');
    await liu.tap('shifts-save');
    await liu.see('own-hours', { text: '没有固定的班' });
    await liu.tap('pane-back');
});

chapter('thanks reach who helped, and the book has counted the visit', async () => {
    await offDuty(liu);
    const request = await askFor('water');
    await wang.see('screen-offer');
    await help(wang, request);
    await resident.see('thanks');
    await resident.shot('resident-thanks');
    await resident.write('thanks-words', '来得真快');
    await resident.tap('thanks-send');
    await resident.see('thanked');
    await fits(resident, 'thanked');
    await wang.page.getByTestId('past').locator('summary').click();
    await wang.see('past-thanks', { text: '来得真快' });
    await wang.tap('to-book');
    await wang.see('book-month', { visits: 1, thanks: 1 });
    await fits(wang, 'book');
    await wang.shot('volunteer-book');
    await wang.tap('pane-back');
    await backHome();
    const url = new URL(board.page.url());
    await board.page.goto(`${url.origin}/board?sheet=digest`);
    await board.see('digest-person-v-01');
    await accessible(board, 'digest');
    await board.shot('board-digest');
});

// Hours by the estate's clock: they begin in some minutes and end an hour later, on the same day.
function hoursSoon(minutes) {
    const from = (shanghai() + minutes) % DAY;
    const clock = (at) => [Math.floor(at / 60), at % 60].map((n) => String(n).padStart(2, '0'));
    return { from: clock(from).join(':'), to: clock(Math.min(from + 60, DAY)).join(':') };
}

// Or soon: until the page has been looked at.
function tomorrowIsNear() {
    return shanghai() >= 22 * 60 + 50;
}

// What this page plays from now on, by frequency.
function listen(person) {
    return person.page.evaluate(() => {
        const { start } = OscillatorNode.prototype;
        globalThis.heard = [];
        OscillatorNode.prototype.start = function (...when) {
            globalThis.heard.push(this.frequency.value);
            return start.apply(this, when);
        };
    });
}
const GAP_TUNE = [523, 392];

chapter('a shift without cover stands on the board until somebody has taken notice', async () => {
    const url = new URL(board.page.url());
    await board.page.goto(`${url.origin}/board`);
    await board.see('clock');
    await board.tap('clock'); // sound is allowed
    await listen(board);
    await importWithRule(stack, hoursSoon(20));
    await board.see('gap-banner', { near: true, text: '一小时内就缺' });
    await accessible(board, 'gap within the hour');
    await board.shot('board-gap-near');
    await board.page.waitForFunction((least) => globalThis.heard.length >= least, GAP_TUNE.length);
    assert.deepEqual(await board.page.evaluate(() => globalThis.heard), GAP_TUNE, 'once');

    // One that runs goes before one of tomorrow.
    await importWithRule(stack);
    await board.see('gap-near', { text: '现在就缺' });
    const gap = await board.attribute('gap-banner', 'gap');
    await board.tap('gap-ack');
    await board.seeGone('gap-banner', { gap });
    await board.see('gap-banner', tomorrowIsNear() ? {} : { near: false });
    await accessible(board, 'gap banner');
    await board.shot('board-gap');
});
