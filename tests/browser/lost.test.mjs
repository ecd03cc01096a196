// Lost, found, suggested, handed over: by the household that misses its keys, a volunteer who finds
// them, and the coordinator at the station.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { accessible, board, chapter, closeTown, openTown, resident, stack, wang } from './town.mjs';

const KEYS = 1;
const WALLET = 3;
const SILVER = 12;
const BLACK = 1;
const LOST = { searched: 1, returned: 2, withdrawn: 3 };
const ITEM = { reported: 1, shelved: 2, returned: 3 };
const NARROW = 320;
const PHONE = 390;

before(openTown, { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

// Answers the five questions; `check` looks at each screen before it is answered.
async function report(person, { kind, colour, place, words }, check = async () => {}) {
    const step = async (name) => {
        await person.see('screen-thing', { step: name });
        await check(name);
    };
    await step('kind');
    await person.tap(`thing-kind-${kind}`);
    await step('colour');
    await person.tap(`thing-colour-${colour}`);
    await step('when');
    await person.tap('thing-when-today');
    await step('where');
    await person.write('thing-place', place);
    await person.tap('thing-next');
    await step('words');
    await person.write('thing-words', words);
    await person.tap('thing-send');
}

async function fits(person, screen) {
    await accessible(person, screen);
    assert.equal(await person.overflow(NARROW), 0, `${screen} at ${NARROW} px`);
    assert.equal(await person.overflow(PHONE, 200), 0, `${screen} at 200 % text`);
    assert.deepEqual(await person.smallTargets(44), [], screen);
}

chapter('a lost thing is reported, one question a screen, and nobody is sent', async () => {
    await board.tap('lost-open');
    await board.see('lost-none-shelf');
    await board.see('lost-none-reports');
    await accessible(board, 'empty lost-and-found pane');
    await resident.tap('category-lost_found');
    await resident.see('screen-things');
    await resident.shot('lost-things');
    await fits(resident, 'things');
    await resident.tap('things-lost');
    await report(
        resident,
        { kind: KEYS, colour: SILVER, place: '3号楼门口', words: '三把钥匙，红绳' },
        async (step) => {
            await resident.shot(`lost-${step}`);
            await fits(resident, step);
        },
    );
    await resident.see('lost-report', { state: LOST.searched, text: '银色 钥匙' });
    await resident.see('lost-report', { text: '登记号 1' });
    await resident.shot('lost-mine');
    await fits(resident, 'mine');
    await board.see('lost-row', { state: LOST.searched, text: '三把钥匙，红绳' });
    assert.equal(await board.attribute('card-live', 'count'), '0', 'no request was made');
});

chapter('what is withdrawn can be reported again', async () => {
    await resident.tap('lost-withdraw');
    await resident.see('lost-report', { state: LOST.withdrawn });
    await resident.tap('lost-again');
    await resident.see('lost-report', { state: LOST.searched, text: '登记号 2' });
});

chapter('a volunteer finds it, the board sees both side by side', async () => {
    await wang.tap('found-open');
    await report(
        wang,
        { kind: KEYS, colour: SILVER, place: '3号楼门口', words: '红绳上三把钥匙' },
        (step) => fits(wang, `found: ${step}`),
    );
    await wang.see('find', { state: ITEM.reported });
    await wang.see('opening-hours', { text: '周一至周五 08:00–20:00' });
    await wang.shot('lost-found');
    await board.see('lost-suggestion');
    assert.ok(Number(await board.attribute('lost-suggestion', 'score')) >= 80);
    const seen = await resident.page.locator('body').innerText();
    assert.ok(!seen.includes('红绳上'), 'the finder\'s words are not for the household');
    assert.equal(await resident.count('lost-similar'), 0, 'it is not at the station yet');
    await board.tap('lost-shelve');
    await board.see('label-number', { text: '1' });
    await board.shot('lost-label');
    await accessible(board, 'label');
    await board.tap('label-close');
    await Promise.all([
        resident.see('lost-similar', { count: 1 }),
        wang.see('find', { state: ITEM.shelved, text: '1 号' }),
        board.see('lost-item', { state: ITEM.shelved }),
    ]);
    await resident.shot('lost-similar');
    await board.shot('lost-board');
    await accessible(board, 'lost-and-found pane');
});

chapter('what is not the one is dismissed for good', async () => {
    await board.tap('lost-new-found');
    await board.page.getByTestId('lost-colour').selectOption(String(SILVER));
    await board.write('lost-place', '3号楼大厅');
    await board.write('lost-words', '五把钥匙，蓝牌');
    await board.tap('lost-form-yes');
    await board.see('label-number', { text: '2' });
    await board.tap('label-close');
    await resident.see('lost-similar', { count: 2 });
    const other = board.page.locator('[data-testid="lost-suggestion"]', { hasText: '蓝牌' });
    await other.getByTestId('lost-dismiss').click();
    await resident.see('lost-similar', { count: 1 });
    await board.seeGone('lost-suggestion', { text: '蓝牌' });
    assert.equal(await board.count('lost-suggestion'), 1);
    await board.write('lost-search', '蓝牌');
    await board.seeGone('lost-item', { text: '红绳' });
    await board.see('lost-item', { text: '蓝牌' });
    assert.equal(await board.count('lost-item'), 1);
    await board.write('lost-search', '');
});

chapter('it is handed over to whom it belongs, with proof', async () => {
    await board.tap('lost-match');
    await board.see('lost-hand-what', { text: '1 号' });
    await board.shot('lost-hand-over');
    await board.tap('quick-2');
    await accessible(board, 'hand-over form');
    await board.tap('lost-form-yes');
    await Promise.all([
        resident.see('lost-report', { state: LOST.returned }),
        wang.see('find', { state: ITEM.returned }),
        board.see('lost-none-reports'),
    ]);
    const finder = await wang.page.locator('body').innerText();
    assert.ok(!/试过钥匙/.test(finder), 'the proof is not for the finder');
    await board.tap('lost-ended');
    await board.see('lost-left', { text: '当面试过钥匙' });
    await board.shot('lost-ended');
    await board.tap('lost-ended');
    const stored = await stack.ctl('inspect', 'item', '--table');
    assert.match(stored, /returned {2,}keys silver/);
    assert.ok(!stored.includes('试过钥匙'), 'hidden without --personal');
});

chapter('what stands is disposed of with a reason, and its number is free again', async () => {
    await board.tap('lost-dispose');
    await board.tap('quick-0');
    await board.tap('lost-form-yes');
    await board.see('lost-none-shelf');
    await board.tap('lost-new-found');
    await board.page.getByTestId('lost-kind').selectOption(String(WALLET));
    await board.page.getByTestId('lost-colour').selectOption(String(BLACK));
    await board.tap('lost-form-yes');
    await board.see('label-number', { text: '1' });
    await board.tap('label-close');
});

chapter('who needs company while searching still gets a helper', async () => {
    await resident.tap('mine-back');
    await resident.see('mine');
    await resident.tap('category-lost_found');
    await resident.tap('things-help');
    await resident.tap('option-what-pet');
    await resident.tap('place-open');
    await resident.tap('place-list');
    await resident.tap('place-1');
    await resident.tap('ask-send');
    await resident.see('screen-request');
    await resident.see('own-place', { text: '西门附近' });
    await resident.reload();
    await resident.see('own-place', { text: '西门附近' });
    await resident.tap('home-top');
    await resident.see('open-request', { text: '宠物走丢' });
    await resident.shot('resident-home-open');
    await board.tap('lost-close');
    await board.see('queue-row');
});
