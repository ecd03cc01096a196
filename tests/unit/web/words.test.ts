// What people read for each state of a request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    FactKind,
    PlaceKind,
    readFact,
    readRequestView,
    readView as decodeView,
    writeFact,
    writeRequestView,
    writeView,
} from 'circle-codec';
import type { CategoryView, EstateView, Fact, Partially, RequestView, View } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { factMood, factText, whyLines } from '../../../gateway/web/src/board/facts';
import { dayOf } from '../../../gateway/web/src/board/days';
import { WIDTH, projection } from '../../../gateway/web/src/common/projection';
import { hashOf, parseRoute } from '../../../gateway/web/src/resident/route';
import {
    ABORT_REASONS,
    ALONE_REASONS,
    CLOSE_REASONS,
    phrase,
} from '../../../gateway/web/src/common/phrases';
import { residentStatus, whileHalted } from '../../../gateway/web/src/common/status';
import { dictionaries, language, t, tOr } from '../../../gateway/web/src/common/text';
import { landmarks } from '../../../gateway/web/src/common/landmarks';
import {
    canReopen,
    countedMs,
    isLifeThreatening,
    clockTime,
    dayAndTime,
    digits,
    minutes,
    spokenSpan,
    titleOf,
    urgencyOf,
} from '../../../gateway/web/src/common/words';

const NOW = 1_763_800_000_000;

function request(parts: Partially<RequestView>): RequestView {
    const writer = new PbfWriter();
    writeRequestView({ id: 'r', submitted_at: NOW, sla_due_at: NOW + 600_000, ...parts }, writer);
    return readRequestView(new PbfReader(writer.finish()));
}

function fact(parts: Partially<Fact>): Fact {
    const writer = new PbfWriter();
    writeFact(parts, writer);
    return readFact(new PbfReader(writer.finish()));
}

function readView(parts: Partially<View>): View {
    const writer = new PbfWriter();
    writeView(parts, writer);
    return decodeView(new PbfReader(writer.finish()));
}

const wang = (parts: object) => ({
    volunteer_id: 'v1',
    name: '王阿姨',
    accepted_at: NOW,
    ...parts,
});
const headline = (parts: Partially<RequestView>, now = NOW) =>
    residentStatus(request(parts), now).headline;

test('a notice is a sentence of its own', () => {
    for (const key of ['status.foreign', 'status.foreign.added', 'note.passed.on'] as const) {
        assert.match(dictionaries.en[key], /^[A-Z]/, key);
    }
});

test('the resident reads who is coming and when, never a code', () => {
    assert.equal(headline({ state: 1 }), '已收到，正在找人');
    assert.equal(headline({ state: 2, asked: 3 }), '正在询问 3 位邻居');
    const accepted = wang({ state: 1, promised_at: NOW + 230_000 });
    assert.equal(headline({ state: 3, helpers: [accepted] }), '王阿姨答应来了，马上出发');
    assert.equal(
        headline({ state: 3, helpers: [accepted] }, NOW + 240_000),
        '王阿姨答应来了，比预计慢一点',
    );
    const way = wang({ state: 2, promised_at: NOW + 230_000 });
    assert.equal(headline({ state: 3, helpers: [way] }), '王阿姨正在赶来，约 4 分钟');
    assert.equal(headline({ state: 3, helpers: [way] }, NOW + 200_000), '王阿姨正在赶来，马上就到');
    assert.equal(
        headline({ state: 3, helpers: [way] }, NOW + 240_000),
        '王阿姨正在赶来，比预计慢一点',
    );
    assert.equal(headline({ state: 4, helpers: [wang({ state: 3 })] }), '王阿姨已到门口');
    assert.equal(headline({ state: 5, helpers: [wang({ state: 4 })] }), '问题解决了');
    assert.equal(headline({ state: 6, end_reason: 'undo' }), '已撤销');
    assert.equal(headline({ state: 1, show_phone: true }), '还没有人能来');
});

