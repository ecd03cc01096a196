// ws_echo against RFC 6455: what a protocol suite asks of a server.
//   WS_ECHO=build/bin/ws_echo node --test tests/integration/websocket/rfc6455.test.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { RawClient, closeFrame, frame, opcode } from './raw_client.mjs';

const binary = process.env.WS_ECHO;
let server;
let port;

before(async () => {
    server = spawn(binary, ['--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: server.stdout })) {
        port = Number(/:(\d+)$/.exec(line)[1]);
        break;
    }
});

after(() => server.kill());

async function withClient(body) {
    const client = await RawClient.open(port);
    try {
        await body(client);
    } finally {
        client.destroy();
    }
}

// Sends `bytes` and expects the connection to be failed with one of `codes`.
async function expectFailure(codes, ...bytes) {
    await withClient(async (client) => {
        client.send(...bytes);
        const frames = await client.rest();
        const last = frames.at(-1);
        assert.ok(last, 'closed without a close frame');
        assert.equal(last.op, opcode.close);
        assert.ok(codes.includes(last.code), `close code ${last.code}, wanted ${codes}`);
        assert.ok(frames.every((f) => f === last || f.op === opcode.pong), 'an echo of nonsense');
    });
}

async function expectEcho(client, op, payload) {
    const got = await client.next();
    assert.ok(got, 'the connection was closed');
    assert.equal(got.op, op);
    assert.equal(got.fin, true);
    assert.equal(got.masked, false);
    assert.equal(got.rsv, 0);
    assert.ok(got.payload.equals(Buffer.from(payload)), 'the payload differs');
}

const protocolError = [1002];
const badData = [1007];

for (const op of [opcode.text, opcode.binary]) {
    for (const size of [0, 1, 125, 126, 127, 128, 65535, 65536, 1 << 20, 16 << 20]) {
        test(`echo of opcode ${op}, ${size} bytes`, () =>
            withClient(async (client) => {
                const payload = Buffer.alloc(size, op === opcode.text ? '*' : 0xfe);
                client.send(frame(op, payload));
                await expectEcho(client, op, payload);
            }));
    }
}

test('a frame that comes octet by octet', () =>
    withClient(async (client) => {
        for (const byte of frame(opcode.text, '你好，世界')) client.send(Buffer.from([byte]));
        await expectEcho(client, opcode.text, '你好，世界');
    }));

test('many messages in one segment keep their order', () =>
    withClient(async (client) => {
        const all = Array.from({ length: 200 }, (_, i) => frame(opcode.text, `message ${i}`));
        client.send(...all);
        for (let i = 0; i < 200; ++i) await expectEcho(client, opcode.text, `message ${i}`);
    }));

for (const size of [0, 1, 125]) {
    test(`ping with ${size} bytes gets its pong`, () =>
        withClient(async (client) => {
            const payload = Buffer.alloc(size, 0xab);
            client.send(frame(opcode.ping, payload));
            await expectEcho(client, opcode.pong, payload);
        }));
}

test('unsolicited pongs are ignored', () =>
    withClient(async (client) => {
        client.send(frame(opcode.pong, 'nobody asked'), frame(opcode.text, 'still here'));
        await expectEcho(client, opcode.text, 'still here');
    }));

test('a ping of 126 bytes fails the connection', () =>
    expectFailure(protocolError, frame(opcode.ping, Buffer.alloc(126))));
test('a fragmented ping fails the connection', () =>
    expectFailure(protocolError, frame(opcode.ping, 'x', { fin: false })));

for (const rsv of [1, 2, 3, 4, 7]) {
    test(`reserved bits ${rsv} fail the connection`, () =>
        expectFailure(protocolError, frame(opcode.text, 'x', { rsv })));
}
for (const op of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
    test(`reserved opcode ${op} fails the connection`, () =>
        expectFailure(protocolError, frame(op, 'x')));
}
test('an unmasked frame fails the connection', () =>
    expectFailure(protocolError, frame(opcode.text, 'x', { mask: false })));

test('fragments are put together, with a ping between them', () =>
    withClient(async (client) => {
        client.send(
            frame(opcode.text, 'one ', { fin: false }),
            frame(opcode.continuation, 'two ', { fin: false }),
            frame(opcode.ping, 'between'),
            frame(opcode.continuation, 'three'),
        );
        await expectEcho(client, opcode.pong, 'between');
        await expectEcho(client, opcode.text, 'one two three');
    }));
test('empty fragments make an empty message', () =>
    withClient(async (client) => {
        client.send(frame(opcode.binary, '', { fin: false }), frame(opcode.continuation, ''));
        await expectEcho(client, opcode.binary, '');
    }));
test('a continuation of nothing fails the connection', () =>
    expectFailure(protocolError, frame(opcode.continuation, 'x')));
test('a new message inside a fragmented one fails the connection', () =>
    expectFailure(protocolError, frame(opcode.text, 'a', { fin: false }), frame(opcode.text, 'b')));

const validText = ['κόσμε', '\u0000', '\u{10FFFF}', '\uFFFD', '𠜎𠜱𠝹', '\uFFFE'];
for (const text of validText) {
    test(`valid UTF-8 ${JSON.stringify(text)}, also cut inside a character`, () =>
        withClient(async (client) => {
            const bytes = Buffer.from(text);
            for (let cut = 0; cut <= bytes.length; ++cut) {
                client.send(
                    frame(opcode.text, bytes.subarray(0, cut), { fin: false }),
                    frame(opcode.continuation, bytes.subarray(cut)),
                );
                await expectEcho(client, opcode.text, bytes);
            }
        }));
}
const invalidText = {
    'a lone continuation byte': [0x80],
    'an overlong slash': [0xc0, 0xaf],
    'a surrogate': [0xed, 0xa0, 0x80],
    'beyond U+10FFFF': [0xf4, 0x90, 0x80, 0x80],
    'a cut character at the end': [0x61, 0xe2, 0x82],
    'a byte that never occurs': [0xff],
};
for (const [what, bytes] of Object.entries(invalidText)) {
    test(`invalid UTF-8: ${what}`, () => expectFailure(badData, frame(opcode.text, bytes)));
    test(`invalid UTF-8 in fragments: ${what}`, () =>
        expectFailure(
            badData,
            frame(opcode.text, bytes.slice(0, 1), { fin: false }),
            frame(opcode.continuation, bytes.slice(1)),
        ));
}
test('the same bytes are fine in a binary message', () =>
    withClient(async (client) => {
        client.send(frame(opcode.binary, [0xff, 0x80]));
        await expectEcho(client, opcode.binary, [0xff, 0x80]);
    }));

for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]) {
    test(`close ${code} is answered with the same and the connection ends`, () =>
        withClient(async (client) => {
            client.send(closeFrame(code, 'bye'));
            const frames = await client.rest();
            assert.equal(frames.length, 1);
            assert.equal(frames[0].code, code);
        }));
}
test('close without a code is answered', () =>
    withClient(async (client) => {
        client.send(frame(opcode.close));
        const frames = await client.rest();
        assert.equal(frames.at(-1).op, opcode.close);
    }));
for (const code of [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999]) {
    test(`close with the code ${code} is a protocol error`, () =>
        expectFailure(protocolError, closeFrame(code)));
}
test('close with one byte is a protocol error', () =>
    expectFailure(protocolError, frame(opcode.close, 'x')));
test('close with 126 bytes is a protocol error', () =>
    expectFailure(protocolError, frame(opcode.close, Buffer.alloc(126, 3))));
test('close with an invalid UTF-8 reason fails the connection', () =>
    expectFailure([1002, 1007], frame(opcode.close, [0x03, 0xe8, 0xff])));
test('what comes after close is not answered', () =>
    withClient(async (client) => {
        client.send(closeFrame(1000), frame(opcode.text, 'late'), frame(opcode.ping, 'late'));
        const frames = await client.rest();
        assert.deepEqual(frames.map((f) => f.op), [opcode.close]);
    }));
