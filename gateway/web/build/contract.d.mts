// Types of contract.mjs for the tests that read it.
export interface Field {
    name: string;
    type: string;
    tag: number;
    repeated: boolean;
    oneof: string | null;
}
export interface Schema {
    messages: { name: string; fields: Field[] }[];
    enums: { name: string; values: Record<string, { value: number }> }[];
}
export function readContract(protoDir: string): Schema;
