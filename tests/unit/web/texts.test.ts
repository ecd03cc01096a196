// The dictionaries hold what the pages say, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
