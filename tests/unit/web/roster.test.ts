// The week as the pages show it, and what of roster, cover and book the store holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShiftChangeKind, ShiftChangeState } from 'circle-codec';
import type { CoverGap, EstateView, Shift, ShiftChangeView } from 'circle-codec';
import { isNear, lastWarning, openGaps } from '../../../gateway/web/src/board/gap_list';
import { HoursDraft, trouble, weekOfShifts } from '../../../gateway/web/src/common/hours';
import {
    ASK_AHEAD_MS,
    DAY_MS,
    WEEK,
    WEEKS,
    canAsk,
    dayWords,
    fewest,
    hoursOf,
    isDayOver,
    isThere,
    midnight,
    spanWords,
    stepsOf,
    turnsOf,
    weekFrom,
    weekWords,
    weekdayOf,
} from '../../../gateway/web/src/common/roster';
import { openingParts } from '../../../gateway/web/src/common/opening';
import { Session } from '../../../gateway/web/src/common/session';
import { FakeBrowser, welcome } from './harness';

const HOUR_MS = 3_600_000;
// Wednesday, 15 November 2023, 06:13:20 in Shanghai.
const NOW = 1_700_000_000_000;
const ESTATE = { utc_offset_min: 480 } as EstateView;
const WEDNESDAY = midnight(NOW, ESTATE);
const { SHIFT_CHANGE_KIND_LEAVE: LEAVE, SHIFT_CHANGE_KIND_SWAP: SWAP } = ShiftChangeKind;
const { SHIFT_CHANGE_STATE_ASKED: ASKED, SHIFT_CHANGE_STATE_AGREED: AGREED } = ShiftChangeState;

const shift = (volunteer: string, weekday: number, from: number, to: number): Shift => ({
    volunteer,
    weekday,
    from_min: from * 60,
    to_min: to * 60,
});
const change = (more: Partial<ShiftChangeView>): ShiftChangeView =>
    ({ id: 'c', kind: LEAVE, state: AGREED, with_volunteer_id: '', ...more }) as ShiftChangeView;
const at = (day: number, hour: number) => WEDNESDAY + day * DAY_MS + hour * HOUR_MS;
const week = (shifts: Shift[], changes: ShiftChangeView[] = []) =>
    turnsOf(shifts, changes, { now: NOW, count: 7, estate: ESTATE });

test('the hours of the station: days in a row with the same times are said at once', () => {
    const days = (from: number, to: number, ...times: [number, number][]) =>
        Array.from({ length: to - from + 1 }, (_, i) =>
            times.map(([a, b]) => ({ weekday: from + i, from_min: a * 60, to_min: b * 60 })),
        ).flat();
    assert.deepEqual(openingParts([]), []);
    assert.deepEqual(
        openingParts([...days(6, 7, [9, 17]), ...days(1, 5, [8, 20])]),
        ['周一至周五 08:00–20:00', '周六至周日 09:00–17:00'],
    );
    assert.deepEqual(openingParts(days(1, 7, [0, 24])), ['每天 00:00–24:00']);
    assert.deepEqual(
        openingParts([...days(2, 2, [14, 18], [8, 12]), ...days(7, 7, [9, 10])]),
        ['周二 08:00–12:00、14:00–18:00', '周日 09:00–10:00'],
        'nobody on the others',
    );
});

test('days and weekdays are the estate’s own', () => {
    assert.equal(WEDNESDAY, NOW - 6 * HOUR_MS - 800_000);
    assert.equal(weekdayOf(NOW, ESTATE), 3);
    assert.equal(weekdayOf(at(4, 1), ESTATE), 7);
    assert.equal(weekdayOf(at(5, 1), ESTATE), 1);
    assert.equal(dayWords(at(5, 9), ESTATE), '11月20日 周一');
});

test('a day whose shifts have all ended is not one without shifts', () => {
    const over = (shifts: Shift[], day = WEDNESDAY) => isDayOver(shifts, day, NOW, ESTATE);
    assert.equal(over([]), false);
    assert.equal(over([shift('v1', 3, 0, 4), shift('v2', 3, 4, 6)]), true);
    assert.equal(over([shift('v1', 3, 0, 4), shift('v2', 3, 5, 7)]), false);
    assert.equal(over([shift('v1', 4, 0, 4)]), false, 'tomorrow');
    assert.equal(over([shift('v1', 4, 0, 4)], at(1, 0)), false);
});

