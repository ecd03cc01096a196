// The checker passes good histories and catches every mutant of them.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { check } from './lib/checker.mjs';
import { handmade } from './lib/handmade.mjs';
import { History } from './lib/history.mjs';
import { mutants } from './lib/mutants.mjs';

const kRecorded = new URL('./fixtures/recorded.jsonl', import.meta.url);

function recorded() {
  const { history, final } = History.load(kRecorded);
  return { records: history.records, final };
}

const good = { handmade };
if (existsSync(kRecorded)) good.recorded = recorded;

for (const [name, make] of Object.entries(good)) {
  test(`${name}: a good history keeps every promise`, () => {
    const { records, final } = make();
    assert.deepEqual(check(records, final), []);
  });

  for (const [promise, bug, mutate] of mutants) {
    test(`${name}: ${promise}, ${bug}`, (t) => {
      const { records, final } = structuredClone(make());
      if (mutate(records, final) === false) {
        assert.notEqual(name, 'handmade', 'the handmade history has a place for every mutant');
        t.skip('no place for it in this history');
        return;
      }
      const promises = check(records, final).map((violation) => violation.promise);
      assert.ok(promises.includes(promise), `not caught under ${promise}, only: ${promises}`);
    });
  }
}
