// docs/pages.md lists every data-testid that the pages have.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

declare const TEST_DIR: string;
const ROOT = join(TEST_DIR, '../../..');
const SOURCES = join(ROOT, 'gateway/web/src');

function testids(): Set<string> {
    const found = new Set<string>();
    for (const folder of readdirSync(SOURCES)) {
        for (const file of readdirSync(join(SOURCES, folder))) {
            if (!file.endsWith('.tsx')) continue;
            const text = readFileSync(join(SOURCES, folder, file), 'utf8');
            // testid="name" or testid={`name-${…}`}: of the latter the part before the first value.
            for (const [, plain, made] of text.matchAll(/testid=(?:"([^"]+)"|\{`([^$`]+)\$)/g)) {
                found.add(plain ?? made ?? '');
            }
        }
    }
    return found;
}

test('every testid is in docs/pages.md', () => {
    const page = readFileSync(join(ROOT, 'docs/pages.md'), 'utf8');
    const ids = testids();
    assert.ok(ids.size > 80, `only ${ids.size} testids found`);
    const missing = [...ids].filter((id) =>
        id.endsWith('-') ? !new RegExp(`\`${id}[<\\d]`).test(page) : !page.includes(`\`${id}\``),
    );
    assert.deepEqual(missing, []);
});