test('shifts stand on their days, the one of today until it has ended', () => {
    const turns = week([shift('v1', 3, 4, 6), shift('v1', 3, 9, 12), shift('v1', 1, 0, 24)]);
    assert.deepEqual(
        turns.map(({ from, to }) => [from, to]),
        [
            [at(0, 9), at(0, 12)],
            [at(5, 0), at(6, 0)],
        ],
    );
    assert.equal(spanWords(turns[1]!, ESTATE), '00:00–24:00');
});

test('leave takes somebody away, an agreed swap puts somebody else there', () => {
    const span = { from: at(0, 9), to: at(0, 12) };
    const leave = week([shift('v1', 3, 9, 12)], [change({ volunteer_id: 'v1', ...span })]);
    assert.deepEqual(leave.map(isThere), [false]);
    const asked = change({ volunteer_id: 'v1', kind: SWAP, state: ASKED, ...span });
    assert.deepEqual(week([shift('v1', 3, 9, 12)], [asked]).map(isThere), [true]);
    const swap = change({ volunteer_id: 'v1', with_volunteer_id: 'v2', kind: SWAP, ...span });
    const turns = week([shift('v1', 3, 9, 12)], [swap]);
    assert.deepEqual(
        turns.map((turn) => [turn.volunteer_id, isThere(turn), turn.taken]),
        [
            ['v1', false, false],
            ['v2', true, true],
        ],
    );
});

test('what holds for a part of a shift cuts it', () => {
    const part = (more: Partial<ShiftChangeView>) => change({ volunteer_id: 'v1', ...more });
    const leave = part({ id: 'l', from: at(0, 10), to: at(0, 11) });
    const asked = part({ id: 'a', kind: SWAP, state: ASKED, from: at(0, 9), to: at(0, 12) });
    const pieces = (...changes: ShiftChangeView[]) =>
        week([shift('v1', 3, 9, 13)], changes).map((turn) => [
            spanWords(turn, ESTATE),
            turn.change?.id,
            isThere(turn),
        ]);
    assert.deepEqual(pieces(leave), [
        ['09:00–10:00', undefined, true],
        ['10:00–11:00', 'l', false],
        ['11:00–13:00', undefined, true],
    ]);
    assert.deepEqual(pieces(asked, leave), [
        ['09:00–10:00', 'a', true],
        ['10:00–11:00', 'l', false],
        ['11:00–12:00', 'a', true],
        ['12:00–13:00', undefined, true],
    ]);
    const all = week([shift('v1', 3, 9, 13)], [leave]);
    assert.equal(fewest(all, { from: at(0, 9), to: at(0, 13) }), 0);
    assert.equal(fewest(all, { from: at(0, 11), to: at(0, 13) }), 1);
});

test('weeks go on as far as leave may be asked for', () => {
    const last = weekFrom(NOW, WEEKS - 1, ESTATE);
    assert.equal(weekFrom(NOW, 0, ESTATE), WEDNESDAY);
    assert.equal(weekWords(weekFrom(NOW, 1, ESTATE), ESTATE), '11月22日–11月28日');
    assert.ok(last <= NOW + ASK_AHEAD_MS && last + WEEK * DAY_MS > NOW + ASK_AHEAD_MS);
    const days = { now: NOW, first: last, count: WEEK, estate: ESTATE };
    const turns = turnsOf([shift('v1', 3, 9, 12), shift('v1', 5, 9, 12)], [], days);
    assert.deepEqual(
        turns.map((turn) => [turn.from - last, canAsk(turn, NOW)]),
        [
            [9 * HOUR_MS, true],
            [2 * DAY_MS + 9 * HOUR_MS, false],
        ],
    );
    const [now] = week([shift('v1', 3, 6, 12)]);
    assert.equal(canAsk(now!, NOW), false, 'it has begun');
    assert.deepEqual(
        stepsOf({ from: at(0, 9), to: at(0, 10) + 60_000 }).map((step) => step - at(0, 9)),
        [0, 0.5, 1, 61 / 60].map((hours) => hours * HOUR_MS),
    );
});

test('weekly shifts are changed step by step, and back', () => {
    const draft = new HoursDraft([shift('v1', 3, 20, 22)]);
    assert.equal(draft.changed.value, false);
    draft.add(3);
    assert.deepEqual(draft.rows.value[1], { weekday: 3, from: '22:00', to: '00:00' });
    draft.add(5);
    draft.change(2, 'to', '12:3');
    draft.change(2, 'to', '12:30');
    assert.deepEqual(draft.shifts(), [
        { weekday: 3, from_min: 1200, to_min: 1320 },
        { weekday: 3, from_min: 1320, to_min: 1440 },
        { weekday: 5, from_min: 540, to_min: 750 },
    ]);
    draft.undo();
    assert.equal(draft.rows.value[2]?.to, '12:00', 'typing is one step');
    draft.drop(0);
    draft.undo();
    draft.undo();
    draft.undo();
    assert.equal(draft.changed.value, false);
    assert.deepEqual(draft.shifts(), [{ weekday: 3, from_min: 1200, to_min: 1320 }]);
    assert.equal(weekOfShifts([shift('v1', 3, 9, 12), shift('v1', 5, 0, 24)]), '周三 09:00–12:00、周五 00:00–24:00');
});

