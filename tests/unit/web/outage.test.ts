// One fault behind many requests: what residents read and what the board lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FactKind, RequestState, readFact, readView, writeFact, writeView } from 'circle-codec';
import type { DoorGroup, Fact, IncidentView, Partially, RequestView, View } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';
import { factText } from '../../../gateway/web/src/board/facts';
import { isFolded, newestNotice, outageEnd, outageOf, outageStatus } from '../../../gateway/web/src/common/outages';
import { NOTICES, phrase } from '../../../gateway/web/src/common/phrases';
import { Store } from '../../../gateway/web/src/common/store';
import { dictionaries, language } from '../../../gateway/web/src/common/text';

const NOW = 1_763_800_000_000;

function view(parts: Partially<View>): View {
    const writer = new PbfWriter();
    writeView(parts, writer);
    return readView(new PbfReader(writer.finish()));
}

function both(
    request: Partially<RequestView>,
    incident: Partially<IncidentView>,
): [RequestView, IncidentView] {
    const { requests, incidents } = view({
        requests: [
            {
                id: 'r2',
                incident_id: 'i8',
                state: RequestState.REQUEST_STATE_QUEUED,
                headcount: 1,
                submitted_at: NOW,
                sla_due_at: NOW + 600_000,
                ...request,
            },
        ],
        incidents: [{ id: 'i8', group: '3号楼1单元立管', subscribers: 12, ...incident }],
    });
    return [requests[0]!, incidents[0]!];
}

function status(request: Partially<RequestView>, incident: Partially<IncidentView>) {
    const [one, outage] = both(request, incident);
    return outageStatus(one, outage, NOW);
}

const wang = (state: number) => ({ name: '王阿姨', state, promised_at: NOW + 230_000 });

test('a resident who waits with others reads who comes for all of them', () => {
    assert.equal(status({}, {}).headline, '已合并处理，正在找人');
    assert.equal(status({ show_phone: true }, {}).sub, dictionaries['zh-CN']['status.queued.phone.sub']);
    const taken = { show_phone: true, alarm: { acknowledged_at: NOW } } as Partial<RequestView>;
    assert.equal(status(taken, {}).sub, dictionaries['zh-CN']['status.queued.taken.sub']);
    assert.equal(status({}, { helpers: [wang(2)] }).headline, '王阿姨正在赶来，约 4 分钟');
    const there = status({}, { helpers: [wang(2), { ...wang(3), name: '李叔' }] });
    assert.deepEqual([there.headline, there.step], ['李叔已到现场', 4]);
});

test('when the helper has left, nobody is said to be looked for', () => {
    const arrived = { state: RequestState.REQUEST_STATE_ARRIVED, arrived_at: NOW };
    const done = { helpers: [wang(4)] };
    assert.equal(status(arrived, done).headline, '已有人到过现场，还没修好');
    const trade = { name: '电工', called_at: NOW, due_at: NOW + 7_200_000, wanted: true };
    assert.equal(status({ ...arrived, trade }, done).headline, '需要电工，服务站正在联系', 'it leads');
    const next = { helpers: [wang(2)] };
    assert.equal(status(arrived, next).headline, '王阿姨正在赶来，约 4 分钟');
});

test('a helper of their own and the end speak for themselves', () => {
    const own = [{ volunteer_id: 'v2', name: '赵叔', state: 3 }];
    const state = RequestState.REQUEST_STATE_ARRIVED;
    assert.equal(status({ state, helpers: own }, { helpers: [wang(2)] }).headline, '赵叔已到门口');
    const over = { state: RequestState.REQUEST_STATE_RESOLVED };
    assert.equal(status(over, { helpers: [wang(4)] }).headline, '问题解决了');
});

test('whoever is part of an outage reads of the site, with a helper of their own of the door', () => {
    const arrived = { state: RequestState.REQUEST_STATE_ARRIVED, arrived_at: NOW };
    assert.equal(status({}, {}).onSite, true);
    assert.equal(status(arrived, { helpers: [wang(3)] }).onSite, true);
    const own = { helpers: [{ volunteer_id: 'v2', ...wang(3) }] };
    assert.equal(status({ ...arrived, ...own }, { helpers: [wang(3)] }).onSite, false, 'its lead');
    assert.equal(status({}, { ended_at: NOW }).onSite, false, 'goes on alone');
    const over = { state: RequestState.REQUEST_STATE_RESOLVED, arrived_at: NOW };
    assert.equal(status(over, { ended_at: NOW }).onSite, true);
    const done = { ...over, helpers: [{ volunteer_id: 'v2', ...wang(4) }] };
    assert.equal(status(done, { ended_at: NOW }).onSite, false);
    assert.equal(status({ ...over, incident_id: '' }, {}).onSite, false);
});

test('who was sent to an outage is not said to have agreed', () => {
    const sent = { ...wang(1), sent: true };
    assert.equal(status({}, { helpers: [sent] }).headline, '已安排王阿姨，等回音');
});

