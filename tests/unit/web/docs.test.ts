// docs/pages.md lists every data-testid that the pages have, and no other.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, sources } from './sources';

// Plain names, and beginnings of those that end in a value.
function testids(): { plain: Set<string>; begun: Set<string> } {
    const plain = new Set<string>();
    const begun = new Set<string>();
    const add = (name: string, value: string | undefined) => (value ? begun : plain).add(name);
    for (const text of sources()) {
        // testid="name", testid={`name-${…}`}, testid={yes ? 'name' : 'other'}
        for (const [, name] of text.matchAll(/testid="([^"]+)"/g)) plain.add(name ?? '');
        for (const [, inner] of text.matchAll(/testid=\{([^\n]*)\}/g)) {
            for (const [, name, value] of (inner ?? '').matchAll(/[`']([a-z][a-z-]*)(\$\{)?/g)) {
                add(name ?? '', value);
            }
        }
        // Handed on: { form: 'name', … } of a form, testid: 'name'.
        for (const [, list] of text.matchAll(/ids=\{\{([^}]*)\}\}/g)) {
            for (const [, name] of (list ?? '').matchAll(/'([a-z-]+)'/g)) plain.add(name ?? '');
        }
    }
    return { plain, begun };
}

const page = readFileSync(join(ROOT, 'docs/pages.md'), 'utf8');

test('every testid is in docs/pages.md', () => {
    const { plain, begun } = testids();
    assert.ok(plain.size + begun.size > 80, `only ${plain.size + begun.size} testids found`);
    const missing = [
        ...[...plain].filter((id) => !page.includes(`\`${id}\``)),
        ...[...begun].filter((id) => !new RegExp(`\`${id}[<\\da-z]`).test(page)),
    ];
    assert.deepEqual(missing, []);
});

test('every testid in the tables of docs/pages.md is in the pages', () => {
    const text = sources().join('\n');
    const listed = new Set<string>();
    for (const row of page.split('\n').filter((line) => /^\| [a-z, ]+ \| `/.test(line))) {
        for (const [, name] of (row.split('|')[2] ?? '').matchAll(/`([^`]+)`/g)) {
            if (!name?.includes('=')) listed.add(name ?? '');
        }
    }
    assert.ok(listed.size > 150, `only ${listed.size} rows found`);
    const gone = [...listed].filter((name) => {
        const [before] = name.split('<');
        // A name of its own, or a beginning that a value or an ending is added to.
        return name.includes('<')
            ? !text.includes(`${before}\${`)
            : !new RegExp(`["'\`]${name}["'\`]`).test(text) && !isMade(text, name);
    });
    assert.deepEqual(gone, []);
});

// `open-assign` is made by `open-${name}`.
function isMade(text: string, name: string): boolean {
    const [begin, ...rest] = name.split('-');
    return rest.length > 0 && text.includes(`\`${begin}-\${`);
}
