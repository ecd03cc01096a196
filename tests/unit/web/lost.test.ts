// Lost and found on the pages: words, spans of time, and what the board lists in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Colour, ItemState, LostState, ThingKind, readItemView, readLostView, writeItemView, writeLostView } from 'circle-codec';
import type { EstateView, ItemView, LostView, Partially } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { KINDS, SWATCHES, daysSince, spanOf, spanText, thingName, thingsOnTheWay } from '../../../gateway/web/src/common/things';
import { dictionaries, language } from '../../../gateway/web/src/common/text';
import { ageOf, fitsWords, lostOrder, scoreWord, shelfOrder, shown } from '../../../gateway/web/src/board/lost_lists';
import { hashOf, parseRoute } from '../../../gateway/web/src/resident/route';
import type { Entry } from '../../../gateway/web/src/common/outbox';

const NOW = Date.UTC(2026, 10, 28, 6, 30); // 14:30 in China
const DAY = 86_400_000;
const china = { utc_offset_min: 480 } as EstateView;

function item(parts: Partially<ItemView>): ItemView {
    const writer = new PbfWriter();
    writeItemView(parts, writer);
    return readItemView(new PbfReader(writer.finish()));
}

function report(parts: Partially<LostView>): LostView {
    const writer = new PbfWriter();
    writeLostView(parts, writer);
    return readLostView(new PbfReader(writer.finish()));
}

test('every kind and colour of the contract can be chosen and has a name', () => {
    const named = (numbers: object) => Object.values(numbers as Record<string, number>).filter((n) => n > 0);
    assert.deepEqual([...KINDS].sort((a, b) => a - b), named(ThingKind));
    assert.deepEqual(SWATCHES.map(([colour]) => colour).sort((a, b) => a - b), named(Colour));
    for (const words of Object.values(dictionaries)) {
        for (const kind of named(ThingKind)) assert.ok(`lost.kind.${kind}` in words);
        for (const colour of named(Colour)) assert.ok(`lost.colour.${colour}` in words);
        for (const state of named(LostState)) assert.ok(`lost.state.${state}` in words);
        for (const state of named(ItemState)) {
            assert.ok(`lost.item.${state}` in words);
            assert.ok(`lost.shelf.${state}` in words);
        }
    }
});

test('a thing is named by its colour and kind', () => {
    const wallet = ThingKind.THING_KIND_WALLET;
    language.value = 'zh-CN';
    assert.equal(thingName({ kind: wallet, colour: Colour.COLOUR_BLACK }), '黑色 钱包');
    assert.equal(thingName({ kind: wallet, colour: 0 }), '钱包');
    assert.equal(thingName({ kind: 99, colour: 99 }), '花色 别的东西');
});

test('yesterday is the estate\'s own day', () => {
    const midnight = Date.UTC(2026, 10, 27, 16);
    assert.deepEqual(spanOf('now', NOW, china), { from: NOW - 3_600_000, to: NOW });
    assert.deepEqual(spanOf('today', NOW, china), { from: midnight, to: NOW });
    assert.deepEqual(spanOf('yesterday', NOW, china), { from: midnight - DAY, to: midnight });
    const { from, to } = spanOf('earlier', NOW, china);
    assert.equal(to, midnight - DAY);
    assert.ok(from > NOW - 366 * DAY, 'the core accepts it');
    assert.equal(spanText({ from: NOW - 3_600_000, to: NOW }, china), '11月28日 13:30 – 14:30');
    assert.equal(spanText({ from: NOW - DAY, to: NOW }, china), '11月27日 14:30 – 11月28日 14:30');
    assert.equal(spanText({ from: NOW, to: NOW }, china), '11月28日 14:30');
    assert.equal(daysSince(NOW - 3 * DAY, NOW), 3);
    assert.equal(daysSince(NOW + DAY, NOW), 0);
});

test('the shelf is in the order of its numbers, what is to be brought stands first', () => {
    const shelved = (shelf: number) => item({ id: `i${shelf}`, shelf, state: 2 });
    const coming = item({ id: 'coming', state: 1, reported_at: 5 });
    const order = [shelved(12), shelved(2), coming].sort(shelfOrder).map(({ id }) => id);
    assert.deepEqual(order, ['coming', 'i2', 'i12']);
    const left = [item({ id: 'old', state: 3, ended_at: 1 }), item({ id: 'new', state: 4, ended_at: 2 })];
    assert.deepEqual(left.sort(shelfOrder).map(({ id }) => id), ['new', 'old']);
});

test('reports with the best suggestion come first; dismissed ones count for nothing', () => {
    const with_score = (id: string, score: number, dismissed = false) =>
        report({ id, state: 1, suggestions: [{ item_id: 'i', score, dismissed }] });
    const all = [report({ id: 'none', state: 1 }), with_score('no', 95, true), with_score('low', 55), with_score('high', 90)];
    assert.deepEqual(all.sort(lostOrder).map(({ id }) => id).slice(0, 2), ['high', 'low']);
    assert.deepEqual(shown(with_score('no', 95, true)), []);
    assert.deepEqual([50, 64, 65, 79, 80, 100].map(scoreWord), ['low', 'low', 'middle', 'middle', 'high', 'high']);
});

test('a search takes words and numbers', () => {
    assert.ok(fitsWords('', 'anything', 0));
    assert.ok(fitsWords('黑色 南门', '黑色 钱包 南门 旧', 4));
    assert.ok(!fitsWords('黑色 北门', '黑色 钱包 南门 旧', 4));
    assert.ok(fitsWords('#4', '黑色 钱包', 4));
    assert.ok(!fitsWords('4', '黑色 钱包', 14));
    assert.ok(fitsWords('138', '李阿姨 13800000000', 4));
});

test('an item is called out when the service says so', () => {
    const standing = { state: 2, shelved_at: NOW - 100 * DAY, reported_at: NOW - 101 * DAY };
    assert.deepEqual(ageOf(item(standing), NOW), { days: 100, long: false });
    assert.equal(ageOf(item({ ...standing, called_out_at: NOW }), NOW).long, true);
});

test('reports on their way are shown, newest first', () => {
    const entry = (key: string, kind: string) => ({ key, kind, body: { thing: { kind: 1 } } }) as Entry;
    const entries = [entry('a', 'report_lost'), entry('b', 'submit'), entry('c', 'report_lost')];
    assert.deepEqual(thingsOnTheWay(entries, 'report_lost').map(({ key }) => key), ['c', 'a']);
    assert.deepEqual(thingsOnTheWay(entries, 'report_found'), []);
});

test('the screens of lost and found have addresses', () => {
    for (const to of [
        { screen: 'things', category: 'lost_found' },
        { screen: 'report', intent: 'found' },
        { screen: 'report', intent: 'lost' },
        { screen: 'mine' },
    ] as const) {
        assert.deepEqual(parseRoute(hashOf(to)), to);
    }
    assert.deepEqual(parseRoute('#/report/anything'), { screen: 'report', intent: 'lost' });
});
