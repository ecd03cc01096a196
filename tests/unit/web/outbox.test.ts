// What has no outcome stays, is sent again under the same key, and is settled once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code } from 'circle-codec';
import type { Result } from '../../../gateway/web/src/common/courier';
import { MemoryStorage, randomKey } from '../../../gateway/web/src/common/environment';
import { FORGET_MS, KEEP_MS } from '../../../gateway/web/src/common/outbox';
import { Session } from '../../../gateway/web/src/common/session';
import { FakeBrowser, PRINCIPAL, welcome } from './harness';

function opened(storage = new MemoryStorage()) {
    const browser = new FakeBrowser();
    browser.storage = storage;
    const session = new Session('resident', browser);
    const settled: Result[] = [];
    const expired: string[] = [];
    session.onSettled((result) => settled.push(result));
    session.onExpired((entry) => expired.push(entry.key));
    session.start();
    return { browser, session, settled, expired };
}

test('a tap on a live link is sent at once and settled by its outcome', () => {
    const { browser, session, settled } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water', note: '漏水' });
    const frame = browser.wire.last();
    assert.equal(frame.client_key, key);
    assert.equal(frame.submit?.note, '漏水');
    browser.wire.push({ reply_to: frame.seq, received: { client_key: key, command_id: '1-0' } });
    assert.equal(session.outbox.find(key)?.received, true);
    browser.wire.push({ outcome: { client_key: key, code: Code.CODE_OK, request_id: 'r1' } });
    browser.wire.push({ outcome: { client_key: key, code: Code.CODE_OK, request_id: 'r1' } });
    assert.equal(settled.length, 1);
    assert.equal(settled[0]?.requestId, 'r1');
    assert.equal(session.outbox.entries.value.length, 0);
});

test('a tap while the link is cut survives a reload and is sent once under its key', () => {
    const storage = new MemoryStorage();
    const first = opened(storage);
    welcome(first.browser);
    first.browser.cut();
    const { key } = first.session.courier.post('submit', { category: 'water' });
    assert.equal(first.browser.wire.of('submit').length, 0);

    const second = opened(storage);
    assert.equal(second.session.outbox.find(key)?.kind, 'submit');
    welcome(second.browser);
    const sent = second.browser.wire.of('submit');
    assert.equal(sent.length, 1);
    assert.equal(sent[0]?.client_key, key);
});

test('what was received but has no outcome is sent again after a reconnect', () => {
    const { browser, session, settled } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water' });
    browser.wire.push({ received: { client_key: key, command_id: '1-0' } });
    browser.cut();
    browser.advance(600);
    welcome(browser);
    assert.equal(browser.wire.of('submit')[0]?.client_key, key);
    browser.wire.push({ outcome: { client_key: key, code: 0, request_id: 'r1', repeat: true } });
    assert.equal(settled.length, 1);
});

test('busy is retried under the same key, not before the server said', () => {
    const { browser, session, settled } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water' });
    const { seq } = browser.wire.last();
    const error = { code: Code.CODE_BUSY, retry_after_ms: 3_000 };
    browser.wire.push({ reply_to: seq, error });
    browser.advance(2_500);
    assert.equal(browser.wire.of('submit').length, 1);
    browser.advance(1_000);
    assert.equal(browser.wire.of('submit').length, 2);
    assert.equal(browser.wire.of('submit')[1]?.client_key, key);
    assert.equal(settled.length, 0);
});

test('a refusal settles the wish with its code and field', () => {
    const { browser, session, settled } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'nope' });
    const error = { code: Code.CODE_INVALID, field: 'submit.category', client_key: key };
    browser.wire.push({ reply_to: browser.wire.last().seq, error });
    assert.equal(settled[0]?.code, Code.CODE_INVALID);
    assert.equal(settled[0]?.field, 'submit.category');
});

test('undo of what was never sent makes it never happen', () => {
    const { browser, session } = opened();
    welcome(browser);
    browser.cut();
    const { key } = session.courier.post('submit', { category: 'water' });
    session.courier.undo(key);
    browser.advance(600);
    welcome(browser);
    assert.equal(browser.wire.of('submit').length, 0);
});

test('undo of what was refused at the door makes it never happen, before and after the refusal', () => {
    for (const code of [Code.CODE_BUSY, Code.CODE_RATE_LIMITED]) {
        for (const early of [true, false]) {
            const { browser, session } = opened();
            welcome(browser);
            const { key } = session.courier.post('submit', { category: 'water' });
            const { seq } = browser.wire.last();
            if (early) session.courier.undo(key);
            browser.wire.push({ reply_to: seq, error: { code, retry_after_ms: 1_000 } });
            if (!early) session.courier.undo(key);
            assert.equal(session.outbox.find(key), undefined);
            browser.advance(3_000);
            assert.equal(browser.wire.of('submit').length, 1);
            assert.equal(browser.wire.of('cancel_request').length, 0);
        }
    }
});

test('undo of what may have arrived earlier still cancels, whatever was refused since', () => {
    const { browser, session } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water' });
    browser.cut();
    browser.advance(600);
    welcome(browser);
    const { seq } = browser.wire.of('submit')[0]!;
    browser.wire.push({ reply_to: seq, error: { code: Code.CODE_BUSY, retry_after_ms: 1_000 } });
    session.courier.undo(key);
    browser.advance(3_000);
    assert.equal(browser.wire.of('submit').length, 2);
    browser.wire.push({ outcome: { client_key: key, code: 0, request_id: 'r9', repeat: true } });
    assert.equal(browser.wire.of('cancel_request')[0]?.cancel_request?.request_id, 'r9');
});

