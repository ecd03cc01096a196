// What a household reads of cover before the tap, and of the promise where nobody can come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CategoryCover, CategoryView, EstateView, IncidentView, RequestView } from 'circle-codec';
import {
    areAllBusy,
    coverWords,
    hasNobodyToAsk,
    isUnmet,
    isNobodyFree,
    lackOf,
    uncounted,
} from '../../../gateway/web/src/resident/cover_words';

const estate = (on_duty: number, ...people: number[]) =>
    ({ on_duty, cover: people.map((n) => ({ people: n })) }) as EstateView;

test('before the tap it is said when it usually takes longer than promised', () => {
    const line = { people: 1, minutes: 18 } as CategoryCover;
    const says = (sla_s: number, atDoor = true) => coverWords(line, { sla_s } as CategoryView, atDoor);
    assert.equal(says(1_080), '现在有 1 人值班，通常 18 分钟到门口');
    assert.equal(says(1_080, false), '现在有 1 人值班，通常 18 分钟有人到');
    assert.match(says(600), /可能要 18 分钟，比承诺的 10 分钟久/);
});

test('nobody there, none free, and nobody who can do it are three things', () => {
    const lack = (on_duty: number, able: number) =>
        lackOf(estate(on_duty, 0), { able } as CategoryCover);
    assert.equal(lack(0, 0), 'nobody');
    assert.equal(lack(2, 1), 'busy');
    assert.equal(lack(2, 0), 'unfit', 'who is on duty could never be asked for it');
});

test('all are busy only if somebody among them could do something', () => {
    const there = (people: number[], able: number[]) => {
        const cover = people.map((n, i) => ({ people: n, able: able[i] }));
        return { on_duty: 2, cover } as EstateView;
    };
    assert.equal(areAllBusy(there([0, 0], [1, 0])), true);
    assert.equal(areAllBusy(there([0, 1], [1, 1])), false);
    assert.equal(areAllBusy(there([0, 0], [0, 0])), false);
    assert.equal(isNobodyFree(there([0, 0], [0, 0])), true);
    assert.equal(isNobodyFree(estate(2)), false, 'nothing is known of them');
});

test('a wish that the figures know nothing of is said beside them', () => {
    const options = [{ id: 'lift', headcount: 2 }, { id: 'talk', headcount: 0 }];
    const category = { headcount: 1, questions: [{ id: 'what', options }] } as unknown as CategoryView;
    const chosen = (option: string) => [{ question: 'what', option }];
    assert.equal(uncounted(category, [], false), '');
    assert.equal(uncounted(category, chosen('talk'), false), '');
    assert.match(uncounted(category, [], true), /不分男女/);
    assert.match(uncounted(category, chosen('lift'), true), /要 2 个人/);
    const crew = { ...category, headcount: 3 };
    assert.match(uncounted(crew, chosen('lift'), false), /要 3 个人/, 'its kind takes more');
});

test('no time is promised while nobody can be asked', () => {
    const waits = (parts: object, people: number, outage?: { helpers: object[] }, on_duty = 2) => {
        const request = { category: 'water', helpers: [], asked: 0, arrived_at: 0, ...parts };
        const there = { on_duty, cover: [{ category: 'water', people }] };
        return hasNobodyToAsk(
            request as unknown as RequestView,
            there as EstateView,
            outage as IncidentView | undefined,
        );
    };
    assert.equal(waits({}, 0), true);
    assert.equal(waits({}, 1), false, 'about to be asked');
    assert.equal(waits({ show_phone: true }, 1), true);
    assert.equal(waits({ asked: 1, show_phone: true }, 0), false);
    assert.equal(waits({ helpers: [{ state: 2 }] }, 0), false);
    assert.equal(waits({ arrived_at: 1 }, 0), false);
    assert.equal(waits({}, 0, { helpers: [] }), false, 'its lead may ask the last one');
    assert.equal(waits({}, 0, { helpers: [] }, 0), true);
    assert.equal(waits({}, 0, { helpers: [{ state: 2 }] }, 0), false, 'somebody comes for all');
});

test('a kind whose open request nobody can come for promises no minutes', () => {
    const there = { on_duty: 2, cover: [{ category: 'water', people: 2 }] } as EstateView;
    const waits = { category: 'water', helpers: [], asked: 0, arrived_at: 0, incident_id: '' };
    const unmet = (parts: object, category = 'water') =>
        isUnmet(category, [{ ...waits, ...parts } as unknown as RequestView], there, new Map());
    assert.equal(unmet({ show_phone: true }), true);
    assert.equal(unmet({ show_phone: true }, 'heating'), false);
    assert.equal(unmet({}), false, 'about to be asked');
    assert.equal(unmet({ show_phone: true, helpers: [{ state: 2 }] }), false, 'somebody comes');
});
