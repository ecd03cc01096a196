// The demo estate as tests need it: its roster would put people on duty by the hour of the day.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEMO = new URL('../../deploy/estates/xinghe', import.meta.url);

// Copies it to `folder` without shifts and cover rules; returns the folder. `waves`: how many are
// asked at once, and the first yes goes; else by the policy.
export function estateWithoutRoster(folder, waves) {
    cpSync(DEMO, folder, { recursive: true });
    rmSync(join(folder, 'shifts.csv'));
    const file = join(folder, 'estate.toml');
    const text = readFileSync(file, 'utf8').replace(/^\[\[cover\]\][^[]*/gm, '');
    const policy = waves ? `[policy]\nwave_size = ${waves}\n` : '[policy]\n';
    writeFileSync(file, text.replace('[policy]\n', policy));
    return folder;
}
