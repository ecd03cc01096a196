// Where marks and names stand on the board's plan.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FeatureKind } from 'circle-codec';
import type { EstateView, Point } from 'circle-codec';
import { SIDE, beside, drawnOf, nextOf, placed, rowMiddle } from '../../../gateway/web/src/board/plan_marks';
import { mapNames } from '../../../gateway/web/src/common/map_names';
import { WIDTH } from '../../../gateway/web/src/common/projection';

const some = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `r${i}` }));
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id).join(' ');

test('a row of marks stays on the plan', () => {
    for (const x of [0, 120, 500, 980]) {
        const middle = rowMiddle(x, 5);
        assert.ok(middle + beside(0, 5, SIDE) >= 42, `left of ${x}`);
        assert.ok(middle + beside(4, 5, SIDE) <= WIDTH - 42, `right of ${x}`);
    }
    assert.equal(rowMiddle(500, 5), 500);
});

test('four marks of one spot are drawn, the others are counted and get their turn', () => {
    assert.equal(ids(drawnOf(some(4), '').drawn), 'r0 r1 r2 r3');
    assert.deepEqual(drawnOf(some(4), '').rest, []);
    const items = some(7);
    const seen: string[] = [];
    let chosen = '';
    for (let i = 0; i < 4; ++i) {
        const { drawn, rest } = drawnOf(items, chosen);
        assert.equal(drawn.length, 4);
        assert.equal(rest.length, 3);
        if (chosen) assert.ok(ids(drawn).includes(chosen), 'the chosen one is drawn');
        chosen = nextOf(items, rest, chosen)?.id ?? '';
        seen.push(chosen);
    }
    assert.deepEqual(seen, ['r4', 'r5', 'r6', 'r3']);
});

test('names stay on the plan and do not cover each other', () => {
    const at = (text: string, x: number, y: number) => ({ text, x, y });
    const [left, right] = placed([at('物业刘师傅等 3 人', 20, 100), at('孙阿姨', 990, 100)], 800);
    assert.ok(left!.x > 130 && right!.x < WIDTH - 50);
    const [first, second] = placed([at('刘师傅', 500, 300), at('老李师傅', 510, 310)], 800);
    assert.equal(first!.y, 300);
    assert.ok(second!.y >= 338, 'below the first');
    const [, low] = placed([at('刘师傅', 500, 795), at('老李师傅', 510, 795)], 800);
    assert.ok(low!.y <= 795 - 38, 'above it where the plan ends');
    const house = at('2号楼', 505, 305);
    const [beside] = placed([at('刘师傅', 500, 300)], 800, [house]);
    assert.ok(beside!.y >= 305 + 33, 'nor the name of a house');
});

test('houses, gates and the station bear their names on the plan', () => {
    const point = { lat: 2, lon: 1 };
    const estate = {
        buildings: [{ name: '2号楼', point }, { name: '没有位置' }],
        features: [
            { kind: FeatureKind.FEATURE_KIND_GATE, name: '南门', points: [point] },
            { kind: FeatureKind.FEATURE_KIND_WATER, name: '池塘', points: [point] },
        ],
        station: { name: '服务站', point },
    } as unknown as EstateView;
    const plan = { at: ({ lat, lon }: Point): [number, number] => [lon * 100, lat * 100] };
    const names = mapNames(estate, plan);
    assert.deepEqual(names.map(({ text }) => text), ['2号楼', '南门', '服务站']);
    assert.ok(names.every(({ x, y }) => x === 100 && y > 200));
});
