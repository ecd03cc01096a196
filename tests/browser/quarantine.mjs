// Makes the dispatcher set a command aside, as it does with one that has ended processes: the mark
// that it leaves in the store before such a trial says so of the newest command.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TRIED_OUT = 2; // so often the mark's command may be tried

async function redis({ data }, ...command) {
    const socket = readFileSync(join(data, 'run/redis'), 'utf8').trim().replace('unix://', '');
    const { stdout } = await run('redis-cli', ['-s', socket, '--raw', ...command]);
    return stdout.trim().split('\n');
}

// `wish` is made while no dispatcher lives, and resolves once it is durable; `meanwhile` is lived
// through before one comes back.
export async function leaveOneUnheard(stack, wish, meanwhile) {
    const [, shard] = await redis(stack, 'HGETALL', 'circle:estates');
    for (const pid of stack.children('circle-dispatcher')) process.kill(pid, 'SIGSTOP');
    await wish();
    const key = `circle:{s${shard}}`;
    const [id] = await redis(stack, 'XREVRANGE', `${key}:commands`, '+', '-', 'COUNT', '1');
    await redis(stack, 'HSET', `${key}:state`, 'mark', `${id} ${TRIED_OUT}`);
    await meanwhile();
    for (const pid of stack.children('circle-dispatcher')) process.kill(pid, 'SIGKILL');
}
