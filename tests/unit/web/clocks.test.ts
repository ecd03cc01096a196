// What people read of danger, pauses, two who go together and the licensed trade.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    FactKind,
    OfferOutcome,
    RequestState,
    Role,
    readCategoryView,
    readFact,
    readRequestView,
    writeCategoryView,
    writeFact,
    writeRequestView,
} from 'circle-codec';
import type { CategoryView, EstateView, Fact, Partially, RequestView } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { factMood, factText } from '../../../gateway/web/src/board/facts';
import {
    awaited,
    clockNow,
    pausedMs,
    standingHold,
    standingPause,
    tradeLeft,
    tradeToCome,
    tradeStand,
} from '../../../gateway/web/src/common/clocks';
import { residentStatus } from '../../../gateway/web/src/common/status';
import { dictionaries, language, tOr } from '../../../gateway/web/src/common/text';
import { moment, urgencyOf } from '../../../gateway/web/src/common/words';

const NOW = 1_763_800_000_000; // 16:26 in China
const ESTATE = { utc_offset_min: 480, categories: [] } as unknown as EstateView;

function request(parts: Partially<RequestView>): RequestView {
    const writer = new PbfWriter();
    writeRequestView({ id: 'r', submitted_at: NOW, sla_due_at: NOW + 600_000, ...parts }, writer);
    return readRequestView(new PbfReader(writer.finish()));
}

function category(parts: Partially<CategoryView>): CategoryView {
    const writer = new PbfWriter();
    writeCategoryView(parts, writer);
    return readCategoryView(new PbfReader(writer.finish()));
}

function fact(parts: Partially<Fact>): Fact {
    const writer = new PbfWriter();
    writeFact(parts, writer);
    return readFact(new PbfReader(writer.finish()));
}

const status = (parts: Partially<RequestView>, now = NOW) =>
    residentStatus(request(parts), now, ESTATE);
const helper = (name: string, state: number) => ({
    volunteer_id: name,
    name,
    state,
    accepted_at: NOW,
});

test('a paused clock stands where it was stopped', () => {
    const ended = { reason: 1, from: NOW + 10_000, until: NOW + 70_000, ended_at: NOW + 40_000 };
    const stands = { reason: 2, from: NOW + 60_000, until: NOW + 900_000 };
    const paused = request({ pauses: [ended, stands], sla_due_at: NOW + 630_000 });
    assert.equal(standingPause(paused)?.reason, 2);
    assert.equal(pausedMs(paused), 30_000);
    assert.equal(clockNow(paused, NOW + 600_000), NOW + 60_000);
    assert.equal(urgencyOf(paused, NOW + 800_000), 1, '30 s of 600 have run');
    const runs = request({ pauses: [ended], sla_due_at: NOW + 630_000 });
    assert.equal(standingPause(runs), undefined);
    assert.equal(urgencyOf(runs, NOW + 629_000), 3);
    assert.equal(urgencyOf(runs, NOW + 630_000), 4);
});

test('the household reads why it waits and when it goes on', () => {
    const paused = { state: 1, pauses: [{ reason: 1, from: NOW, until: NOW + 3_600_000 }] };
    assert.equal(status(paused).headline, '先等一等，17:26 继续');
    assert.equal(status(paused).sub, '正在等配件');
    assert.equal(moment(NOW + 86_400_000, NOW, ESTATE), '11月23日 16:26', 'another day is named');
    const way = {
        ...paused,
        state: 3,
        helpers: [{ ...helper('王阿姨', 2), promised_at: NOW + 200_000 }],
    };
    assert.match(status(way).headline, /王阿姨正在赶来/, 'who is on the way goes before');
});

test('one of two at the door waits for the companion', () => {
    const both = { headcount: 2, two_go_together: true };
    const one = { ...both, state: 4, helpers: [helper('王阿姨', 3), helper('老李', 2)] };
    assert.equal(status(one).headline, '王阿姨到门口，等同伴');
    assert.match(status(one).sub, /老李/);
    assert.equal(status({ ...one, helpers: [helper('王阿姨', 3)] }).sub, '还在找 1 位');
    const two = { ...both, state: 4, helpers: [helper('王阿姨', 3), helper('老李', 3)] };
    assert.equal(status(two).headline, '王阿姨已到门口');
    assert.equal(status({ ...one, two_go_together: false }).headline, '王阿姨已到门口');
});

