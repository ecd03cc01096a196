// Bad frames of a resident's session, for both subprotocols: [{name, expect, data|raw, seq}].
//
// `data(seq)`: payload to send as a message (string: text, Buffer: binary); `raw`: bytes put on the
// TCP connection as they are. `expect`: error or outcome codes, and close codes, any of which is
// a proper answer; null: whatever, but an answer. `fresh`: in a session of its own.
import { bytes, clientFrame, number, tag, varint } from './wire.mjs';

const kMalformed = ['MALFORMED'];
const kTooLarge = ['TOO_LARGE', 1009];
const kWrongType = ['MALFORMED', 1003];

const submit = (seq, extra = {}) => ({
  seq,
  clientKey: `k${seq}`,
  submit: { category: 'water' },
  ...extra,
});
const json = (value) => JSON.stringify(value);

// One header by hand: to break the rules of RFC 6455 itself.
function rawFrame(first, payload, { masked = true, length } = {}) {
  const head = Buffer.from([first, (masked ? 0x80 : 0) | (length ?? payload.length)]);
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

export function protocolCases() {
  const text = Buffer.from('{"seq": 9, "ping": {}}');
  const proper = [1002];
  return [
    { name: 'not masked', raw: rawFrame(0x81, text, { masked: false }), expect: proper },
    { name: 'reserved bit', raw: rawFrame(0xc1, text), expect: proper },
    { name: 'reserved opcode', raw: rawFrame(0x83, text), expect: proper },
    { name: 'reserved control opcode', raw: rawFrame(0x8b, text), expect: proper },
    { name: 'continues nothing', raw: rawFrame(0x80, text), expect: proper },
    { name: 'fragmented ping', raw: rawFrame(0x09, text), expect: proper },
    { name: 'close with one byte', raw: rawFrame(0x88, Buffer.from([3])), expect: proper },
    {
      name: 'close with a forbidden code',
      raw: rawFrame(0x88, Buffer.from([3, 0xed])),
      expect: proper,
    },
    {
      name: 'a new message inside another',
      raw: Buffer.concat([rawFrame(0x01, text), rawFrame(0x81, text)]),
      expect: proper,
    },
    {
      name: 'a frame of 2^62 bytes',
      expect: [...proper, 1009],
      raw: Buffer.concat([Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), text]),
    },
  ];
}

function wrongTypes() {
  const out = [];
  const bad = [true, [], {}, 'words', 1.5, -1, 1e20, [1], '-3'];
  for (const seq of bad) out.push(['seq', () => json({ seq, ping: {} })]);
  for (const value of [5, true, [], {}]) {
    out.push(['clientKey', (seq) => json(submit(seq, { clientKey: value }))]);
    out.push(['note', (seq) => json(submit(seq, { submit: { category: 'water', note: value } }))]);
    out.push(['category', (seq) => json(submit(seq, { submit: { category: value } }))]);
    out.push([
      'requestId',
      (seq) => json({ seq, clientKey: `k${seq}`, cancelRequest: { requestId: value } }),
    ]);
  }
  for (const value of [5, true, 'x', [1], 1.5]) {
    out.push(['submit', (seq) => json(submit(seq, { submit: value }))]);
    out.push(['ping', (seq) => json({ seq, ping: value })]);
  }
  return out.map(([name, data]) => ({ name: `wrong type: ${name}`, data, expect: kMalformed }));
}

function notFrames() {
  const texts = [
    '',
    ' ',
    'null',
    'true',
    '7',
    '"hello"',
    '[]',
    '[{}]',
    '{}}',
    '{"seq":1,}',
    "{'seq':1}",
    '{seq:1}',
    'NaN',
    '{"seq":NaN}',
    '{"seq":Infinity}',
    '\u0000',
    '{"seq":1}{"seq":2}',
    '<frame/>',
    '{"ping":{},"submit":{"category":"water"},"seq":3',
    '\ufeff{}',
    '{"seq":0x10,"ping":{}}',
  ];
  return texts.map((text) => ({
    name: `not a frame: ${text}`,
    data: () => text,
    expect: ['MALFORMED', 'OUT_OF_ORDER', 'UNSUPPORTED'],
  }));
}

