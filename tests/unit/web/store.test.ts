// Snapshots replace, updates put and remove, facts are ordered by number.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServerFrame, writeServerFrame } from 'circle-codec';
import type { Partially, ServerFrame } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { Store } from '../../../gateway/web/src/common/store';

// As it comes over the wire, defaults included.
function frame(parts: Partially<ServerFrame>): ServerFrame {
    const writer = new PbfWriter();
    writeServerFrame(parts, writer);
    return readServerFrame(new PbfReader(writer.finish()));
}

const snapshot = (number: number, ids: string[]) =>
    frame({
        snapshot: { number, resume: `t${number}`, view: { requests: ids.map((id) => ({ id })) } },
    });

test('a snapshot replaces everything held', () => {
    const store = new Store();
    store.apply(snapshot(1, ['a', 'b']));
    store.apply(snapshot(5, ['c']));
    assert.deepEqual([...store.requests.value.keys()], ['c']);
    assert.equal(store.resumeToken(), 't5');
});

test('an update puts and removes by id, ids with slashes included', () => {
    const store = new Store();
    store.apply(snapshot(1, ['a', 'b/1']));
    const view = {
        requests: [{ id: 'a', asked: 3 }, { id: 'c' }],
        removed: ['requests/b/1', 'offers/x'],
    };
    assert.equal(store.apply(frame({ update: { after: 1, number: 4, resume: 't4', view } })), true);
    assert.deepEqual([...store.requests.value.keys()], ['a', 'c']);
    assert.equal(store.requests.value.get('a')?.asked, 3);
});

test('an update before any snapshot, or after another number, is refused', () => {
    const store = new Store();
    assert.equal(store.apply(frame({ update: { after: 0, number: 1, view: {} } })), false);
    store.apply(snapshot(7, []));
    assert.equal(store.apply(frame({ update: { after: 6, number: 8, view: {} } })), false);
    assert.equal(store.resumeToken(), '');
});

test('timeline and live facts are merged, ordered, and each held once', () => {
    const store = new Store();
    store.apply(snapshot(1, ['a']));
    const live = [
        { kind: 8, request_id: 'a', number: 3 },
        { kind: 5, request_id: '', number: 4 },
        { kind: 9, request_id: 'a', number: 5 },
    ];
    store.apply(frame({ update: { after: 1, number: 5, resume: 't', view: {}, facts: live } }));
    const facts = [
        { kind: 6, request_id: 'a', number: 1 },
        { kind: 7, request_id: 'a', number: 2 },
        live[0],
    ];
    store.apply(frame({ timeline: { request_id: 'a', facts } }));
    assert.deepEqual(
        store.timelines.value.get('a')?.map((f) => f.number),
        [1, 2, 3, 5],
    );
});