test('when the helper has left, the trade is spoken of', () => {
    const trade = { name: '电工', called_at: NOW, due_at: NOW + 7_200_000 };
    const left = { state: 4, arrived_at: NOW, helpers: [helper('王阿姨', 4)], trade };
    assert.equal(status(left).headline, '已请电工，最晚 18:26 到');
    assert.equal(status(left, NOW + 7_300_000).headline, '电工还没到，正在催');
    assert.equal(
        status({ ...left, trade: { ...trade, arrived_at: NOW + 1 } }).headline,
        '电工已到',
    );
    assert.equal(status({ ...left, helpers: [helper('王阿姨', 3)] }).headline, '王阿姨已到门口');
    assert.equal(awaited(request({ trade: { ...trade, done_at: NOW } }).trade), undefined);
    const english = category({ id: 'x', trade: { name: '电工', name_en: 'Electrician' } });
    language.value = 'en';
    const estate = { ...ESTATE, categories: [english] } as EstateView;
    const said = residentStatus(request({ ...left, category: 'x' }), NOW, estate).headline;
    language.value = 'zh-CN';
    assert.match(said, /^Electrician called/);
});

test('a trade that is only wanted is not said to be called', () => {
    const trade = { name: '电工', called_at: NOW, due_at: NOW + 7_200_000, wanted: true };
    const left = { state: 4, arrived_at: NOW, helpers: [helper('王阿姨', 4)], trade };
    assert.equal(status(left).headline, '需要电工，服务站正在联系');
    assert.equal(status(left, NOW + 7_300_000).headline, '电工还没请到，正在催服务站');
    const pauses = [{ reason: 1, from: NOW, until: NOW + 9_000_000 }];
    const paused = status({ ...left, pauses }, NOW + 7_300_000).headline;
    assert.equal(paused, '需要电工，服务站正在联系', 'its mark moves with the pause');
    const stand = (more: object, at = NOW) => {
        const one = request({ trade: { ...trade, ...more } });
        return tradeStand(one.trade!, one, at);
    };
    assert.equal(stand({ wanted: false }), 'coming');
    assert.equal(stand({ wanted: false }, NOW + 7_300_000), 'late');
    assert.equal(stand({ arrived_at: NOW + 1 }), 'there');
});

test('under a hold it is the station that sees to it, not the search', () => {
    const hold = { until: NOW + 900_000 };
    const waits = { state: 1, hold };
    assert.equal(status(waits).headline, '服务站正亲自安排');
    assert.match(status(waits).sub, /最晚到 16:41/);
    assert.equal(status({ ...waits, show_phone: true }).headline, status(waits).headline);
    assert.equal(status(waits, NOW + 900_000).headline, '已收到，正在找人', 'it is over');
    const pauses = [{ reason: 1, from: NOW, until: NOW + 3_600_000 }];
    assert.match(status({ ...waits, pauses }).headline, /先等一等/);
    const way = { ...helper('王阿姨', 2), promised_at: NOW + 200_000 };
    const one = status({ state: 2, headcount: 2, hold, helpers: [way] });
    assert.match(one.headline, /王阿姨正在赶来/);
    assert.match(one.sub, /服务站在安排另外 1 位/);
    const stands = status({ state: 2, headcount: 2, pauses, helpers: [way] });
    assert.doesNotMatch(stands.sub, /还在找/, 'nobody is looked for meanwhile');
    assert.equal(standingHold(request({}), NOW), undefined);
});

