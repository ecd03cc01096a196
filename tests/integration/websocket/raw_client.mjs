// A WebSocket client that can say anything, right or wrong, byte by byte (RFC 6455). For tests of
// what the server does with it.
import { connect } from 'node:net';
import { randomBytes, createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

// One masked frame. `length` overrides the announced payload length.
export function frame(op, payload = Buffer.alloc(0), { fin = true, rsv = 0, mask = true } = {}) {
    const body = Buffer.from(payload);
    const first = (fin ? 0x80 : 0) | (rsv << 4) | op;
    const bit = mask ? 0x80 : 0;
    let head;
    if (body.length < 126) {
        head = Buffer.from([first, bit | body.length]);
    } else if (body.length < 65536) {
        head = Buffer.from([first, bit | 126, body.length >> 8, body.length & 255]);
    } else {
        head = Buffer.alloc(10);
        head[0] = first;
        head[1] = bit | 127;
        head.writeBigUInt64BE(BigInt(body.length), 2);
    }
    if (!mask) return Buffer.concat([head, body]);
    const key = randomBytes(4);
    for (let i = 0; i < body.length; ++i) body[i] ^= key[i & 3];
    return Buffer.concat([head, key, body]);
}

export function closeFrame(code, reason = '') {
    const body = Buffer.alloc(2 + Buffer.byteLength(reason));
    body.writeUInt16BE(code, 0);
    body.write(reason, 2);
    return frame(opcode.close, body);
}

export class RawClient {
    #socket;
    #bytes = Buffer.alloc(0);
    #wake = () => {};
    #ended = false;

    static async open(port) {
        const client = new RawClient();
        await client.#handshake(port);
        return client;
    }

    send(...buffers) {
        this.#socket.write(Buffer.concat(buffers));
    }

    // The next frame from the server, or null when it has closed the connection.
    async next() {
        for (;;) {
            const found = this.#parse();
            if (found) return found;
            if (this.#ended) return null;
            await this.#more();
        }
    }

    // What is left until the end: frames, then that the TCP connection was closed.
    async rest() {
        const frames = [];
        for (let f = await this.next(); f; f = await this.next()) frames.push(f);
        return frames;
    }

    destroy() {
        this.#socket.destroy();
    }

    #more() {
        return new Promise((resolve) => (this.#wake = resolve));
    }

    async #handshake(port) {
        const key = randomBytes(16).toString('base64');
        this.#socket = connect(port, '127.0.0.1');
        this.#socket.setNoDelay(true);
        this.#socket.on('data', (data) => {
            this.#bytes = Buffer.concat([this.#bytes, data]);
            this.#wake();
        });
        const end = () => {
            this.#ended = true;
            this.#wake();
        };
        this.#socket.on('error', end);
        this.#socket.on('close', end);
        this.#socket.write(
            `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
                `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\n` +
                'Sec-WebSocket-Version: 13\r\n\r\n',
        );
        while (this.#bytes.indexOf('\r\n\r\n') < 0) {
            if (this.#ended) throw new Error('closed during the handshake');
            await this.#more();
        }
        const end_of_head = this.#bytes.indexOf('\r\n\r\n') + 4;
        const head = this.#bytes.subarray(0, end_of_head).toString();
        this.#bytes = this.#bytes.subarray(end_of_head);
        const wanted = createHash('sha1').update(key + GUID).digest('base64');
        if (!head.startsWith('HTTP/1.1 101') || !head.includes(wanted)) throw new Error(head);
    }

    #parse() {
        const b = this.#bytes;
        if (b.length < 2) return null;
        let at = 2;
        let length = b[1] & 127;
        if (length === 126) {
            if (b.length < 4) return null;
            length = b.readUInt16BE(2);
            at = 4;
        } else if (length === 127) {
            if (b.length < 10) return null;
            length = Number(b.readBigUInt64BE(2));
            at = 10;
        }
        if (b.length < at + length) return null;
        const payload = Buffer.from(b.subarray(at, at + length));
        const found = {
            fin: (b[0] & 0x80) !== 0,
            rsv: (b[0] >> 4) & 7,
            op: b[0] & 15,
            masked: (b[1] & 0x80) !== 0,
            payload,
            code: (b[0] & 15) === 8 && length >= 2 ? payload.readUInt16BE(0) : undefined,
        };
        this.#bytes = b.subarray(at + length);
        return found;
    }
}
