// Two languages, one set of keys; which of them a page begins in.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { dictionaries, either, language, pickLanguage, t } from '../../../gateway/web/src/common/text';
import type { TextKey } from '../../../gateway/web/src/common/text';
import { answerTexts, categoryName, dayAndTime } from '../../../gateway/web/src/common/words';
import type { CategoryView, EstateView } from 'circle-codec';
import { FakeBrowser, welcome } from './harness';
import { Session } from '../../../gateway/web/src/common/session';

const { 'zh-CN': zh, en } = dictionaries;
const keys = Object.keys(zh) as TextKey[];
afterEach(() => (language.value = 'zh-CN'));

const namesIn = (text: string) =>
    [...new Set(Array.from(text.matchAll(/\{(\w+)/g), ([, name]) => name))].sort();

test('English has the keys of Chinese, and each text the same values', () => {
    assert.deepEqual(Object.keys(en).sort(), [...keys].sort());
    for (const key of keys) assert.deepEqual(namesIn(en[key]), namesIn(zh[key]), key);
});

test('no Chinese characters in English, none of them empty', () => {
    for (const key of keys) {
        assert.doesNotMatch(en[key], /[\u3000-\u9fff\uff00-\uffef]/, key);
        assert.ok(en[key].trim().length > 0, key);
    }
});

test('the address goes before the choice, the choice before the browser', () => {
    assert.equal(pickLanguage('?lang=en', 'zh-CN', 'zh-CN'), 'en');
    assert.equal(pickLanguage('?lang=zh', 'en', 'en-GB'), 'zh-CN');
    assert.equal(pickLanguage('?lang=xx', 'en', 'zh-CN'), 'en');
    assert.equal(pickLanguage('', '', 'zh-Hant-TW'), 'zh-CN');
    assert.equal(pickLanguage('', '', 'en-US'), 'en');
    assert.equal(pickLanguage('', '', 'fr'), 'en');
});

test('one and many are said differently in English', () => {
    language.value = 'en';
    assert.equal(t('home.cover', { n: 1 }), '1 person on duty now');
    assert.equal(t('home.cover', { n: 2 }), '2 people on duty now');
    assert.equal(t('home.cover', { n: 0 }), '0 people on duty now');
    const estate = { utc_offset_min: 480 } as EstateView;
    assert.equal(dayAndTime(Date.UTC(2025, 10, 22, 8, 26), estate), '22 Nov 16:26');
    assert.equal(dayAndTime(Date.UTC(2025, 0, 2, 0, 0), estate), '2 Jan 08:00');
});

test('an estate speaks English where it can, and Chinese where not', () => {
    const category = {
        id: 'water',
        name: '水',
        name_en: 'Water',
        questions: [
            {
                id: 'where',
                text: '哪里',
                text_en: 'Where',
                options: [{ id: 'k', text: '厨房', text_en: '' }],
            },
        ],
    } as unknown as CategoryView;
    const estate = { categories: [category] } as unknown as EstateView;
    assert.equal(categoryName(estate, 'water'), '水');
    language.value = 'en';
    assert.equal(categoryName(estate, 'water'), 'Water');
    assert.equal(either('厨房', ''), '厨房');
    const answers = [
        { question: 'where', option: 'k' },
        { question: 'gone', option: 'x' },
    ];
    assert.deepEqual(answerTexts(category, answers), [
        { id: 'where', question: 'Where', option: '厨房' },
    ]);
});

test('the server is told the language, and told again when it changes', () => {
    const browser = new FakeBrowser();
    const session = new Session('resident', browser);
    session.start();
    welcome(browser);
    assert.equal(browser.wires[0]!.of('hello')[0]!.hello!.lang, 'zh-CN');
    language.value = 'en';
    session.connection.greetAgain();
    browser.wire.events.opened();
    assert.equal(browser.wires.length, 2);
    assert.equal(browser.wire.of('hello')[0]!.hello!.lang, 'en');
    assert.equal(browser.wire.of('hello')[0]!.hello!.resume, 'token-41');
});