function outOfOrder() {
  const expect = ['OUT_OF_ORDER'];
  return [
    ...[0, 1, 2].map((old) => ({
      name: `seq ${old} again`,
      data: () => json({ seq: old, ping: {} }),
      expect,
    })),
    { name: 'seq missing', data: () => json({ ping: {} }), expect },
    { name: 'second hello', data: (seq) => json({ seq, hello: { token: 'x' } }), expect },
    { name: 'old seq on a mutation', data: () => json(submit(1)), expect },
  ];
}

function refused() {
  const invalid = ['INVALID'];
  const long = (n) => '长'.repeat(n);
  const list = [
    ['no client_key', (seq) => ({ seq, submit: { category: 'water' } }), invalid],
    ['empty client_key', (seq) => submit(seq, { clientKey: '' }), invalid],
    ['long client_key', (seq) => submit(seq, { clientKey: 'k'.repeat(65) }), invalid],
    ['endless client_key', (seq) => submit(seq, { clientKey: 'k'.repeat(4000) }), invalid],
    ['no category', (seq) => submit(seq, { submit: {} }), invalid],
    ['unknown category', (seq) => submit(seq, { submit: { category: 'flying' } }), invalid],
    ['long category', (seq) => submit(seq, { submit: { category: 'c'.repeat(5000) } }), invalid],
    [
      'long note',
      (seq) => submit(seq, { submit: { category: 'water', note: long(201) } }),
      invalid,
    ],
    [
      'no request',
      (seq) => ({ seq, clientKey: `k${seq}`, cancelRequest: {} }),
      ['INVALID', 'NOT_FOUND'],
    ],
    [
      'unknown request',
      (seq) => ({ seq, clientKey: `k${seq}`, cancelRequest: { requestId: 'none' } }),
      ['NOT_FOUND', 'INVALID'],
    ],
    ['unknown body', (seq) => ({ seq, clientKey: `k${seq}`, fly: {} }), ['UNSUPPORTED']],
    ['no body', (seq) => ({ seq }), ['UNSUPPORTED']],
    ['no body but a key', (seq) => ({ seq, clientKey: `k${seq}` }), ['UNSUPPORTED']],
    ['two bodies', (seq) => submit(seq, { ping: {} }), kMalformed],
    [
      "a volunteer's body",
      (seq) => ({ seq, clientKey: `k${seq}`, acceptOffer: { offerId: 'a.1' } }),
      ['FORBIDDEN'],
    ],
    [
      "a coordinator's body",
      (seq) => ({ seq, clientKey: `k${seq}`, closeRequest: { requestId: 'a', reason: 'x' } }),
      ['FORBIDDEN'],
    ],
    [
      "a coordinator's question",
      (seq) => ({ seq, getTimeline: { requestId: 'a' } }),
      ['FORBIDDEN'],
    ],
    [
      'no such duty',
      (seq) => ({ seq, clientKey: `k${seq}`, setDuty: { duty: 'DUTY_FLYING' } }),
      ['MALFORMED', 'INVALID', 'FORBIDDEN'],
    ],
    [
      'duty 99',
      (seq) => ({ seq, clientKey: `k${seq}`, setDuty: { duty: 99 } }),
      ['MALFORMED', 'INVALID', 'FORBIDDEN'],
    ],
    [
      'a position on the moon',
      (seq) => ({
        seq,
        clientKey: `k${seq}`,
        setPosition: { position: { lat: 1e308, lon: 'NaN' } },
      }),
      ['MALFORMED', 'INVALID', 'FORBIDDEN'],
    ],
  ];
  return list.map(([name, make, expect]) => ({ name, data: (seq) => json(make(seq)), expect }));
}

