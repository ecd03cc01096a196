// The demo estate as tests need it: its roster would put people on duty by the hour of the day.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEMO = new URL('../../deploy/estates/xinghe', import.meta.url);

// Copies it to `folder` without shifts and cover rules; returns the folder.
export function estateWithoutRoster(folder) {
    cpSync(DEMO, folder, { recursive: true });
    rmSync(join(folder, 'shifts.csv'));
    const file = join(folder, 'estate.toml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\[\[cover\]\][^[]*/gm, ''));
    return folder;
}
