// The text of the pages' sources.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

declare const TEST_DIR: string;
export const ROOT = join(TEST_DIR, '../../..');
const SOURCES = join(ROOT, 'gateway/web/src');

// Of all .ts and .tsx files but those that `skip` names.
export function sources(skip = /^$/): string[] {
    const read = (folder: string): string[] =>
        readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
            const path = join(folder, entry.name);
            if (entry.isDirectory()) return read(path);
            return /\.tsx?$/.test(path) && !skip.test(path) ? [readFileSync(path, 'utf8')] : [];
        });
    return read(SOURCES);
}
