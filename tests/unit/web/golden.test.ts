// tests/golden on the pages' codec. C++ checks the same files (tests/unit/contract/golden_test.cpp).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readClientFrame, readServerFrame, writeClientFrame, writeServerFrame } from 'circle-codec';
import type { ClientFrame, ServerFrame } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { readContract } from '../../../gateway/web/build/contract.mjs';
import type { Field } from '../../../gateway/web/build/contract.mjs';

declare const TEST_DIR: string; // this directory, set by the bundler
const ROOT = join(TEST_DIR, '../../..');
const GOLDEN = join(ROOT, 'tests/golden');

const contract = readContract(join(ROOT, 'proto'));
const messages = new Map(contract.messages.map((message) => [message.name, message.fields]));
const enums = new Map(contract.enums.map((e) => [e.name, e.values]));

type Plain = Record<string, unknown>;
const camel = (name: string) =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

// proto3 JSON of one value to what the codec reads and writes.
function fromJson(field: Field, value: unknown): unknown {
    const values = enums.get(field.type);
    if (values) return values[value as string]?.value;
    if (messages.has(field.type)) return objectOf(field.type, value as Plain);
    if (field.type.endsWith('int64')) return Number(value);
    return value;
}

function objectOf(message: string, json: Plain): Plain {
    const known = new Map(messages.get(message)?.map((field) => [camel(field.name), field]));
    const out: Plain = {};
    for (const [key, value] of Object.entries(json)) {
        const field = known.get(key);
        assert.ok(field, `${message} has no ${key}`);
        out[field.name] = field.repeated
            ? (value as unknown[]).map((item) => fromJson(field, item))
            : fromJson(field, value);
    }
    return out;
}

// Every field that `expected` names, at any depth; what it does not name has its default.
function assertHolds(actual: unknown, expected: unknown, path: string): void {
    if (typeof expected !== 'object' || expected === null) {
        assert.equal(actual, expected, path);
        return;
    }
    if (Array.isArray(expected)) assert.equal((actual as unknown[]).length, expected.length, path);
    for (const [key, value] of Object.entries(expected)) {
        assertHolds((actual as Plain)[key], value, `${path}.${key}`);
    }
}

function bytesOf(name: string): Uint8Array {
    return new Uint8Array(
        Buffer.from(readFileSync(join(GOLDEN, `${name}.hex`), 'utf8').trim(), 'hex'),
    );
}

const names = readdirSync(GOLDEN)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));

test('there are vectors of both directions', () => {
    assert.ok(names.some((name) => name.startsWith('client_')));
    assert.ok(names.some((name) => name.startsWith('server_')));
});

for (const name of names) {
    test(`golden ${name}`, () => {
        const client = name.startsWith('client_');
        const json = JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8')) as Plain;
        const expected = objectOf(client ? 'ClientFrame' : 'ServerFrame', json);
        const bytes = bytesOf(name);

        const writer = new PbfWriter();
        if (client) writeClientFrame(expected as Partial<ClientFrame>, writer);
        else writeServerFrame(expected as Partial<ServerFrame>, writer);
        assert.equal(
            Buffer.from(writer.finish()).toString('hex'),
            Buffer.from(bytes).toString('hex'),
        );

        const frame = client
            ? readClientFrame(new PbfReader(bytes))
            : readServerFrame(new PbfReader(bytes));
        assertHolds(frame, expected, name);
        const again = new PbfWriter();
        if (client) writeClientFrame(frame as ClientFrame, again);
        else writeServerFrame(frame as ServerFrame, again);
        assert.deepEqual([...again.finish()], [...bytes]);
    });
}

test('fields of a later version are skipped', () => {
    const bytes = bytesOf('server_outcome');
    // Field 1000: a string; field 1001: a varint.
    const later = new Uint8Array([...bytes, 0xc2, 0x3e, 2, 104, 105, 0xc8, 0x3e, 7]);
    assert.deepEqual(readServerFrame(new PbfReader(later)), readServerFrame(new PbfReader(bytes)));
});
