// What the board says of a request's state.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestState, VisitState } from 'circle-codec';
import type { HelperView, RequestView } from 'circle-codec';
import { stateWords } from '../../../gateway/web/src/board/state_words';
import { language } from '../../../gateway/web/src/common/text';

const OFFERING = RequestState.REQUEST_STATE_OFFERING;
const ASSIGNED = RequestState.REQUEST_STATE_ASSIGNED;
const bare = { state: OFFERING, asked: 0, headcount: 1, helpers: [], pauses: [], offers: [], number: 8 };

function request(values: Partial<RequestView> = {}): RequestView {
    return { ...bare, ...values } as unknown as RequestView;
}

function helper(values: Partial<HelperView> = {}): HelperView {
    const one = { volunteer_id: 'v', name: '徐大姐', state: VisitState.VISIT_STATE_ACCEPTED };
    return { ...one, ...values } as HelperView;
}

const words = (values: Partial<RequestView>) => stateWords(request(values), undefined);

test('a request for two says how many are found', () => {
    const two = { headcount: 2, helpers: [helper()] };
    assert.equal(words({ headcount: 2 }), '正在找人 · 需要 2 人');
    assert.equal(words(two), '正在找人 · 2 人里已找到 1 人，还差 1 人');
    assert.equal(words({ ...two, asked: 3 }), '正在询问 3 人 · 2 人里已找到 1 人，还差 1 人');
    language.value = 'en';
    assert.equal(words(two), 'Searching · 1 of 2 found, looking for 1 more');
    language.value = 'zh-CN';
    const gone = [helper({ state: VisitState.VISIT_STATE_ABORTED })];
    assert.equal(words({ ...two, helpers: gone }), '正在找人 · 需要 2 人');
    assert.equal(words({ ...two, state: ASSIGNED, helpers: [helper(), helper()] }), '徐大姐赶来中');
    assert.equal(words({ helpers: [] }), '正在找人');
    const closed = RequestState.REQUEST_STATE_CLOSED;
    assert.equal(words({ ...two, state: closed }), '已关闭 · 徐大姐');
});

test('of who was sent it is not said that they come before they set out', () => {
    const sent = helper({ sent: true });
    assert.equal(words({ state: ASSIGNED, helpers: [sent] }), '已派徐大姐去，等出发');
    const out = { ...sent, state: VisitState.VISIT_STATE_ON_THE_WAY };
    assert.equal(words({ state: ASSIGNED, helpers: [out] }), '徐大姐赶来中');
});

test('who waits with an outage has the state of the request that is dispatched for it', () => {
    const lead = request({ state: ASSIGNED, helpers: [helper()], number: 4 });
    assert.equal(stateWords(request(), undefined, lead), '并入第 4 号：徐大姐赶来中');
});