test('an outage that a coordinator ended says how, and ticks nothing that did not happen', () => {
    const state = RequestState.REQUEST_STATE_RESOLVED;
    const over = { state, end_reason: '3号楼1单元立管：已修好' };
    const ended = status(over, { ended_at: NOW });
    assert.deepEqual([ended.headline, ended.sub], ['问题解决了', '3号楼1单元立管：已修好']);
    assert.deepEqual([ended.step, ended.skipped], [5, [2, 3]]);
    const skipped = (more: Partially<RequestView>) => status({ ...over, ...more }, {}).skipped;
    assert.deepEqual(skipped({ helpers: [wang(6)] }), [3], 'on the way when it ended');
    assert.deepEqual(skipped({ helpers: [wang(4)] }), []);
    assert.deepEqual(skipped({ arrived_at: NOW }), [], 'somebody was at the lead\'s door');
    const [request, incident] = both(over, { group_en: 'Riser of 3-1' });
    assert.equal(outageEnd(request), '3号楼1单元立管：已修好', 'the incident is erased after a week');
    language.value = 'en';
    assert.equal(outageEnd(request, incident), 'Riser of 3-1: Repaired');
    language.value = 'zh-CN';
    const repaired = { ...request, end_reason: '3号楼1单元立管' };
    assert.equal(outageEnd(repaired, incident), '3号楼1单元立管的统一故障已处理好');
    for (const end_reason of ['done', 'resolved_by_resident']) {
        assert.equal(outageEnd({ ...request, end_reason }, incident), '');
    }
    const alone = status({}, { ended_at: NOW });
    assert.equal(alone.headline, '已收到，正在找人', 'taken on alone after the end');
});

test('the lead of an open outage stands for all of it, until it ends', () => {
    const [request, incident] = both({}, { lead_request_id: 'r1', notices: [{ text: 'a' }, { text: 'b' }] });
    const held = new Map([['i8', incident]]);
    assert.equal(isFolded(held, request), true);
    assert.equal(isFolded(held, { ...request, id: 'r1' }), false);
    assert.equal(isFolded(held, { ...request, incident_id: '' }), false);
    const cancelled = { ...request, state: RequestState.REQUEST_STATE_CANCELLED };
    assert.equal(isFolded(held, cancelled), false);
    assert.equal(newestNotice(incident)?.text, 'b');
    assert.equal(outageOf(new Map([['i8', { ...incident, ended_at: NOW }]]), request), undefined);
});

test('the store keeps outages until they are removed', () => {
    const store = new Store();
    store.apply({ snapshot: { number: 1, resume: '', view: view({ incidents: [{ id: 'i8' }] }) } } as never);
    assert.equal(store.incidents.value.size, 1);
    const removed = view({ removed: ['incidents/i8'] });
    store.apply({ update: { after: 1, number: 2, resume: '', view: removed, facts: [] } } as never);
    assert.equal(store.incidents.value.size, 0);
});

test('a canned notice is read in the language of who reads it', () => {
    const [first] = NOTICES;
    const english = dictionaries.en[first!];
    assert.equal(phrase(english), dictionaries['zh-CN'][first!]);
    language.value = 'en';
    assert.equal(phrase(dictionaries['zh-CN'][first!]), english);
    language.value = 'zh-CN';
});

test('the timeline says what became of an outage', () => {
    const groups = [{ name: '立管', name_en: 'riser' }] as DoorGroup[];
    const said = (kind: number, reason: string) => {
        const writer = new PbfWriter();
        writeFact({ kind, reason } as Partially<Fact>, writer);
        return factText(readFact(new PbfReader(writer.finish())), (id) => id, groups);
    };
    assert.equal(said(FactKind.FACT_KIND_REQUEST_FOLDED, '立管'), '并入统一故障：立管');
    language.value = 'en';
    assert.equal(said(FactKind.FACT_KIND_REQUEST_FOLDED, '立管'), 'Joined an outage: riser');
    assert.equal(said(FactKind.FACT_KIND_INCIDENT_OPENED, '没有英文'), 'It is an outage now: 没有英文');
    language.value = 'zh-CN';
    assert.match(said(FactKind.FACT_KIND_REQUEST_UNFOLDED, 'leads'), /由这一户继续找人/);
    assert.match(said(FactKind.FACT_KIND_REQUEST_UNFOLDED, 'own_helper'), /有人在帮/);
    assert.match(said(FactKind.FACT_KIND_REQUEST_UNFOLDED, 'own_trade'), /师傅还没做完/);
    assert.equal(said(FactKind.FACT_KIND_INCIDENT_ENDED, 'done'), '统一故障结束：志愿者办好了');
    assert.equal(said(FactKind.FACT_KIND_INCIDENT_ENDED, '已修好'), '统一故障结束：已修好');
});