test('beside the phone it is said whether the station has answered', () => {
    const sub = (parts: Partially<RequestView>) =>
        residentStatus(request({ state: 1, show_phone: true, ...parts }), NOW).sub;
    assert.equal(sub({}), '已通知服务站，还没有人回应。着急请直接打电话');
    const alarm = { acknowledged_at: NOW } as RequestView['alarm'];
    assert.equal(sub({ alarm }), '服务站已经接手，正在想办法。着急请直接打电话');
});

test('while nobody decides, nobody is said to be looked for; people go on', () => {
    const halted = (parts: Partially<RequestView>) => {
        const one = request(parts);
        return whileHalted(residentStatus(one, NOW), one, NOW).headline;
    };
    assert.equal(halted({ state: 1 }), '已收到，恢复后继续找人');
    assert.equal(halted({ state: 2, asked: 3 }), '已收到，恢复后继续找人');
    const hold = { until: NOW + 60_000 } as RequestView['hold'];
    assert.equal(halted({ state: 1, hold }), headline({ state: 1, hold }));
    assert.equal(halted({ state: 4, helpers: [wang({ state: 3 })] }), '王阿姨已到门口');
    assert.equal(halted({ state: 5, helpers: [wang({ state: 4 })] }), '问题解决了');
});

test('a step is ticked when it is over: while people are asked, asking is the current one', () => {
    const step = (parts: Partially<RequestView>) => residentStatus(request(parts), NOW).step;
    assert.equal(step({ state: 1 }), 1);
    assert.equal(step({ state: 2, asked: 3 }), 1);
    assert.equal(step({ state: 3, helpers: [wang({ state: 1 })] }), 3);
});

test('who was sent is not said to have agreed', () => {
    const liu = wang({ name: '刘师傅', sent: true, state: 1, promised_at: NOW + 230_000 });
    const sent = residentStatus(request({ state: 3, headcount: 1, helpers: [liu] }), NOW);
    assert.equal(sent.headline, '已安排刘师傅，等回音');
    assert.doesNotMatch(sent.sub, /\d/, 'no minutes of who may not know of it');
    assert.equal(sent.step, 2, 'nobody comes yet');
    assert.equal(headline({ state: 3, helpers: [liu] }, NOW + 240_000), '已安排刘师傅，还没有回音');
    const left = { ...liu, state: 2 };
    assert.equal(headline({ state: 3, helpers: [left] }), '刘师傅正在赶来，约 4 分钟');
    const agreed = wang({ state: 1, accepted_at: NOW + 1, promised_at: NOW + 230_000 });
    assert.match(headline({ state: 3, helpers: [liu, agreed] }), /^王阿姨答应来了/);
});

test('who has been there and left is still spoken of while the other one is to come', () => {
    const zhou = wang({ name: '老周', state: 4 });
    const ma = wang({ name: '老马', state: 2, promised_at: NOW + 230_000 });
    const status = (parts: Partially<RequestView>) =>
        residentStatus(request({ arrived_at: NOW, headcount: 2, ...parts }), NOW);
    const both = status({ state: 3, helpers: [zhou, ma] });
    assert.equal(both.headline, '老马正在赶来，约 4 分钟');
    assert.match(both.sub, /^老周已来过。/);
    assert.equal(both.step, 4, 'somebody was at the door');
    const asked = status({ state: 2, asked: 2, helpers: [zhou] });
    assert.match(asked.sub, /^老周已来过。/);
    assert.equal(asked.step, 4);
    const there = status({ state: 4, helpers: [zhou, { ...ma, state: 3 }] });
    assert.equal(there.headline, '老马已到门口');
});

