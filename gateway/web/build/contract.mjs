// The contract as data: what code generation and the golden vectors' test both read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import parse from 'protocol-buffers-schema';

// storage.proto never leaves the services.
const FILES = ['types', 'estate', 'entities', 'commands', 'client'];

// All messages and enums of these files as one schema.
export function readContract(protoDir) {
    const schema = { syntax: 3, messages: [], enums: [] };
    for (const file of FILES) {
        const path = join(protoDir, 'circle/v1', `${file}.proto`);
        const parsed = parse(readFileSync(path, 'utf8'));
        schema.messages.push(...parsed.messages);
        schema.enums.push(...parsed.enums);
    }
    return schema;
}
