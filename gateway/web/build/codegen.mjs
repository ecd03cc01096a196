// Makes the browser codec from the contract: codec.js (pbf readers and writers) and codec.d.ts.
//   node codegen.mjs PROTO_DIR OUT_DIR
// Field names stay as in the proto files; 64-bit numbers are JS numbers (exact to 2^53).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileRaw } from 'pbf/compile';
import { readContract } from './contract.mjs';

const SCALARS = {
    string: 'string',
    bytes: 'Uint8Array',
    bool: 'boolean',
    double: 'number',
    float: 'number',
    int32: 'number',
    int64: 'number',
    uint32: 'number',
    uint64: 'number',
};

function fieldType(field, enums) {
    const base = SCALARS[field.type] ?? field.type;
    if (field.repeated) return `${base}[]`;
    const optional = !(field.type in SCALARS && field.type !== 'bytes') && !enums.has(field.type);
    return optional || field.oneof ? `${base} | undefined` : base;
}

function declareMessage(message, enums) {
    const lines = message.fields.map((field) => `    ${field.name}: ${fieldType(field, enums)};`);
    const oneofs = new Map();
    for (const field of message.fields) {
        if (field.oneof) oneofs.set(field.oneof, [...(oneofs.get(field.oneof) ?? []), field.name]);
    }
    for (const [name, members] of oneofs) {
        lines.push(`    ${name}: ${members.map((m) => `'${m}'`).join(' | ')} | undefined;`);
    }
    const { name } = message;
    return [
        `export interface ${name} {`,
        ...lines,
        '}',
        `export function read${name}(pbf: PbfReader, end?: number): ${name};`,
        `export function write${name}(value: Partially<${name}>, pbf: PbfWriter): void;`,
    ].join('\n');
}

function declareEnum({ name, values }) {
    const lines = Object.entries(values).map(
        ([key, { value }]) => `    readonly ${key}: ${value};`,
    );
    return [`export const ${name}: {`, ...lines, '};', `export type ${name} = number;`].join('\n');
}

function declarations(schema) {
    const enums = new Set(schema.enums.map((e) => e.name));
    return [
        "import type { PbfReader, PbfWriter } from 'pbf';",
        'export type Partially<T> = T extends Uint8Array ? T : T extends object',
        '    ? { [K in keyof T]?: Partially<T[K]> | undefined } : T;',
        ...schema.enums.map(declareEnum),
        ...schema.messages.map((message) => declareMessage(message, enums)),
        '',
    ].join('\n');
}

function main([protoDir, outDir]) {
    const schema = readContract(protoDir);
    mkdirSync(outDir, { recursive: true });
    writeFileSync(join(outDir, 'codec.js'), compileRaw(schema));
    writeFileSync(join(outDir, 'codec.d.ts'), declarations(schema));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