test('what the service would refuse is said before it is sent', () => {
    const rows = [
        { weekday: 1, from: '09:00', to: '12:00' },
        { weekday: 1, from: '11:00', to: '13:00' },
        { weekday: 2, from: '11:00', to: '11:00' },
        { weekday: 2, from: '12:00', to: '00:00' },
        { weekday: 3, from: '', to: '09:00' },
    ];
    assert.deepEqual(
        rows.map((_, i) => trouble(rows, i)),
        [undefined, 'shift.wrong.overlap', 'shift.wrong.order', undefined, undefined],
    );
});

test('the fewest at one moment decide whether a rule is met', () => {
    const turns = week([shift('v1', 3, 8, 12), shift('v2', 3, 10, 14)]);
    assert.equal(fewest(turns, { from: at(0, 8), to: at(0, 14) }), 1);
    assert.equal(fewest(turns, { from: at(0, 10), to: at(0, 12) }), 2);
    assert.equal(fewest(turns, { from: at(0, 8), to: at(0, 15) }), 0);
    assert.equal(fewest([], { from: at(0, 8), to: at(0, 15) }), 0);
});

test('of a rule of today only what is still to come can be short', () => {
    const rule = { from_min: 4 * 60, to_min: 12 * 60 };
    const turns = week([shift('v1', 3, 4, 6), shift('v2', 3, 6, 12)]);
    const today = hoursOf(rule, WEDNESDAY, NOW);
    assert.deepEqual(today.whole, { from: at(0, 4), to: at(0, 12) });
    assert.equal(fewest(turns, today.left), 1, 'who was there before six has gone home');
    assert.equal(fewest(week([shift('v2', 3, 7, 12)]), today.left), 0, 'nobody until seven');
    const tomorrow = hoursOf(rule, WEDNESDAY + DAY_MS, NOW);
    assert.deepEqual(tomorrow.left, tomorrow.whole);
});

test('cover follows on its own, changes and gaps come and go', () => {
    const browser = new FakeBrowser();
    const session = new Session('resident', browser);
    session.start();
    welcome(browser);
    const line = { category: 'water', building: '3', people: 2, minutes: 6, next_at: 0 };
    const push = (view: object, after: number) =>
        browser.wire.push({ update: { after, number: after + 1, resume: 'x', view } });
    push({ cover: { on_duty: 2, categories: [line] } }, 41);
    assert.equal(session.store.estate.value?.name, '兴禾花园');
    assert.equal(session.store.estate.value?.cover[0]?.minutes, 6);
    push({ shift_changes: [{ id: 'v1-1' }], gaps: [{ id: 'any-1-1' }] }, 42);
    assert.equal(session.store.shiftChanges.value.size, 1);
    push({ removed: ['shift_changes/v1-1', 'gaps/any-1-1'] }, 43);
    assert.equal(session.store.shiftChanges.value.size, 0);
    assert.equal(session.store.gaps.value.size, 0);
    browser.wire.push({ ledger: { ledger: { month: '2026-11' }, months: ['2026-11'] } });
    assert.equal(session.store.ledger.value?.ledger?.month, '2026-11');
});

test('gaps within the hour go first, and each warning is news once', () => {
    const gap = (more: Partial<CoverGap>): CoverGap =>
        ({ day_warned_at: NOW, hour_warned_at: 0, acknowledged_by: '', from: at(1, 8), ...more }) as CoverGap;
    const far = gap({ id: 'far', day_warned_at: 0 });
    const day = gap({ id: 'day', from: at(0, 7) });
    const hour = gap({ id: 'hour', from: at(0, 8), hour_warned_at: NOW + 5 });
    const seen = gap({ id: 'seen', acknowledged_by: 'k-01' });
    assert.deepEqual(
        openGaps([far, day, seen, hour]).map(({ id }) => id),
        ['hour', 'day'],
    );
    assert.deepEqual([day, hour].map(isNear), [false, true]);
    assert.equal(lastWarning([]), 0);
    assert.equal(lastWarning([far, day, seen]), NOW);
    assert.equal(lastWarning([day, hour]), NOW + 5);
});