test('what is to be looked for says more than the shelf of lost things', () => {
    const options = [{ id: 'person', text: '孩子或老人走失', text_en: '' }];
    const questions = [{ id: 'what', text: '', text_en: '', options }];
    const kind = (lost_found: boolean) => ({ id: 'k', name: '失物招领', lost_found, questions });
    const title = (lost_found: boolean, option: string) =>
        titleOf({ categories: [kind(lost_found)] } as unknown as EstateView, {
            category: 'k',
            answers: [{ question: 'what', option }],
        });
    assert.equal(title(true, 'person'), '孩子或老人走失');
    assert.equal(title(true, 'strange'), '失物招领');
    assert.equal(title(false, 'person'), '失物招领');
});

test('what was waited for is counted without the pauses', () => {
    const pauses = [{ reason: 1, from: NOW + 10_000, until: NOW + 90_000, ended_at: NOW + 50_000 }];
    assert.equal(countedMs(request({ pauses }), NOW + 56_000), 16_000);
    const stands = [{ reason: 1, from: NOW + 10_000, until: NOW + 90_000 }];
    assert.equal(countedMs(request({ pauses: stands }), NOW + 56_000), 10_000);
});

test('a life in danger: known by the answers, and nobody waits for a companion', () => {
    const option = { id: 'fainted', life_threatening: true };
    const category = { questions: [{ id: 'what', options: [option, { id: 'fell' }] }] };
    const threatens = (chosen: string) =>
        isLifeThreatening(category as CategoryView, [{ question: 'what', option: chosen }]);
    assert.deepEqual([threatens('fainted'), threatens('fell')], [true, false]);
    assert.equal(isLifeThreatening(undefined, []), false);
    const pair = { state: 4, headcount: 2, two_go_together: true, helpers: [wang({ state: 3 })] };
    assert.equal(headline(pair), '王阿姨到门口，等同伴');
    assert.equal(headline({ ...pair, life_threatening: true }), '王阿姨已到门口');
});

test('what may be wanted at a place on the plan speaks of no door', () => {
    const estate = { utc_offset_min: 480, categories: [{ id: 'traffic', place: PlaceKind.PLACE_KIND_PLAN }] };
    const there = request({ category: 'traffic', state: 4, helpers: [wang({ state: 3 })] });
    const status = residentStatus(there, NOW, estate as EstateView);
    assert.equal(status.headline, '王阿姨已经到了');
});

test('a helper who gave up is not spoken of any more', () => {
    const gone = wang({ state: 5, promised_at: NOW + 60_000 });
    assert.equal(headline({ state: 2, asked: 2, helpers: [gone] }), '正在询问 2 位邻居');
    const { sub } = residentStatus(request({ state: 2, asked: 2, helpers: [gone] }), NOW);
    assert.equal(sub, '王阿姨有事来不了，正在请别人');
});

test('an aborted state number of the future does not break the page', () => {
    assert.equal(headline({ state: 99, end_reason: 'x' }), '服务站已结束这次求助');
});

test('not solved can be said of what was solved or closed, for a time', () => {
    const estate = { reopen_s: 3_600, utc_offset_min: 480 } as EstateView;
    const solved = request({ state: 5, ended_at: NOW });
    assert.equal(canReopen(solved, estate, NOW + 3_599_000), true);
    assert.equal(canReopen(solved, estate, NOW + 3_601_000), false);
    assert.equal(canReopen(request({ state: 6, ended_at: NOW }), estate, NOW), false);
    assert.equal(dayAndTime(NOW, estate), '11月22日 16:26');
});

test('a point on the plan is the place that was tapped', () => {
    const at = (lat: number, lon: number) => ({ lat, lon });
    const gate = { kind: 2, name: '南门', points: [at(31.2294, 121.4722)] };
    const footprint = [at(31.23, 121.469), at(31.23, 121.475), at(31.234, 121.475)];
    const estate = {
        buildings: [{ id: '1', name: '1号楼', point: undefined, footprint }],
        features: [gate],
    } as unknown as EstateView;
    const plan = projection(estate)!;
    const [x, y] = plan.at(at(31.232, 121.473));
    const back = plan.point(x, y);
    assert.ok(Math.abs(back.lat - 31.232) < 1e-9 && Math.abs(back.lon - 121.473) < 1e-9);
    assert.ok(x > 0 && x < WIDTH && y > 0 && y < plan.height);
    assert.deepEqual(
        landmarks(estate).map(({ name }) => name),
        ['南门', '1号楼'],
    );
    assert.equal(projection({ ...estate, buildings: [], features: [] } as EstateView), undefined);
});