function nested() {
  const out = [];
  for (const depth of [33, 64, 101, 500, 2000]) {
    const inside = (open, close) => (seq) =>
      `{"seq":${seq},"x":${open.repeat(depth)}${close.repeat(depth)}}`;
    const expect = ['MALFORMED', 'UNSUPPORTED'];
    out.push({ name: `${depth} lists`, data: inside('[', ']'), expect });
    out.push({
      name: `${depth} objects`,
      data: (seq) => `{"seq":${seq},"x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`,
      expect,
    });
    out.push({
      name: `${depth} open lists`,
      data: (seq) => `{"seq":${seq},"x":${'['.repeat(depth)}`,
      expect: kMalformed,
    });
  }
  return out;
}

function oversized(make) {
  return [16385, 20000, 65536, 1 << 20].map((size) => ({
    name: `${size} bytes`,
    data: (seq) => make(seq, size),
    expect: kTooLarge,
  }));
}

// A good message with a few bytes changed, swapped for others, left out or doubled.
function garbled(random, count, make) {
  return Array.from({ length: count }, (_, i) => {
    const plan = random.fork();
    const data = (seq) => {
      const good = make(seq);
      const bad = [...Buffer.from(good)];
      for (let n = plan.int(1, 4); n > 0; --n) {
        const at = plan.int(0, bad.length - 1);
        const how = plan.int(0, 2);
        if (how === 0) bad[at] = plan.int(0, typeof good === 'string' ? 127 : 255);
        else if (how === 1) bad.splice(at, plan.int(1, 5));
        else bad.splice(at, 0, ...bad.slice(at, at + plan.int(1, 5)));
      }
      const bytes = Buffer.from(bad);
      return typeof good === 'string' ? bytes.toString('utf8') : bytes;
    };
    return { name: `garbled ${i}`, data, expect: null, fresh: true };
  });
}

export function jsonCases(random) {
  const whole = json(submit(77, { submit: { category: 'water', note: '厨房漏水' } }));
  const cuts = Array.from({ length: whole.length - 1 }, (_, i) => ({
    name: `cut at ${i}`,
    data: () => whole.slice(0, i),
    expect: kMalformed,
  }));
  const utf8 = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe4, 0xb8]];
  return [
    ...cuts,
    ...wrongTypes(),
    ...notFrames(),
    ...outOfOrder(),
    ...refused(),
    ...nested(),
    ...oversized((seq, size) => json(submit(seq, { pad: 'x'.repeat(size) }))),
    ...utf8.map((bad) => ({
      name: `invalid UTF-8 ${bad}`,
      expect: [1007],
      raw: rawFrame(0x81, Buffer.from([0x22, ...bad, 0x22])),
    })),
    ...[0, 1, 60].map((size) => ({
      name: `binary, ${size} bytes`,
      data: () => Buffer.alloc(size, 8),
      expect: kWrongType,
    })),
    ...garbled(random, 100, (seq) =>
      json(submit(seq, { submit: { category: 'water', note: 'a' } })),
    ),
  ];
}

