// Two or more offers: which one is in front, and that it stays there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Urgency } from 'circle-codec';
import type { CategoryView, OfferView } from 'circle-codec';
import { byNeed, dangerWords, frontOf } from '../../../gateway/web/src/volunteer/offers';

const offer = (id: string, more: Partial<OfferView> = {}) =>
    ({
        id,
        category: 'heating',
        answers: [],
        urgency: Urgency.URGENCY_NORMAL,
        walk_minutes: 5,
        expires_at: 100,
        ...more,
    }) as unknown as OfferView;
const far = offer('far', { walk_minutes: 8, expires_at: 40 });
const near = offer('near', { walk_minutes: 2, expires_at: 60 });
const urgent = offer('urgent', { walk_minutes: 9, urgency: Urgency.URGENCY_URGENT });
const fainted = offer('fainted', { life_threatening: true, walk_minutes: 9 });

const order = (...offers: OfferView[]) => byNeed(offers).map(({ id }) => id);
const front = (offers: OfferView[], id: string, ...known: string[]) =>
    frontOf(byNeed(offers), { id, known })?.id;

test('danger and urgency go first, then the nearest, then what ends first', () => {
    assert.deepEqual(order(far, near), ['near', 'far']);
    assert.deepEqual(order(near, urgent, far, fainted), ['fainted', 'urgent', 'near', 'far']);
    assert.deepEqual(order(offer('late'), offer('soon', { expires_at: 50 })), ['soon', 'late']);
});

test('what is in front stays there until it ends', () => {
    assert.equal(front([], ''), undefined);
    assert.equal(front([far, near], ''), 'near');
    const nearer = offer('nearer', { walk_minutes: 6 });
    assert.equal(front([far, nearer], 'far', 'far'), 'far', 'two minutes are not worth a jump');
    assert.equal(front([far, near], 'far', 'far'), 'near', 'much nearer');
    assert.equal(front([far, near], 'far', 'far', 'near'), 'far', 'tapped to the front');
    assert.equal(front([urgent, near], 'urgent', 'urgent'), 'urgent', 'it is urgent');
    assert.equal(front([near], 'far', 'far', 'near'), 'near', 'the one in front has ended');
});

test('a graver one comes to the front once; who taps another meant it', () => {
    assert.equal(front([near, urgent], 'near', 'near'), 'urgent');
    assert.equal(front([near, urgent], 'near', 'near', 'urgent'), 'near', 'tapped to the front');
    assert.equal(front([urgent, fainted], 'urgent', 'urgent'), 'fainted');
    assert.equal(front([fainted, urgent], 'fainted', 'fainted'), 'fainted');
});

test('of a life in danger it is said whom the household was told to call, and not to wait', () => {
    const fire = { script: { numbers: ['119', '120'] } } as CategoryView;
    assert.deepEqual(dangerWords({ two_go_together: true }, fire), [
        '已请住户先拨打 119',
        '谁先到谁先进门，不用等同伴',
    ]);
    assert.deepEqual(dangerWords({ two_go_together: false }, fire), ['已请住户先拨打 119']);
    assert.deepEqual(dangerWords({ two_go_together: false }, undefined), [], 'its page says nothing');
});