test('share of the promise in four steps', () => {
    const r = request({ state: 1 });
    assert.deepEqual(
        [0, 299_000, 300_000, 449_000, 450_000, 599_000, 600_000].map((ms) =>
            urgencyOf(r, NOW + ms),
        ),
        [1, 1, 2, 2, 3, 3, 4],
    );
});

test('times are the estate\'s own, whatever zone the device is in', () => {
    const at = Date.UTC(2026, 10, 22, 16, 5);
    const estate = { utc_offset_min: 480 } as EstateView;
    assert.equal(clockTime(at, estate), '00:05');
    assert.equal(clockTime(at, estate, true), '00:05:00');
    assert.equal(dayAndTime(at, estate), '11月23日 00:05');
    assert.equal(clockTime(at, { utc_offset_min: -300 } as EstateView), '11:05');
    assert.equal(clockTime(at, { utc_offset_min: 0 } as EstateView), '16:05', 'an estate on UTC');
});

test('spans as people and as clocks say them', () => {
    assert.equal(spokenSpan(80_500), '1 分 20 秒');
    assert.equal(spokenSpan(-5), '0 秒');
    assert.equal(digits(425_999), '7:05');
    assert.equal(digits(3_729_000), '1:02:09');
    assert.equal(minutes(1), 1);
    assert.equal(minutes(60_001), 2);
});

test('the timeline speaks, and says why', () => {
    const nameOf = (id: string) => ({ v1: '王阿姨', v2: '李师傅' })[id] ?? id;
    const wave = fact({
        kind: FactKind.FACT_KIND_WAVE_OPENED,
        volunteer_ids: ['v1', 'v2'],
        why: {
            rule: 'wave.nearest',
            considered: 12,
            off_duty: 5,
            unskilled: 2,
            candidates: [
                { volunteer_id: 'v1', walk_s: 75, offered: true },
                { volunteer_id: 'v2', walk_s: 180 },
                { volunteer_id: 'v1', walk_s: 60, tired: true },
                { volunteer_id: 'v2', walk_s: 10, tired: true, missed_pct: 3 },
            ],
        },
    });
    assert.equal(factText(wave, nameOf), '询问 王阿姨、李师傅');
    assert.deepEqual(whyLines(wave.why!, nameOf), [
        '按走路时间询问最近的人',
        '依次：王阿姨 2 分钟、李师傅 3 分钟、王阿姨 1 分钟（先歇一歇）、李师傅 1 分钟（那边离不开）',
        '共 12 人：5 人休息，2 人不会这项',
    ]);
    const declined = fact({
        kind: FactKind.FACT_KIND_OFFER_ENDED,
        volunteer_ids: ['v2'],
        offer_outcome: 3,
    });
    assert.equal(factText(declined, nameOf), '李师傅：暂时不行');
    assert.equal(whyLines(fact({ why: { rule: 'new.rule' } }).why!, nameOf)[0], '规则：new.rule');
    assert.equal(factText(fact({ kind: 77 }), nameOf), '记录 77');
});

test('every fact kind that concerns a request has words', () => {
    for (
        let kind = FactKind.FACT_KIND_REQUEST_SUBMITTED;
        kind <= FactKind.FACT_KIND_COMMAND_QUARANTINED;
        ++kind
    ) {
        assert.notEqual(
            factText(fact({ kind, reason: 'x' }), (id) => id),
            t('fact.other', { n: kind }),
        );
    }
});

