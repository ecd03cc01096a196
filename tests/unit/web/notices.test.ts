// What was said goes once it is over: its subject has moved on, or the person wishes for something.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { signal } from '@preact/signals';
import { forgetOnWish, hasChanged, notice, tell } from '../../../gateway/web/src/common/notices';

beforeEach(() => tell(''));

test('a notice goes when what it is about has moved on', () => {
    const state = signal<number | undefined>(undefined);
    tell('请看最新情况', hasChanged(() => state.value));
    state.value = 1;
    assert.equal(notice.value, '请看最新情况', 'known for the first time');
    state.value = 2;
    assert.equal(notice.value, '');
});

test('what is over when it would be said is not said', () => {
    tell('没有送出', () => true);
    assert.equal(notice.value, '');
});

test('the end of an earlier subject leaves the newer notice alone', () => {
    const over = signal(false);
    tell('甲', () => over.value);
    tell('乙');
    over.value = true;
    assert.equal(notice.value, '乙');
});

test('a new wish takes away what was said, an outcome does not', () => {
    const entries = signal([{ key: 'a' }]);
    forgetOnWish(entries);
    tell('别人已接单');
    entries.value = [];
    assert.equal(notice.value, '别人已接单');
    entries.value = [{ key: 'b' }];
    assert.equal(notice.value, '');
    tell('没有成功');
    entries.value = [{ key: 'b' }];
    assert.equal(notice.value, '没有成功', 'the same wish, received by now');
});
