// Bundles the pages: OUT/{index,volunteer,board}.html and OUT/assets/<name>-<hash>.{js,css,…}.
//   node build.mjs CODEC_DIR OUT_DIR
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGES = { resident: 'index.html', volunteer: 'volunteer.html', board: 'board.html' };

// WeChat on Android is Chromium 130+, on iOS the system's WebKit; older phones get this much.
export const TARGET = ['chrome87', 'safari15', 'firefox90'];

export function bundleOptions(codecDir) {
    return {
        bundle: true,
        format: 'esm',
        target: TARGET,
        jsx: 'automatic',
        jsxImportSource: 'preact',
        alias: { 'circle-codec': join(codecDir, 'codec.js') },
        logLevel: 'warning',
    };
}

// Where a page's entry point and its style sheet ended up.
function outputsOf(metafile, page, outDir) {
    const entry = `src/${page}/main.tsx`;
    for (const [path, output] of Object.entries(metafile.outputs)) {
        if (!output.entryPoint?.endsWith(entry)) continue;
        const href = (file) => '/' + relative(outDir, join(ROOT, file)).replaceAll('\\', '/');
        return { script: href(path), style: href(output.cssBundle) };
    }
    throw new Error(`no bundle for ${entry}`);
}

async function main([codecDir, outDir]) {
    rmSync(outDir, { recursive: true, force: true });
    mkdirSync(join(outDir, 'assets'), { recursive: true });
    const result = await build({
        ...bundleOptions(codecDir),
        absWorkingDir: ROOT,
        entryPoints: Object.keys(PAGES).map((page) => ({ in: `src/${page}/main.tsx`, out: page })),
        outdir: join(outDir, 'assets'),
        entryNames: '[name]-[hash]',
        minify: true,
        metafile: true,
    });
    for (const [page, file] of Object.entries(PAGES)) {
        const { script, style } = outputsOf(result.metafile, page, outDir);
        const html = readFileSync(join(ROOT, 'src', page, file), 'utf8')
            .replaceAll('%SCRIPT%', script)
            .replaceAll('%STYLE%', style);
        writeFileSync(join(outDir, file), html);
    }
    cpSync(join(ROOT, 'static'), join(outDir, 'assets'), { recursive: true });
}

if (basename(process.argv[1] ?? '') === 'build.mjs') await main(process.argv.slice(2));
