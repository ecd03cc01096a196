// Ways, minutes, floors and lifts in words and on the plan.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildingView, EstateView, HelperView } from 'circle-codec';
import { liftName, liftsOf } from '../../../gateway/web/src/board/lift_list';
import { walkMinutes, walkOf } from '../../../gateway/web/src/board/walk';
import type { Projection } from '../../../gateway/web/src/common/projection';
import { climbWords, middleOf } from '../../../gateway/web/src/common/route';

const flat = { height: 0, at: ({ lon, lat }) => [lon, lat] } as Projection;
const points = (...spots: [number, number][]) => spots.map(([lon, lat]) => ({ lon, lat }));

test('the label of a way stands half way along it, not half way between its points', () => {
    assert.deepEqual(middleOf(flat, points([0, 0], [10, 0], [10, 90])), [10, 40]);
    assert.deepEqual(middleOf(flat, points([4, 2], [4, 2])), [4, 2]);
    assert.equal(middleOf(flat, []), undefined);
    assert.equal(middleOf(flat, points([1, 1])), undefined);
});

test('minutes are rounded up, floors are named when there are any', () => {
    const helper = (walk_s: number, on_foot_floors: number) =>
        ({ walk_s, on_foot_floors }) as HelperView;
    assert.equal(walkMinutes(helper(1, 0)), 1);
    assert.equal(walkOf(helper(181, 0)), '走路约 4 分钟');
    assert.equal(walkOf(helper(240, 5)), '走路约 4 分钟，爬 5 层');
    assert.equal(climbWords({ on_foot_floors: 0, lift_out: true }), '');
    assert.equal(climbWords({ on_foot_floors: 5, lift_out: true }), '电梯停运，爬 5 层');
    assert.equal(climbWords({ on_foot_floors: 5, lift_out: false }), '爬 5 层');
});

test('lifts stand in the order of the houses; units without one are no lifts', () => {
    const building = (id: string, ...units: [string, boolean][]) =>
        ({
            id,
            name: `${id}号楼`,
            units: units.map(([unit, lift]) => ({ id: unit, lift })),
        }) as unknown as BuildingView;
    const out = { building: '3', unit: '东单元', since: 1, by: 'k', reason: '检修' };
    const estate = {
        buildings: [building('1', ['1', true], ['2', false]), building('3', ['东单元', true])],
        lifts_out: [out],
    } as unknown as EstateView;
    const lifts = liftsOf(estate);
    assert.deepEqual(lifts.map(liftName), ['1号楼1单元', '3号楼东单元']);
    assert.deepEqual(lifts.map(({ outage }) => outage?.reason), [undefined, '检修']);
    assert.deepEqual(liftsOf(undefined), []);
});
