// The dictionaries hold what the pages say, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlarmReason, Duty, OfferOutcome, RequestState, Role, Rung, VisitState } from 'circle-codec';
import { dictionaries } from '../../../gateway/web/src/common/text';
import { sources } from './sources';

const text = sources(/common\/text\/(zh|en)\.ts$/).join('\n');

// `fact.${kind}.reason` → /^fact\..+\.reason$/
function patterns(): RegExp[] {
    const escaped = (part: string) => part.replace(/[.]/g, '\\.');
    return [...text.matchAll(/`([a-z][a-z.]*(?:\$\{[^}`]*\}[a-z.]*)+)`/g)].map(
        ([, made]) => new RegExp(`^${(made ?? '').split(/\$\{[^}]*\}/).map(escaped).join('.+')}$`),
    );
}

test('every text is said somewhere', () => {
    const made = patterns();
    assert.ok(made.length > 10, `only ${made.length} keys are made of parts`);
    const unused = Object.keys(dictionaries['zh-CN']).filter(
        (key) => !new RegExp(`['"]${key.replace(/[.]/g, '\\.')}['"]`).test(text) && !made.some((pattern) => pattern.test(key)),
    );
    assert.deepEqual(unused, []);
});

test('both languages say the same things, with the same values', () => {
    const values = (said: string) => {
        const names = [...said.matchAll(/\{([a-z]+)/gi)].map(([, name]) => name);
        return [...new Set(names)].sort();
    };
    const { en, 'zh-CN': zh } = dictionaries;
    assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
    const different = Object.entries(zh).filter(
        ([key, said]) => values(said).join() !== values(en[key as keyof typeof en]).join(),
    );
    assert.deepEqual(different, []);
});

test('every state that can be shown has its own words', () => {
    const ended = (state: number) => state >= VisitState.VISIT_STATE_DONE;
    const live = (state: number) => state > 0 && !ended(state);
    const any = () => true;
    const known = (number: number) => number > 0;
    const made: [prefix: string, numbers: object, shown: (number: number) => boolean][] = [
        ['actor', Role, known],
        ['alarm', AlarmReason, known],
        ['board.visit', VisitState, known],
        ['companion', VisitState, live],
        ['outcome', OfferOutcome, any],
        ['past', VisitState, ended],
        ['people.duty', Duty, any],
        ['rung', Rung, any],
        ['state', RequestState, any],
        ['visit.ended', VisitState, ended],
        ['visit.state', VisitState, live],
    ];
    const missing = made.flatMap(([prefix, numbers, shown]) =>
        Object.values(numbers as Record<string, number>)
            .filter(shown)
            .map((number) => `${prefix}.${number}`)
            .filter((key) => !(key in dictionaries.en)),
    );
    assert.deepEqual(missing, []);
});
