// What a person meets who types ./run: links, a second start, and refusals in one clear line.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { Up, alive, circlectl, run, temporary, until } from './up.mjs';

const roles = ['resident', 'volunteer', 'coordinator'];

async function refused(up, pattern) {
  const { code } = await up.ended;
  assert.equal(code, 1, up.said());
  const lines = up.errors.trimEnd().split('\n');
  assert.equal(lines.length, 1, `one line, not: ${up.errors}`);
  assert.match(lines[0], pattern);
}

// The shard's own words, through redis-cli.
async function entities(data, kind) {
  const socket = join(data, 'redis', 'redis.sock');
  let count = 0;
  for (let shard = 0; shard < 16; ++shard) {
    const { out } = await run('redis-cli', ['-s', socket, 'HKEYS', `circle:{s${shard}}:entities`]);
    count += out.split('\n').filter((key) => key.startsWith(`${kind}/`)).length;
  }
  return count;
}

test('prints one working link per role, and the same ones when started again', async (t) => {
  const data = join(temporary(t), 'data');
  const first = await new Up(t, ['--data', data]).ready();
  const links = roles.map((role) => first.link(role));
  for (const link of links) assert.equal((await fetch(link)).status, 200, first.said());
  assert.equal(await entities(data, 'household'), 372);
  assert.equal(statSync(join(data, 'demo-links')).mode & 0o777, 0o600);
  const credentials = await entities(data, 'credential');
  assert.deepEqual(await first.stop(), { code: 0, signal: null, left: [] });

  const second = await new Up(t, ['--data', data]).ready();
  const path = (link) => new URL(link).pathname;
  assert.deepEqual(
    roles.map((role) => path(second.link(role))),
    links.map(path),
  );
  assert.equal(await entities(data, 'credential'), credentials, 'no new credentials');
  for (const role of roles) assert.equal((await fetch(second.link(role))).status, 200);
  assert.deepEqual(await second.stop('SIGTERM'), { code: 0, signal: null, left: [] });
});

test('keeps secrets and data from other users', async (t) => {
  const data = join(temporary(t), 'data');
  const up = await new Up(t, ['--data', data, '--empty', '--redis-memory', '96MB']).ready();
  const seen = (path) => statSync(join(data, path)).mode & 0o077;
  const open = ['', 'redis', 'log', 'run', 'redis/appendonlydir', 'log/redis.log', 'log/gateway.log']
    .concat(readdirSync(join(data, 'redis', 'appendonlydir')).map((n) => `redis/appendonlydir/${n}`))
    .filter(seen);
  assert.deepEqual(open, []);
  for (const pid of up.children()) {
    assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /unix:|redis:/);
  }
  const socket = join(data, 'redis', 'redis.sock');
  const { out } = await run('redis-cli', ['-s', socket, 'CONFIG', 'GET', 'maxmemory']);
  assert.equal(out.split('\n')[1], String(96 * 1024 * 1024));
  await up.stop();
});

test('opens new links when the file of the old ones is gone', async (t) => {
  const data = join(temporary(t), 'data');
  const first = await new Up(t, ['--data', data]).ready();
  await first.stop();
  writeFileSync(join(data, 'demo-links'), 'resident h-001 xinghe.AAAAAAAAAAAAAAAAAAAAAAAA\n');
  const second = await new Up(t, ['--data', data]).ready();
  for (const role of roles) {
    assert.notEqual(new URL(first.link(role)).pathname, new URL(second.link(role)).pathname);
    assert.equal((await fetch(second.link(role))).status, 200);
  }
  await second.stop();
});

test('refuses a data directory that is in use, and says by whom', async (t) => {
  const data = join(temporary(t), 'data');
  const first = await new Up(t, ['--data', data]).ready();
  await refused(
    new Up(t, ['--data', data]),
    new RegExp(`data directory ${data} .*process ${first.process.pid}\\)`),
  );
  assert.equal((await fetch(first.link('resident'))).status, 200, 'the first one goes on');
  await first.stop();
});

test('refuses a data directory that cannot be written', async (t) => {
  const file = join(temporary(t), 'file');
  writeFileSync(file, '');
  await refused(
    new Up(t, ['--data', file]),
    /data directory .*file cannot be used: Not a directory/,
  );
  await refused(new Up(t, ['--data', '/proc/nowhere']), /data directory \/proc\/nowhere cannot/);
});

