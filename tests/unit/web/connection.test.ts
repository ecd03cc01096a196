// Liveness, reconnecting and resuming of the pages' protocol client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Session } from '../../../gateway/web/src/common/session';
import { FakeBrowser, PRINCIPAL, SERVER_EPOCH, answerPings, welcome } from './harness';

function opened(): { browser: FakeBrowser; session: Session } {
    const browser = new FakeBrowser();
    const session = new Session('resident', browser);
    session.start();
    welcome(browser);
    return { browser, session };
}

test('says hello first, without a resume token, and is live once it was answered', () => {
    const { browser, session } = opened();
    assert.equal(browser.wire.sent[0]?.body, 'hello');
    assert.equal(browser.wire.sent[0]?.seq, 1);
    assert.equal(browser.wire.sent[0]?.hello?.resume, '');
    assert.equal(session.connection.link.value, 'live');
    assert.equal(session.store.estate.value?.name, '兴禾花园');
    assert.equal(session.connection.stale.value, false);
});

test('a frozen server is shown as stale within 5 s, and given up 8 s after the ping', () => {
    const { browser, session } = opened();
    browser.advance(4_000);
    assert.equal(session.connection.stale.value, false);
    browser.advance(1_000);
    assert.equal(session.connection.stale.value, true);
    assert.equal(session.connection.link.value, 'live');
    browser.advance(6_000);
    assert.equal(session.connection.link.value, 'lost');
    assert.equal(browser.wires[0]?.closed, true);
});

test('answered pings keep the link fresh, at most one every two seconds', () => {
    const { browser, session } = opened();
    const answered = new Set<number>();
    for (let i = 0; i < 120; ++i) {
        browser.advance(500);
        answerPings(browser, answered);
        assert.equal(session.connection.stale.value, false);
    }
    assert.ok(answered.size <= 30, `${answered.size} pings in a minute`);
    assert.equal(browser.wires.length, 1);
});

test('in the background a ping goes out every 20 s only', () => {
    const { browser, session } = opened();
    browser.shown = false;
    const answered = new Set<number>();
    for (let i = 0; i < 240; ++i) {
        browser.advance(500);
        answerPings(browser, answered);
    }
    assert.ok(answered.size >= 5 && answered.size <= 6, `${answered.size} pings in two minutes`);
    assert.equal(session.connection.link.value, 'live');
});

test('reconnects from 0.5 s up to 20 s with jitter, and resumes', () => {
    const { browser, session } = opened();
    const delays: number[] = [];
    browser.fraction = 1;
    for (let i = 0; i < 8; ++i) {
        const before = browser.time;
        const count = browser.wires.length;
        browser.cut();
        assert.equal(session.connection.link.value, 'lost');
        while (browser.wires.length === count) browser.advance(50);
        delays.push(browser.time - before);
    }
    assert.ok(delays[0]! <= 550 && delays[0]! >= 450, String(delays));
    assert.ok(delays[1]! > delays[0]!);
    assert.ok(
        delays.every((delay) => delay <= 20_050),
        String(delays),
    );
    assert.ok(delays[7]! >= 19_000);
    browser.wire.events.opened();
    assert.equal(browser.wire.sent[0]?.hello?.resume, 'token-41');
});

test('comes back at once when the page is looked at again', () => {
    const { browser, session } = opened();
    for (let i = 0; i < 6; ++i) {
        browser.cut();
        browser.advance(20_000);
    }
    browser.cut();
    const count = browser.wires.length;
    browser.wake();
    assert.equal(browser.wires.length, count + 1);
    welcome(browser, 50);
    assert.equal(session.connection.link.value, 'live');
});

test('after a short look elsewhere the link is pinged, not given up', () => {
    const { browser, session } = opened();
    browser.shown = false;
    browser.advance(4_000);
    browser.wake();
    assert.equal(browser.wires.length, 1);
    assert.equal(browser.wire.last().body, 'ping');
    assert.equal(session.connection.stale.value, false);
});

test('after a longer sleep the link is opened anew at once, and stale until a frame comes', () => {
    const { browser, session } = opened();
    browser.shown = false;
    browser.advance(15_000);
    browser.wake();
    assert.equal(browser.wires.length, 2);
    assert.equal(session.connection.stale.value, true);
    browser.wire.events.opened();
    assert.equal(browser.wire.last().hello?.resume, 'token-41');
    welcome(browser, 0, true);
    assert.equal(session.connection.stale.value, false);
});