export function pbCases(random) {
  const category = bytes(1, 'water');
  const whole = clientFrame(77, 'submit', Buffer.concat([category, bytes(2, '厨房')]), 'key-77');
  const out = [];
  // A cut at the end of a field leaves a shorter frame that parses: any refusal is right there.
  const refusal = ['MALFORMED', 'UNSUPPORTED', 'OUT_OF_ORDER', 'INVALID'];
  for (let i = 0; i < whole.length - 1; ++i) {
    out.push({ name: `cut at ${i}`, data: () => whole.subarray(0, i), expect: refusal });
  }
  for (let i = 0; i < 60; ++i) {
    const noise = Buffer.from(Array.from({ length: random.int(1, 200) }, () => random.int(0, 255)));
    noise[0] = random.pick([0x07, 0x0f, 0x0e, 0x06]); // no such wire type: never a frame
    out.push({ name: `noise ${i}`, data: () => noise, expect: kMalformed });
  }
  const bad = (name, make, expect = kMalformed) => out.push({ name, data: make, expect });
  const group = (depth) => Buffer.concat(Array.from({ length: depth }, () => tag(99, 3)));
  const closed = (depth) =>
    Buffer.concat([group(depth), ...Array.from({ length: depth }, () => tag(99, 4))]);
  for (const depth of [1, 50, 101, 500, 2000]) {
    bad(`${depth} open groups`, () => group(depth));
    bad(`${depth} groups`, (seq) => Buffer.concat([number(1, seq), closed(depth)]), [
      'MALFORMED',
      'UNSUPPORTED',
    ]);
  }
  for (const wrong of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    bad(`invalid UTF-8 ${wrong}`, (seq) =>
      clientFrame(
        seq,
        'submit',
        Buffer.concat([category, bytes(2, Buffer.from(wrong))]),
        `k${seq}`,
      ),
    );
    bad(`invalid UTF-8 key ${wrong}`, (seq) =>
      Buffer.concat([number(1, seq), bytes(2, Buffer.from(wrong)), bytes(20, category)]),
    );
  }
  for (const length of [10, 1000, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2n ** 63n]) {
    bad(`a field of ${length} bytes`, (seq) =>
      Buffer.concat([number(1, seq), tag(20, 2), varint(length), category.subarray(0, 3)]),
    );
  }
  bad('an endless varint', () => Buffer.concat([tag(1, 0), Buffer.alloc(11, 0xff)]));
  bad('field number 0', (seq) => Buffer.concat([number(1, seq), Buffer.from([0x00, 0x01])]));
  for (const field of [3, 9, 15, 19, 99, 536870911]) {
    bad(
      `unknown field ${field}`,
      (seq) => Buffer.concat([number(1, seq), varint((BigInt(field) << 3n) | 2n), varint(0)]),
      ['UNSUPPORTED'],
    );
  }
  for (const type of [0, 1, 5]) {
    bad(
      `submit as wire type ${type}`,
      (seq) => Buffer.concat([number(1, seq), tag(20, type), Buffer.alloc(8, 1)]),
      ['MALFORMED', 'UNSUPPORTED'],
    );
  }
  bad('empty', () => Buffer.alloc(0), ['MALFORMED', 'UNSUPPORTED', 'OUT_OF_ORDER']);
  bad('old seq', () => clientFrame(1, 'ping'), ['OUT_OF_ORDER']);
  bad('no seq', () => bytes(11, ''), ['OUT_OF_ORDER']);
  bad('second hello', (seq) => clientFrame(seq, 'hello'), ['OUT_OF_ORDER']);
  bad('no key', (seq) => clientFrame(seq, 'submit', category), ['INVALID']);
  bad('long key', (seq) => clientFrame(seq, 'submit', category, 'k'.repeat(65)), ['INVALID']);
  bad('unknown category', (seq) => clientFrame(seq, 'submit', bytes(1, 'fly'), `k${seq}`), [
    'INVALID',
  ]);
  bad(
    'long note',
    (seq) =>
      clientFrame(seq, 'submit', Buffer.concat([category, bytes(2, '长'.repeat(201))]), `k${seq}`),
    ['INVALID'],
  );
  bad("a volunteer's body", (seq) => clientFrame(seq, 'acceptOffer', bytes(1, 'a.1'), `k${seq}`), [
    'FORBIDDEN',
  ]);
  bad("a coordinator's question", (seq) => clientFrame(seq, 'getTimeline', bytes(1, 'a')), [
    'FORBIDDEN',
  ]);
  for (const text of ['', '{}', '{"seq": 5, "ping": {}}']) {
    bad(`text ${text}`, () => text, kWrongType);
  }
  out.push(
    ...oversized((seq, size) =>
      clientFrame(seq, 'submit', bytes(9, Buffer.alloc(size)), `k${seq}`),
    ),
  );
  out.push(
    ...garbled(random, 80, (seq) =>
      clientFrame(seq, 'submit', Buffer.concat([category, bytes(2, 'note')]), `k${seq}`),
    ),
  );
  return out;
}
