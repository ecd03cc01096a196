// What the board knows before a coordinator acts: names of skills, who may be sent, who is asked,
// and whether who is expected comes in time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AlarmReason, Duty, Rung, Sex, Urgency, VisitState } from 'circle-codec';
import type { HelperView, RequestView } from 'circle-codec';
import { lateBy } from '../../../gateway/web/src/board/expected';
import { gravity, lacks, readiness, standing } from '../../../gateway/web/src/board/fitness';
import type { Lack, Ready } from '../../../gateway/web/src/board/fitness';
import { foldGap, staircase } from '../../../gateway/web/src/board/fold_gap';
import { asksAll, rungWords } from '../../../gateway/web/src/board/rungs';
import { skillName } from '../../../gateway/web/src/board/skills';
import { isCallAlarm, isCallLeft, isCallWanted } from '../../../gateway/web/src/board/trade_call';
import { language } from '../../../gateway/web/src/common/text';
import { ROOT } from './sources';

// All that the estates in this repository name: in the folder's table and of its people.
function skillsOfEstates(): string[] {
    const folder = join(ROOT, 'deploy/estates/xinghe');
    const toml = readFileSync(join(folder, 'estate.toml'), 'utf8');
    const named = [...toml.matchAll(/^(?:skill|licence) = "(.+)"/gm)].map(([, id]) => id ?? '');
    const held = ['staff.csv', 'volunteers.csv'].flatMap((file) => {
        const [, ...lines] = readFileSync(join(folder, file), 'utf8').trim().split('\n');
        return lines.flatMap((line) => (line.split(',')[3] ?? '').split(';'));
    });
    return [...new Set([...named, ...held])];
}

test('skills of the estates have names in both languages, strange ones keep their id', () => {
    const ids = skillsOfEstates();
    assert.ok(ids.length > 5, `only ${ids.join(' ')}`);
    for (const id of ids) assert.match(skillName(id), /\p{Script=Han}/u, id);
    language.value = 'en';
    for (const id of ids) assert.doesNotMatch(skillName(id), /\p{Script=Han}|_/u, id);
    language.value = 'zh-CN';
    assert.equal(skillName('diving'), 'diving');
});

test('what a rule forbids is known before somebody is sent', () => {
    const person = (sex: number, ...skills: string[]) => ({ sex, skills });
    const plain = { licence: '', skill: '', sex: Sex.SEX_UNSPECIFIED };
    assert.deepEqual(lacks(person(Sex.SEX_MALE), plain), []);
    const licensed = { ...plain, licence: 'electrician' };
    assert.deepEqual(lacks(person(Sex.SEX_MALE, 'electrical'), licensed), ['licence']);
    assert.deepEqual(lacks(person(Sex.SEX_MALE, 'electrician'), licensed), []);
    const both = { ...licensed, sex: Sex.SEX_FEMALE };
    assert.deepEqual(lacks(person(Sex.SEX_MALE), both), ['licence', 'sex']);
    assert.deepEqual(lacks(person(Sex.SEX_UNSPECIFIED, 'electrician'), both), ['sex']);
    const wet = { ...plain, skill: 'plumbing' };
    assert.deepEqual(lacks(person(Sex.SEX_MALE), wet), ['skill']);
    assert.deepEqual(lacks(person(Sex.SEX_MALE, 'plumbing'), wet), []);
    const same = { ...licensed, skill: 'electrician' };
    assert.deepEqual(lacks(person(Sex.SEX_MALE), same), ['licence'], 'said once');
    const lacking: Lack[][] = [[], ['skill'], ['skill', 'sex']];
    assert.deepEqual(lacking.map(gravity), [0, 1, 2]);
});

test('who could set out now stands above who is busy, rests or is off duty', () => {
    const now = 1_000;
    const ready = (duty: number, rest_until = 0) => readiness({ duty, rest_until }, now);
    assert.equal(ready(Duty.DUTY_ON_DUTY), 'free');
    assert.equal(ready(Duty.DUTY_ON_DUTY, now), 'free', 'rested');
    assert.equal(ready(Duty.DUTY_ON_DUTY, now + 1), 'resting');
    assert.equal(ready(Duty.DUTY_BUSY, now + 1), 'busy');
    assert.equal(ready(Duty.DUTY_OFF, now + 1), 'off');
    assert.equal(ready(Duty.DUTY_UNSPECIFIED), 'off');
    const inOrder: [Ready, Lack[]][] = [
        ['free', []],
        ['free', ['skill']],
        ['busy', []],
        ['resting', []],
        ['off', []],
        ['off', ['skill']],
        ['free', ['licence']],
        ['off', ['sex']],
    ];
    const places = inOrder.map(([state, lacking]) => standing(state, lacking));
    assert.deepEqual(places, [...places].sort((a, b) => a - b));
    assert.equal(new Set(places).size, places.length);
});