test('every cause, reason and rule has words in the timeline', () => {
    const say = (parts: Partially<Fact>) => factText(fact(parts), (id) => id);
    for (let kind = 32; kind <= 38; ++kind) {
        assert.doesNotMatch(say({ kind, reason: 'due' }), /记录|\{/, `fact ${kind}`);
    }
    const late = FactKind.FACT_KIND_SLA_BREACHED;
    assert.equal(say({ kind: late, reason: 'nobody_on_duty' }), '超过承诺时间：没有能帮忙的人在岗');
    assert.equal(say({ kind: late }), '超过承诺时间');
    assert.equal(
        say({ kind: FactKind.FACT_KIND_CLOCK_PAUSED, actor: { role: 4, id: 'k' }, reason: 'part' }),
        '值守人员暂停计时：等配件',
    );
    const overruled = {
        kind: FactKind.FACT_KIND_RULE_OVERRULED,
        rule: 'licence',
        volunteer_ids: ['v1'],
        reason: '只是合闸',
    };
    assert.match(say(overruled), /v1 去，虽然没有证：只是合闸/);
    assert.equal(factMood(fact(overruled)), 'bad');
    for (let cause = 1; cause <= 9; ++cause) {
        assert.notEqual(tOr(`cause.${cause}`, 'state.0'), dictionaries['zh-CN']['state.0']);
    }
});

test('who asks for a trade has not called it', () => {
    const trades = [{ name: '持证电工', name_en: 'Licensed electrician' }];
    const kind = FactKind.FACT_KIND_TRADE_CALLED;
    const by = (role: number) =>
        factText(fact({ kind, actor: { role, id: '王阿姨' }, reason: '持证电工' }), (id) => id, trades);
    assert.equal(by(Role.ROLE_VOLUNTEER), '王阿姨要请持证电工，等值守人员打电话');
    assert.equal(by(Role.ROLE_COORDINATOR), '值守人员已打电话请持证电工');
    language.value = 'en';
    assert.equal(by(Role.ROLE_COORDINATOR), 'The coordinator called Licensed electrician');
    language.value = 'zh-CN';
});

test('what danger to life ends says so', () => {
    const say = (parts: Partially<Fact>) => factText(fact(parts), (id) => id);
    const offer_outcome = OfferOutcome.OFFER_OUTCOME_WITHDRAWN;
    const back = { kind: FactKind.FACT_KIND_OFFER_ENDED, offer_outcome, volunteer_ids: ['赵叔'] };
    assert.equal(say({ ...back, reason: 'danger' }), '赵叔：已撤回，现在有生命危险，要有证的人去');
    assert.equal(say({ ...back, reason: 'held' }), '赵叔：已撤回');
    const kind = FactKind.FACT_KIND_REQUEST_RELEASED;
    assert.equal(say({ kind, reason: 'danger' }), '有生命危险，马上继续找人');
    assert.equal(say({ kind }), '继续找人');
    assert.equal(say({ kind: FactKind.FACT_KIND_CLOCK_RESUMED, reason: 'danger' }), '恢复计时：有生命危险');
});

test('a trade that the household no longer waits for is asked of, and called off by somebody', () => {
    const { REQUEST_STATE_ARRIVED, REQUEST_STATE_RESOLVED, REQUEST_STATE_CANCELLED } = RequestState;
    const called = { name: '持证电工', called_at: NOW, due_at: NOW + 60_000 };
    const open = (trade: object) =>
        tradeToCome(request({ state: REQUEST_STATE_ARRIVED, trade: { ...called, ...trade } }));
    assert.equal(open({})?.name, '持证电工');
    assert.equal(open({ wanted: true })?.wanted, true);
    assert.equal(open({ arrived_at: NOW }), undefined, 'is there');
    const left = (state: number, end_reason: string, trade: object = {}) =>
        tradeLeft(request({ state, end_reason, trade: { ...called, ...trade } })) !== undefined;
    assert.equal(left(REQUEST_STATE_RESOLVED, 'resolved_by_resident'), true);
    assert.equal(left(REQUEST_STATE_CANCELLED, 'cancelled'), true);
    assert.equal(left(REQUEST_STATE_RESOLVED, 'done'), false);
    assert.equal(left(REQUEST_STATE_RESOLVED, 'resolved_by_resident', { wanted: true }), false);
    assert.equal(left(REQUEST_STATE_RESOLVED, 'resolved_by_resident', { done_at: NOW }), false);
});