test('texts have no empty entries, and unknown codes fall back', () => {
    for (const [key, text] of Object.entries(dictionaries['zh-CN']!))
        assert.ok(text.length > 0, key);
    assert.equal(tOr('code.999', 'code.other'), t('code.other'));
    assert.equal(t('elapsed', { t: '5 秒' }), '已等 5 秒');
});

test('a garbled address leads home', () => {
    assert.deepEqual(parseRoute('#/request/%E6%B0'), { screen: 'home' });
});

test('screens have addresses, strange ones lead home', () => {
    for (const route of [
        { screen: 'ask', category: 'a/b 水' },
        { screen: 'request', id: 'r.1' },
    ] as const) {
        assert.deepEqual(parseRoute(hashOf(route)), route);
    }
    assert.deepEqual(parseRoute('#/ask/'), { screen: 'home' });
    assert.deepEqual(parseRoute('#whatever'), { screen: 'home' });
});

test('what is done by hand and how the circle widened stand in the timeline', () => {
    const names = (id: string) => ({ v1: '王阿姨', c1: '陈主任' })[id] ?? id;
    const say = (parts: Partially<Fact>) => factText(fact(parts), names);
    const actor = { role: 4, id: 'c1' };
    const opened = FactKind.FACT_KIND_RUNG_OPENED;
    assert.equal(say({ kind: opened, rung: 2, reason: 'due' }), '扩大到全小区：时间到了');
    const assigned = { kind: FactKind.FACT_KIND_VISIT_ASSIGNED, actor, volunteer_ids: ['v1'] };
    assert.equal(say(assigned), '陈主任派 王阿姨 去');
    assert.equal(say({ ...assigned, reason: '顺路' }), '陈主任派 王阿姨 去：顺路');
    assert.equal(say({ ...assigned, actor: { role: 4, id: 'c9' } }), '值守人员派 王阿姨 去');
    for (let kind = opened as number; kind <= 30; ++kind) {
        assert.doesNotMatch(say({ kind }), /记录|\{names\}/, `fact ${kind}`);
    }
    assert.equal(factMood(fact({ kind: FactKind.FACT_KIND_REMARK_ADDED })), 'plain');
    assert.equal(factMood(fact({ kind: FactKind.FACT_KIND_VISIT_MISSED })), 'bad');
});

test('a day begins at midnight in the estate', () => {
    const here = dayOf(Date.UTC(2025, 10, 22, 12, 5), 480);
    assert.equal(dayOf(Date.UTC(2025, 10, 22, 15, 59), 480), here);
    assert.equal(dayOf(Date.UTC(2025, 10, 22, 16, 0), 480), here + 1);
});

test('a tapped reason is read in the language of the reader, a written one as it is', () => {
    const closed = { kind: FactKind.FACT_KIND_REQUEST_CLOSED, actor: { role: 4, id: 'c9' } };
    const said = () => factText(fact({ ...closed, reason: 'Asked twice' }), (id) => id);
    assert.match(said(), /重复求助/);
    language.value = 'en';
    assert.match(said(), /Asked twice/);
    for (const key of [...CLOSE_REASONS, ...ABORT_REASONS, ...ALONE_REASONS]) {
        assert.equal(phrase(dictionaries['zh-CN'][key]), dictionaries.en[key]);
    }
    assert.equal(phrase('顺路'), '顺路');
    language.value = 'zh-CN';
});

test('the plan has north up, and one scale both ways', () => {
    const { estate } = readView({
        estate: { buildings: [{ id: '1', point: { lat: 31, lon: 121 } }] },
    });
    const far = { lat: 31.002, lon: 121.001 };
    const plan = projection(estate, [far]);
    assert.ok(plan);
    const [x0, y0] = plan.at({ lat: 31, lon: 121 });
    const [x1, y1] = plan.at(far);
    assert.ok(y1 < y0 && x1 > x0);
    const squeeze = Math.cos((31 * Math.PI) / 180);
    assert.ok(Math.abs((y0 - y1) / (x1 - x0) - 2 / squeeze) < 1e-6);
    assert.equal(projection(undefined), undefined);
});