test('joining an outage of another house or staircase is warned of', () => {
    const at = (building: string, door: string) => ({ building, door });
    const home = at('3', '3号楼1单元501');
    const riser = { group: '3号楼1单元立管' };
    assert.equal(staircase('3号楼1单元1203室'), '3号楼1单元');
    assert.equal(foldGap(home, riser, [at('3', '3号楼1单元101')]), '');
    assert.equal(foldGap(home, riser, [at('5', '5号楼1单元101')]), 'building');
    const other = { group: '3号楼2单元立管' };
    assert.equal(foldGap(home, other, [at('3', '3号楼2单元101')]), 'unit');
    const joined = [at('3', '3号楼2单元101'), at('3', '3号楼1单元102')];
    assert.equal(foldGap(home, other, joined), '', 'a neighbour is in it already');
    assert.equal(foldGap(home, other, []), '', 'nothing is known of them');
    assert.equal(foldGap(at('3', '门卫室'), other, joined), 'unit');
});

test('a trade that was called and has not come is to be called off when the request has ended', () => {
    const trade = { called_at: 1, arrived_at: 0, done_at: 0, wanted: false };
    const left = (more: object, of: object = {}, now = 1_000) =>
        isCallLeft({ state: 6, ended_at: 500, trade: { ...trade, ...more }, ...of } as unknown as RequestView, now);
    assert.equal(left({}), true);
    assert.equal(left({}, { state: 4, ended_at: 0 }), false, 'it goes on');
    assert.equal(left({ wanted: true }), false, 'nobody has called it');
    assert.equal(left({ arrived_at: 2 }), false);
    assert.equal(left({ done_at: 2 }), false);
    assert.equal(left({}, { trade: undefined }), false);
    assert.equal(left({}, {}, 500 + 86_400_000), false, 'a day later');
});

test('only a trade that nobody has called yet waits for a call', () => {
    const trade = { called_at: 1, arrived_at: 0, done_at: 0, wanted: true };
    const of = (more: object) => ({ trade: { ...trade, ...more } }) as unknown as RequestView;
    assert.equal(isCallWanted(of({})), true);
    assert.equal(isCallWanted(of({ wanted: false })), false);
    assert.equal(isCallWanted(of({ arrived_at: 2 })), false);
    assert.equal(isCallWanted({ trade: undefined } as RequestView), false);
    const older = { state: 4, alarm: { reason: AlarmReason.ALARM_REASON_TRADE_WANTED, acknowledged_at: 0 } };
    const asked = { ...of({ wanted: false }), ...older } as RequestView;
    assert.equal(isCallWanted(asked), true, 'asked for before the core kept it');
    assert.equal(isCallWanted({ ...of({ wanted: false, arrived_at: 2 }), ...older } as RequestView), false);
    const alarmed = (reason: number, acknowledged_at = 0) =>
        ({ state: 4, alarm: { reason, acknowledged_at } }) as RequestView;
    assert.equal(isCallAlarm(alarmed(AlarmReason.ALARM_REASON_TRADE_WANTED)), true);
    assert.equal(isCallAlarm(alarmed(AlarmReason.ALARM_REASON_TRADE_WANTED, 5)), false);
    assert.equal(isCallAlarm(alarmed(AlarmReason.ALARM_REASON_LIFE_THREATENING)), false);
});

test('an urgent request asks staff from the start, and nobody more after the whole estate', () => {
    const { RUNG_BUILDING, RUNG_ESTATE, RUNG_STAFF } = Rung;
    const calm = (rung: number) => ({ rung, urgency: Urgency.URGENCY_NORMAL });
    const urgent = (rung: number) => ({ rung, urgency: Urgency.URGENCY_URGENT });
    const rungs = [RUNG_BUILDING, RUNG_ESTATE, RUNG_STAFF];
    assert.deepEqual(rungs.map((rung) => asksAll(calm(rung))), [false, false, true]);
    assert.deepEqual(rungs.map((rung) => asksAll(urgent(rung))), [false, true, true]);
    assert.equal(rungWords(calm(RUNG_ESTATE)), '全小区');
    assert.equal(rungWords(urgent(RUNG_BUILDING)), '本楼和工作人员');
    assert.equal(rungWords(urgent(RUNG_BUILDING), RUNG_ESTATE), '全小区和工作人员');
});

test('who is expected after the promise comes late, and by how much', () => {
    const due = 1_700_000_600_000;
    const helper = (minutes: number, state: number = VisitState.VISIT_STATE_ON_THE_WAY) =>
        ({ state, promised_at: due + minutes * 60_000 }) as HelperView;
    const request = (helpers: HelperView[], more: Partial<RequestView> = {}) =>
        ({ state: 3, helpers, pauses: [], sla_due_at: due, arrived_at: 0, ...more }) as unknown as RequestView;
    assert.equal(lateBy(request([])), 0);
    assert.equal(lateBy(request([helper(-1)])), 0);
    assert.equal(lateBy(request([helper(5)])), 5);
    assert.equal(lateBy(request([helper(5, VisitState.VISIT_STATE_ABORTED)])), 0);
    assert.equal(lateBy(request([helper(5), helper(-1)])), 0, 'the first one keeps the promise');
    const together = { two_go_together: true };
    assert.equal(lateBy(request([helper(5), helper(-1)], together)), 5, 'both have to be there');
    assert.equal(lateBy(request([helper(5)], { arrived_at: due })), 0);
    const pauses = [{ from: 1, until: due, ended_at: 0 }] as unknown as RequestView['pauses'];
    assert.equal(lateBy(request([helper(5)], { pauses })), 0);
});
