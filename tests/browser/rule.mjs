// The demo estate with a rule that its roster cannot meet at any hour.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateWithoutRoster } from '../support/estate_without_roster.mjs';

export async function importWithRule(stack) {
    const folder = mkdtempSync(join(tmpdir(), 'circle-rule-'));
    try {
        estateWithoutRoster(folder);
        const rule = '[[cover]]\nfrom = "00:00"\nto = "24:00"\nleast = 2\n';
        appendFileSync(join(folder, 'estate.toml'), `\n${rule}`);
        await stack.ctl('import', folder, '--yes');
    } finally {
        rmSync(folder, { recursive: true });
    }
}