// Listens there; undefined when somebody else does.
function listening(t, port) {
  const server = createServer();
  t.after(() => server.close());
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

test('refuses a port that is taken', async (t) => {
  // Both are ours: it, and where the one that is there has its metrics.
  const port = await until(async () => {
    const { port } = (await listening(t, 0)).address();
    return (await listening(t, port + 10)) && port;
  }, 'two ports of our own');
  const data = join(temporary(t), 'data');
  await refused(
    new Up(t, ['--data', data, '--port', `${port}`]),
    new RegExp(`port ${port} .* is taken`),
  );
  // What is advised is free: not what the one that is there has for its metrics.
  const again = new Up(t, ['--data', data, '--port', `${port}`]);
  await again.ended;
  const [, advised, same] = again.errors.match(/--port (\d+) \(PORT=(\d+) \.\/run\)/);
  assert.equal(advised, same);
  assert.ok(+advised >= port + 20 || +advised < port, advised);
  const there = createServer();
  await new Promise((resolve, reject) => there.once('error', reject).listen(+advised, '127.0.0.1', resolve));
  await new Promise((resolve) => there.close(resolve));
  const named = new Up(t, ['--data', data, '--host', 'localhost']);
  assert.equal((await named.ended).code, 2);
  assert.match(named.errors, /--host: "localhost" is not an IP address; accepted: /);
});

// The first byte of a command in the middle of the log.
function damage(data) {
  const directory = join(data, 'redis', 'appendonlydir');
  const name = readdirSync(directory).find((file) => file.endsWith('.incr.aof'));
  const file = join(directory, name);
  const bytes = readFileSync(file);
  const at = bytes.indexOf('\r\n*', Math.floor(bytes.length / 2)) + 2;
  assert.ok(at > 2, 'there is a command in the second half');
  bytes.write('XXXX', at);
  writeFileSync(file, bytes);
}

test('says what to do when the append-only file is damaged, and it helps', async (t) => {
  const data = join(temporary(t), 'data');
  const first = await new Up(t, ['--data', data]).ready();
  await first.stop();
  damage(data);
  const second = new Up(t, ['--data', data]);
  await refused(second, /redis-server does not stay alive: .*redis-check-aof --fix .*\.manifest/);
  assert.match(second.errors, /log: .*redis\.log/);
  const [, program, ...args] = second.errors.match(/(redis-check-aof) (--fix) (\S+\.manifest)/);
  const repaired = await run(program, args, 'y\n');
  assert.equal(repaired.code, 0, repaired.out + repaired.err);
  const third = await new Up(t, ['--data', data]).ready();
  for (const role of roles) assert.equal((await fetch(third.link(role))).status, 200);
  assert.deepEqual(await third.stop(), { code: 0, signal: null, left: [] });
});

test('a data directory with a long path has its socket elsewhere, and removes it', async (t) => {
  const data = join(temporary(t), 'x'.repeat(100), 'data');
  mkdirSync(data, { recursive: true });
  const up = await new Up(t, ['--data', data]).ready();
  const socket = readFileSync(join(data, 'run', 'redis'), 'utf8')
    .trim()
    .replace('unix://', '');
  assert.ok(socket.length <= 107 && existsSync(socket));
  const { code, out } = await run(circlectl, [
    ...['token', '--data', data, '--role', 'volunteer', '--id', 'v-01'],
  ]);
  assert.equal(code, 0);
  assert.match(out, /^xinghe\.\S+\n$/);
  await up.stop();
  assert.ok(!existsSync(socket) && !existsSync(join(socket, '..')));
});

test('a long path whose owner was killed leaves nothing after the next start', async (t) => {
  const data = join(temporary(t), 'x'.repeat(100), 'data');
  const killed = await new Up(t, ['--data', data, '--empty']).ready();
  const socket = readFileSync(join(data, 'run', 'redis'), 'utf8')
    .trim()
    .replace('unix://', '');
  const children = killed.children();
  await killed.stop('SIGKILL');
  await until(() => !children.some(alive), 'nobody listens there any more');
  const up = await new Up(t, ['--data', data, '--empty']).ready();
  assert.ok(!existsSync(join(socket, '..')));
  await up.stop();
});

test('uses a Redis that somebody else runs, and leaves it running', async (t) => {
  const base = temporary(t);
  const owner = await new Up(t, ['--data', join(base, 'owner'), '--empty']).ready();
  const url = readFileSync(join(base, 'owner', 'run', 'redis'), 'utf8').trim();
  const up = await new Up(t, ['--data', join(base, 'guest'), '--redis', url]).ready();
  assert.deepEqual(up.children('redis-server'), []);
  assert.equal((await fetch(up.link('resident'))).status, 200);
  await up.stop();
  const [redis] = owner.children('redis-server');
  assert.ok(alive(redis));
  await owner.stop();
  await refused(
    new Up(t, ['--data', join(base, 'guest'), '--redis', url]),
    /Redis at unix:.* cannot be used/,
  );
});

test('with 0.0.0.0 it prints the addresses that phones reach, with QR codes', async (t) => {
  const up = await new Up(t, ['--data', join(temporary(t), 'data'), '--host', '0.0.0.0']).ready();
  const lan = Object.values(networkInterfaces())
    .flat()
    .filter((a) => a.family === 'IPv4' && !a.internal);
  for (const { address } of lan) {
    const phone = up.text.match(new RegExp(`For phones, resident: (http://${address}\\S+)`))[1];
    assert.equal((await fetch(phone)).status, 200);
  }
  const codes = up.text.split('\n').filter((line) => /^[█▀▄ ]{25,}$/.test(line));
  assert.ok(lan.length === 0 || codes.length > 3 * 12, `${codes.length} lines of QR codes`);
  await up.stop();
});
