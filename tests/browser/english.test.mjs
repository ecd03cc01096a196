// The phones in English: what was tapped, chosen and answered is said in the reader's language,
// nothing sticks out, and every target can be hit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Person, launchBrowser } from './people.mjs';
import { Stack } from './stack.mjs';

const stack = new Stack();
let browser;
let resident;
let wang;
const everybody = () => [resident, wang].filter(Boolean);
const TARGET_PX = 44;
const HAN = /[\u4e00-\u9fff]/;

before(
    async () => {
        await stack.start();
        browser = await launchBrowser();
        resident = await Person.arrive(browser, stack.links.resident, { locale: 'en-GB' });
        const link = await stack.link('volunteer', 'v-01');
        wang = await Person.arrive(browser, link, { locale: 'zh-CN' });
    },
    { timeout: 120_000 },
);
after(
    async () => {
        for (const person of everybody()) await person.leave();
        await browser?.close();
        await stack.stop();
    },
    { timeout: 60_000 },
);

// Readable, reachable and whole at 320 px and at 200 % text.
async function sound(person, screen) {
    assert.deepEqual(await person.barriers(), [], screen);
    assert.deepEqual(await person.smallTargets(TARGET_PX), [], screen);
    assert.equal(await person.overflow(320), 0, `${screen} at 320 px`);
    assert.equal(await person.overflow(390, 200), 0, `${screen} at 200 % text`);
    await person.shot(`english-${screen}`);
}

const inEnglish = async (person, testid) => {
    const text = await person.text(testid);
    assert.doesNotMatch(text, HAN, `${testid} says ${text}`);
};

test('an English browser reads English, a Chinese one switches and stays switched', async () => {
    await resident.see('cover', { text: 'Nobody is on duty now, please call' });
    await inEnglish(resident, 'screen-home');
    assert.equal(await resident.page.title(), 'Service Circle · Ask for help');
    assert.equal(await resident.page.locator('html').getAttribute('lang'), 'en');
    await sound(resident, 'home');
    await wang.see('duty-switch', { text: '我要上岗' });
    await wang.tap('language');
    await wang.see('duty-switch', { text: 'Go on duty' });
    await wang.reload();
    await wang.see('duty-switch', { text: 'Go on duty' });
    await sound(wang, 'resting');
    await wang.tap('duty-switch');
    await wang.see('screen-idle', { 'on-duty': true });
    await resident.see('cover', { text: '1 person on duty now' });
    await sound(wang, 'on-duty');
});

test('the story in English, with what was answered shown to whoever helps', async () => {
    await resident.tap('category-water');
    await resident.tap('option-where-ceiling');
    await inEnglish(resident, 'screen-ask');
    await sound(resident, 'ask');
    await resident.tap('ask-send');
    await resident.see('screen-request', { state: 2 });
    await resident.see('answer-where', { text: 'From above' });
    await wang.see('offer-category', { text: 'Water leak' });
    await wang.see('answer-where', { text: 'From above' });
    await sound(wang, 'offer');
    await sound(resident, 'asking');
    await wang.tap('offer-accept');
    await wang.see('screen-visit', { state: 1 });
    await wang.see('answer-where', { text: 'From above' });
    await resident.see('status-headline', { text: 'agreed to come and is about to leave' });
    await sound(wang, 'visit');
    await sound(resident, 'agreed');
    for (const next of [2, 3]) {
        await wang.tap('visit-next', { next });
        await wang.see('screen-visit', { state: next });
    }
    await resident.see('status-headline', { text: 'is at the door' });
    await wang.tap('visit-next', { next: 4 });
    await wang.tap('done-yes');
    await wang.see('ended-text', { text: 'Done, thank you for your work!' });
    await resident.see('status-headline', { text: 'Solved' });
    await sound(wang, 'ended');
    await sound(resident, 'solved');
});

test('back to Chinese by one tap, without losing the screen', async () => {
    await resident.tap('language');
    await resident.see('status-headline', { text: '问题解决了' });
    assert.equal(await resident.page.locator('html').getAttribute('lang'), 'zh-CN');
    for (const person of everybody()) assert.deepEqual(person.faults, []);
});
