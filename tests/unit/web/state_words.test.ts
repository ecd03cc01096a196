// What the board says of a request's state.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestState, VisitState } from 'circle-codec';
import type { HelperView, Hold, RequestView, TradeClock } from 'circle-codec';
import { onDutyWords } from '../../../gateway/web/src/board/duty_words';
import { alarmWords, stateWords } from '../../../gateway/web/src/board/state_words';
import { language } from '../../../gateway/web/src/common/text';

const OFFERING = RequestState.REQUEST_STATE_OFFERING;
const ASSIGNED = RequestState.REQUEST_STATE_ASSIGNED;
const ARRIVED = RequestState.REQUEST_STATE_ARRIVED;
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
    assert.equal(words(two), 'Searching · 1 of 2 found, 1 more needed');
    language.value = 'zh-CN';
    const gone = [helper({ state: VisitState.VISIT_STATE_ABORTED })];
    assert.equal(words({ ...two, helpers: gone }), '正在找人 · 需要 2 人');
    assert.equal(words({ ...two, state: ASSIGNED, helpers: [helper(), helper()] }), '徐大姐已答应，等出发');
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

test('an alarm that there was nobody to ask is worded by what is true now', () => {
    const rings = { reason: 1, acknowledged_at: 0 } as RequestView['alarm'];
    assert.equal(alarmWords(request({ alarm: rings })), '没有可以询问的人');
    assert.equal(alarmWords(request({ alarm: rings, asked: 2 })), '刚才没有可以询问的人，现在正在问');
    const late = { ...rings!, reason: 3 };
    assert.equal(alarmWords(request({ alarm: late, asked: 2 })), '超过承诺时间');
});

test('who is off duty and still at a door is counted apart', () => {
    assert.equal(onDutyWords(5, 5), '在岗 5 人');
    assert.equal(onDutyWords(5, 6), '在岗 5 人 · 另有 1 人还在服务');
});

test('who waits with an outage has the state of the request that is dispatched for it', () => {
    const lead = request({ state: ASSIGNED, helpers: [helper()], number: 4 });
    assert.equal(stateWords(request(), undefined, lead), '并入第 4 号：徐大姐已答应，等出发');
});

test('who is at the door of the lead is not at the door of those who wait with it', () => {
    const there = [helper({ state: VisitState.VISIT_STATE_ARRIVED })];
    const lead = request({ state: ARRIVED, helpers: there, number: 4 });
    const member = request({ state: ARRIVED });
    assert.equal(stateWords(member, undefined, lead), '并入第 4 号：徐大姐已到现场');
    const own = request({ state: ARRIVED, helpers: [helper({ name: '赵叔', state: 3 })] });
    assert.equal(stateWords(own, undefined, lead), '赵叔已到门口', 'a helper of its own');
});

test('a trade that a helper asks for is said to be called only when somebody has called', () => {
    const trade = { name: '电工', called_at: 1, arrived_at: 0, done_at: 0, wanted: true } as TradeClock;
    const there = { state: ARRIVED, helpers: [helper({ state: VisitState.VISIT_STATE_ARRIVED })] };
    assert.equal(words({ ...there, trade }), '徐大姐已到门口 · 要打电话请电工');
    assert.equal(words({ state: ARRIVED, trade }), '要打电话请电工', 'the helper has left');
    const called = { ...trade, wanted: false };
    assert.equal(words({ ...there, trade: called }), '徐大姐已到门口');
    assert.equal(words({ state: ARRIVED, trade: called }), '正在等电工');
    assert.equal(words({ ...there, trade: { ...trade, arrived_at: 2 } }), '徐大姐已到门口');
    const closed = RequestState.REQUEST_STATE_CLOSED;
    assert.equal(words({ state: closed, trade }), '已关闭');
});

test('while nobody is looked for on purpose, nobody is said to be', () => {
    const hold = { by: 'k-01', reason: '等住户回电话', until: 1 } as Hold;
    assert.equal(words({ state: RequestState.REQUEST_STATE_QUEUED, hold }), '先不找人');
    assert.equal(words({ hold, headcount: 2 }), '先不找人 · 需要 2 人');
});
