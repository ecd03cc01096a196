// Two who go together: when one of them would finish alone, and how the board tells it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, FactKind, VisitState } from 'circle-codec';
import type { CompanionView, Fact } from 'circle-codec';
import { factMood, factText } from '../../../gateway/web/src/board/facts';
import type { Result } from '../../../gateway/web/src/common/courier';
import { language } from '../../../gateway/web/src/common/text';
import { aloneCame, isAlone, refusedAlone, stillComing } from '../../../gateway/web/src/volunteer/pair';

const companion = (state: number) => ({ state }) as CompanionView;

test('somebody is alone until the companion has been at the door', () => {
    const { VISIT_STATE_ON_THE_WAY, VISIT_STATE_ARRIVED, VISIT_STATE_DONE } = VisitState;
    const alone = (...states: number[]) =>
        isAlone({ two_go_together: true, companions: states.map(companion) });
    assert.equal(alone(), true);
    assert.equal(alone(VISIT_STATE_ON_THE_WAY), true);
    assert.equal(alone(VISIT_STATE_ON_THE_WAY, VISIT_STATE_ARRIVED), false);
    assert.equal(alone(VISIT_STATE_DONE), false);
    assert.equal(isAlone({ two_go_together: false, companions: [] }), false);
});

test('before "done" it is said who has not been there yet', () => {
    const named = (name: string, state: number) => ({ name, state }) as CompanionView;
    const { VISIT_STATE_ACCEPTED, VISIT_STATE_ON_THE_WAY, VISIT_STATE_ARRIVED } = VisitState;
    const companions = [
        named('甲', VISIT_STATE_ACCEPTED),
        named('乙', VISIT_STATE_ON_THE_WAY),
        named('丙', VISIT_STATE_ARRIVED),
        named('丁', VisitState.VISIT_STATE_DONE),
        named('戊', VisitState.VISIT_STATE_ABORTED),
    ];
    assert.deepEqual(stillComing({ companions }), ['甲', '乙']);
});

test('a refused "done" opens the question, other refusals do not', () => {
    const result = (code: number, field: string) =>
        ({ entry: { body: { request_id: 'r1' } }, code, field }) as unknown as Result;
    assert.equal(aloneCame(result(Code.CODE_WRONG_STATE, 'progress_visit.state')), false);
    assert.equal(aloneCame(result(Code.CODE_UNSAFE, 'accept_offer.sex')), false);
    assert.equal(refusedAlone.value, '');
    assert.equal(aloneCame(result(Code.CODE_UNSAFE, 'progress_visit.alone')), true);
    assert.equal(refusedAlone.value, 'r1');
});

test('the timeline says who finished alone and why, in the reader\'s language', () => {
    const fact = {
        kind: FactKind.FACT_KIND_RULE_OVERRULED,
        rule: 'alone',
        volunteer_ids: ['v-01'],
        reason: '事情小，一个人就够',
    } as Fact;
    const said = () => factText(fact, () => '王阿姨');
    assert.equal(said(), '王阿姨一个人办完，本该两人同去：事情小，一个人就够');
    language.value = 'en';
    assert.equal(said(), '王阿姨 finished alone what takes two: A small job, one was enough');
    language.value = 'zh-CN';
    assert.equal(factMood(fact), 'bad');
});
