// Just enough protobuf wire format to build good and bad ClientFrames and to read the ServerFrame
// that answers, from the field numbers of client.proto alone.

export function varint(value) {
  const out = [];
  let left = BigInt(value);
  do {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    out.push(left > 0n ? low | 0x80 : low);
  } while (left > 0n);
  return Buffer.from(out);
}

export const tag = (field, type) => varint((field << 3) | type);
export const number = (field, value) => Buffer.concat([tag(field, 0), varint(value)]);
export function bytes(field, value) {
  const data = Buffer.from(value);
  return Buffer.concat([tag(field, 2), varint(data.length), data]);
}

// Field numbers of ClientFrame.
export const kFrame = {
  seq: 1,
  clientKey: 2,
  hello: 10,
  ping: 11,
  getTimeline: 12,
  submit: 20,
  cancelRequest: 21,
  acceptOffer: 25,
  setDuty: 29,
};

export function clientFrame(seq, body, content = Buffer.alloc(0), clientKey = '') {
  const key = clientKey ? [bytes(kFrame.clientKey, clientKey)] : [];
  return Buffer.concat([number(kFrame.seq, seq), ...key, bytes(kFrame[body], content)]);
}

function readVarint(buffer, at) {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = buffer[at++];
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

// {field: newest value}: numbers as BigInt, the rest as Buffer.
export function fields(buffer) {
  const out = {};
  let at = 0;
  while (at < buffer.length) {
    let key;
    [key, at] = readVarint(buffer, at);
    const type = Number(key & 7n);
    let value;
    if (type === 0) {
      [value, at] = readVarint(buffer, at);
    } else {
      let length = type === 1 ? 8n : 4n;
      if (type === 2) [length, at] = readVarint(buffer, at);
      value = buffer.subarray(at, (at += Number(length)));
    }
    out[Number(key >> 3n)] = value;
  }
  return out;
}

const kServerFrame = {
  10: 'hello',
  11: 'pong',
  12: 'error',
  13: 'received',
  14: 'outcome',
  15: 'snapshot',
  16: 'update',
  17: 'timeline',
  18: 'slow',
  19: 'health',
  20: 'goingAway',
  21: 'page',
};
const kCodes = [
  'OK',
  'TAKEN',
  'OFFER_ENDED',
  'NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'INVALID',
  'MALFORMED',
  'TOO_LARGE',
  'RATE_LIMITED',
  'BUSY',
  'WRONG_STATE',
  'OFF_DUTY',
  'BUSY_WITH_VISIT',
  'QUARANTINED',
  'UNSUPPORTED',
  'OUT_OF_ORDER',
  'INTERNAL',
  'UNAVAILABLE',
];

// {kind, code, field, retryAfterMs} of a ServerFrame; code of errors and outcomes.
export function readPb(buffer) {
  const frame = fields(buffer);
  const which = Object.keys(kServerFrame).find((field) => frame[field]);
  const kind = kServerFrame[which];
  const body = fields(frame[which]);
  if (kind === 'error') {
    return {
      kind,
      code: kCodes[Number(body[1] ?? 0n)],
      field: String(body[2] ?? ''),
      retryAfterMs: Number(body[4] ?? 0n),
    };
  }
  if (kind === 'outcome')
    return { kind, code: kCodes[Number(body[3] ?? 0n)], field: String(body[4] ?? '') };
  return { kind };
}

export function readJson(text) {
  const frame = JSON.parse(text);
  const kind = Object.values(kServerFrame).find((name) => frame[name]);
  const { code = '', field = '', retryAfterMs = 0 } = frame[kind];
  return { kind, code: code.replace('CODE_', ''), field, retryAfterMs };
}