test('a device that slept while its steady clock stood still is noticed, and the time is right', () => {
    const { browser, session } = opened();
    browser.slept = 600_000;
    browser.advance(600);
    assert.equal(browser.wires.length, 2);
    browser.wire.events.opened();
    browser.advance(300);
    const { seq } = browser.wire.last();
    const hello = { server_time: browser.serverNow(), principal: PRINCIPAL, resumed: true };
    browser.wire.push({ reply_to: seq, hello });
    const wrong = Math.abs(session.connection.clock.now() - browser.serverNow());
    assert.ok(wrong <= 300, `${wrong} ms`);
});

test('a first connection may take its time', () => {
    const browser = new FakeBrowser();
    const session = new Session('resident', browser);
    session.start();
    browser.advance(19_000);
    assert.deepEqual([browser.wires.length, session.connection.link.value], [1, 'connecting']);
    browser.advance(2_500);
    assert.equal(session.connection.link.value, 'lost');
});

test('gaps again and again do not make the page reconnect without a pause', () => {
    const { browser } = opened();
    for (let i = 0; i < 20; ++i) {
        browser.wire.push({ update: { after: 99, number: 100, resume: 'x', view: {} } });
        browser.advance(100);
        if (!browser.wire.closed) welcome(browser);
    }
    assert.ok(browser.wires.length < 8, `${browser.wires.length} connections in 2 s`);
});

test('going away is obeyed: reconnects after the time that the server named', () => {
    const { browser } = opened();
    browser.wire.push({ going_away: { reconnect_after_ms: 3_000 } });
    browser.cut(1012);
    browser.advance(2_900);
    assert.equal(browser.wires.length, 1);
    browser.advance(1_000);
    assert.equal(browser.wires.length, 2);
});

test('a gap in the numbers reconnects without a resume token', () => {
    const { browser, session } = opened();
    browser.wire.push({ update: { after: 41, number: 44, resume: 'token-44', view: {} } });
    assert.equal(session.store.resumeToken(), 'token-44');
    browser.wire.push({ update: { after: 45, number: 46, resume: 'token-46', view: {} } });
    browser.advance(10);
    assert.equal(browser.wires.length, 2);
    browser.wire.events.opened();
    assert.equal(browser.wire.sent[0]?.hello?.resume, '');
});

test('after a resume the missed updates follow on what is held', () => {
    const { browser, session } = opened();
    browser.cut();
    browser.advance(600);
    welcome(browser, 0, true);
    browser.wire.push({
        update: {
            after: 41,
            number: 42,
            resume: 'token-42',
            view: { requests: [{ id: 'r1', state: 1 }] },
        },
    });
    assert.equal(session.store.requests.value.get('r1')?.state, 1);
    assert.equal(session.store.estate.value?.on_duty, 3);
    assert.equal(browser.wires.length, 2);
});

test('who is not known is told so, and asked again only slowly', () => {
    const { browser, session } = opened();
    browser.wire.push({ reply_to: 0, error: { code: 5 } });
    assert.equal(session.connection.link.value, 'refused');
    browser.advance(29_000);
    assert.equal(browser.wires.length, 1);
    browser.advance(2_000);
    assert.equal(browser.wires.length, 2);
    browser.cut(4401);
    assert.equal(session.connection.link.value, 'refused');
});

test('times follow the server clock, with half of the shortest round trip', () => {
    const browser = new FakeBrowser();
    const session = new Session('resident', browser);
    session.start();
    browser.wire.events.opened();
    browser.advance(200);
    const server = SERVER_EPOCH + 777_000;
    browser.wire.push({ reply_to: 1, hello: { server_time: server, principal: PRINCIPAL } });
    assert.equal(session.connection.clock.now(), server + 100);
    browser.advance(1_000);
    assert.equal(session.connection.clock.now(), server + 1_100);
});

test('garbage from the server closes the link instead of being believed', () => {
    const { browser, session } = opened();
    browser.wire.events.message(new Uint8Array([0x52, 0xff]).buffer);
    assert.equal(session.connection.link.value, 'lost');
});
