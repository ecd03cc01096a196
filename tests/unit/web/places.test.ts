// What the phone that asked keeps of the place it marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStorage } from '../../../gateway/web/src/common/environment';
import {
    rememberPlaces,
    rememberedPlaces,
    withPlace,
} from '../../../gateway/web/src/resident/places';
import type { Places } from '../../../gateway/web/src/resident/places';

test('the place of a request outlives the page, the newest ones only', () => {
    const storage = new MemoryStorage();
    assert.equal(rememberedPlaces(storage).size, 0);
    let places: Places = new Map();
    for (let n = 1; n <= 10; ++n) places = withPlace(places, `r${n}`, `${n}号楼`);
    rememberPlaces(storage, places);
    const kept = rememberedPlaces(storage);
    assert.deepEqual([kept.size, kept.get('r10'), kept.get('r1')], [8, '10号楼', undefined]);
    storage.setItem('circle.places', '{');
    assert.equal(rememberedPlaces(storage).size, 0, 'garbled');
});
