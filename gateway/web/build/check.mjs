// Checks the pages' sources.
//   node check.mjs types CODEC_DIR            type-checks pages and their tests
//   node check.mjs test CODEC_DIR TEST_DIR    bundles TEST_DIR/*.test.ts and runs them by node:test
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './build.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

function run(...args) {
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

function types(codecDir) {
    const config = join(codecDir, 'tsconfig.json');
    writeFileSync(
        config,
        JSON.stringify({
            extends: join(ROOT, 'tsconfig.json'),
            compilerOptions: {
                paths: {
                    'circle-codec': [join(codecDir, 'codec.d.ts')],
                    pbf: [join(ROOT, 'node_modules/pbf')],
                    '@preact/signals': [join(ROOT, 'node_modules/@preact/signals')],
                },
                typeRoots: [join(ROOT, 'node_modules/@types')],
            },
            include: [join(ROOT, 'src'), join(ROOT, '../../tests/unit/web')],
        }),
    );
    return run(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config);
}

async function test(codecDir, testDir) {
    const out = join(codecDir, 'tests');
    rmSync(out, { recursive: true, force: true });
    const files = readdirSync(testDir).filter((name) => name.endsWith('.test.ts'));
    if (files.length === 0) throw new Error(`no *.test.ts in ${testDir}`);
    await build({
        ...bundleOptions(codecDir),
        entryPoints: files.map((name) => join(testDir, name)),
        outdir: out,
        outExtension: { '.js': '.mjs' },
        platform: 'node',
        target: 'node18',
        nodePaths: [join(ROOT, 'node_modules')],
        define: { TEST_DIR: JSON.stringify(testDir) },
    });
    const bundles = files.map((name) => join(out, `${basename(name, '.ts')}.mjs`));
    return run('--test', ...bundles);
}

const [mode, ...rest] = process.argv.slice(2);
process.exitCode = mode === 'types' ? types(...rest) : await test(...rest);