test('undo of what was sent cancels the request as soon as it is known, also after a reload', () => {
    const storage = new MemoryStorage();
    const first = opened(storage);
    welcome(first.browser);
    const { key } = first.session.courier.post('submit', { category: 'water' });
    first.session.courier.undo(key);
    assert.equal(first.browser.wire.of('cancel_request').length, 0);

    const second = opened(storage);
    welcome(second.browser);
    second.browser.wire.push({ outcome: { client_key: key, code: 0, request_id: 'r9' } });
    assert.equal(second.browser.wire.of('cancel_request')[0]?.cancel_request?.request_id, 'r9');
});

test('slow is marked on the wish it concerns', () => {
    const { browser, session } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water' });
    browser.wire.push({ slow: { client_key: key, phone: '021' } });
    assert.equal(session.outbox.find(key)?.slow, true);
});

test('a wish that waited too long unsent is dropped and said so', () => {
    const { browser, session, expired } = opened();
    welcome(browser);
    browser.cut();
    const { key } = session.courier.post('resolve_request', { request_id: 'r1' });
    browser.time += KEEP_MS + 1;
    browser.wake();
    welcome(browser);
    assert.deepEqual(expired, [key]);
    assert.equal(browser.wire.of('resolve_request').length, 0);
});

test('an old help request is asked about, not dropped, and goes out under its key', () => {
    const { browser, session, expired } = opened();
    welcome(browser);
    browser.cut();
    const { key } = session.courier.post('submit', { category: 'water', note: '漏水' });
    browser.time += KEEP_MS + 1;
    browser.wake();
    welcome(browser);
    assert.deepEqual(expired, []);
    assert.equal(browser.wire.of('submit').length, 0);
    const asleep = session.outbox.find(key);
    assert.deepEqual([asleep?.asleep, asleep?.tries], [true, 0]);
    session.courier.postAgain(key);
    assert.equal(browser.wire.last().client_key, key);
    assert.equal(browser.wire.last().submit?.note, '漏水');
    browser.advance(2_000);
    assert.equal(session.outbox.find(key)?.asleep, false);
});

test('what was received more than a day ago is never sent again', () => {
    const storage = new MemoryStorage();
    const first = opened(storage);
    welcome(first.browser);
    const { key } = first.session.courier.post('submit', { category: 'water' });
    first.browser.wire.push({ received: { client_key: key, command_id: '1-0' } });

    const second = opened(storage);
    second.browser.time += FORGET_MS + 1;
    welcome(second.browser);
    assert.equal(second.browser.wire.of('submit').length, 0);
    assert.deepEqual(second.expired, []);
    assert.equal(second.session.outbox.entries.value.length, 0);
});

test("a request that the household had made before is not taken back by this phone's undo", () => {
    const { browser, session, settled } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water' });
    session.courier.undo(key);
    browser.wire.push({ outcome: { client_key: key, code: 0, request_id: 'r1', repeat: true } });
    assert.equal(settled[0]?.foreign, true);
    assert.equal(browser.wire.of('cancel_request').length, 0);
});

test('an undo after a reload knows that the tap had been sent', () => {
    const storage = new MemoryStorage();
    const first = opened(storage);
    welcome(first.browser);
    const { key } = first.session.courier.post('submit', { category: 'water' });
    const second = opened(storage);
    second.session.courier.undo(key);
    assert.equal(second.session.outbox.find(key)?.undo, true);
});

test('a wish without an outcome for 3 s is slow, also when the server says nothing', () => {
    const { browser, session } = opened();
    welcome(browser);
    const { key } = session.courier.post('submit', { category: 'water' });
    browser.advance(2_400);
    assert.equal(session.outbox.find(key)?.slow, false);
    browser.advance(1_100);
    assert.equal(session.outbox.find(key)?.slow, true);
});

test('what says that somebody is looking is not kept', () => {
    const storage = new MemoryStorage();
    const first = opened(storage);
    welcome(first.browser);
    first.session.courier.post('show_offer', { offer_id: 'o1' });
    assert.equal(opened(storage).session.outbox.entries.value.length, 0);
});

test('refusals in a row are retried later and later', () => {
    const { browser, session } = opened();
    welcome(browser);
    session.courier.post('submit', { category: 'water' });
    const times = [browser.time];
    for (let count = 2; count <= 4; ++count) {
        const error = { code: Code.CODE_UNAVAILABLE, retry_after_ms: 0 };
        browser.wire.push({ reply_to: browser.wire.of('submit')[count - 2]!.seq, error });
        while (browser.wire.of('submit').length < count) browser.advance(500);
        times.push(browser.time);
    }
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    assert.ok(gaps[0]! >= 1_000 && gaps[1]! >= 2_000 && gaps[2]! >= 4_000, String(gaps));
});

test("another household's wishes are not sent after the device was bound anew", () => {
    const storage = new MemoryStorage();
    const first = opened(storage);
    welcome(first.browser);
    first.browser.cut();
    first.session.courier.post('submit', { category: 'water' });

    const second = opened(storage);
    second.browser.wire.events.opened();
    const hello = { server_time: 1, principal: { ...PRINCIPAL, id: '9-1-101' } };
    second.browser.wire.push({ reply_to: 1, hello });
    assert.equal(second.browser.wire.of('submit').length, 0);
    assert.equal(second.session.outbox.entries.value.length, 0);
});

test('keys are unique where randomUUID does not exist', () => {
    const plain = { getRandomValues: globalThis.crypto.getRandomValues.bind(globalThis.crypto) };
    const keys = new Set(Array.from({ length: 100 }, () => randomKey(plain as Crypto)));
    assert.equal(keys.size, 100);
    for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});
