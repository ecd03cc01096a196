// The demo estate with a rule that its roster cannot meet, at any hour if none are named.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estateWithoutRoster } from '../support/estate_without_roster.mjs';

export async function importWithRule(stack, { from = '00:00', to = '24:00' } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'circle-rule-'));
    try {
        estateWithoutRoster(folder);
        const rule = `[[cover]]\nfrom = "${from}"\nto = "${to}"\nleast = 2\n`;
        appendFileSync(join(folder, 'estate.toml'), `\n${rule}`);
        await stack.ctl('import', folder, '--yes');
    } finally {
        rmSync(folder, { recursive: true });
    }
}
