// What can be configured, how mistakes are told, and that help and docs/operations.md say it all.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';

import { circlectl, run, temporary } from './up.mjs';

const program = (name) => join(dirname(circlectl), name);
const gateway = program('circle-gateway');
const dispatcher = program('circle-dispatcher');
const docs = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

// Each program that reads a configuration file, with its table in it and what comes before --help.
const configured = [
  { name: 'circle-gateway', path: gateway, words: [] },
  { name: 'circle-dispatcher', path: dispatcher, words: [] },
  { name: 'circlectl up', path: circlectl, words: ['up'] },
];

async function help(path, ...words) {
  const said = await run(path, [...words, '--help']);
  assert.equal(said.code, 0, said.err);
  assert.equal(said.err, '');
  return said.out;
}

async function subcommands() {
  const listed = (await help(circlectl)).split('Subcommands:\n')[1];
  return [...listed.matchAll(/^ {2}(\w+) /gm)].map((match) => match[1]);
}

// { name, rest } of each option and argument; `rest`: its line and what follows it.
function options(text) {
  const blocks = text.split(/\n(?= {2}\S)/).slice(1);
  return blocks.map((block) => ({ name: block.match(/--([\w-]+)|\S+/)[1] ?? '', rest: block }));
}

test('every command has help with an example and its exit codes', async () => {
  const names = await subcommands();
  assert.deepEqual(
    [...names].sort(),
    [
      ...['backup', 'export', 'import', 'inspect', 'link', 'plan', 'restore', 'revoke'],
      ...['tail', 'token', 'up', 'verify'],
    ],
  );
  const commands = [
    [circlectl, 'circlectl'],
    ...names.map((name) => [circlectl, `circlectl ${name}`, name]),
    [gateway, 'circle-gateway'],
    [dispatcher, 'circle-dispatcher'],
  ];
  for (const [path, title, ...words] of commands) {
    const text = await help(path, ...words);
    assert.match(text, /^Exit codes[^:]*: .*\b2 command\s+line/ms, `${title}: exit codes`);
    assert.match(text, new RegExp(`^Examples?: ${title}( |$)`, 'm'), `${title}: example`);
    for (const line of text.split('\n')) {
      const width = [...line].length;
      assert.ok(width <= 100 || !/^(Exit|Example)/.test(line), `${title}: a long line: ${line}`);
    }
    for (const { rest } of options(text)) {
      assert.match(rest, /\S\s{2,}\S|\n\s+\S/, `${title}: what is ${rest.trim()}?`);
    }
    const wrong = await run(path, [...words, '--no-such-option']);
    assert.equal(wrong.code, 2, `${title}: an unknown option\n${wrong.err}`);
    assert.match(wrong.err, /no-such-option|is required/);
    assert.equal(wrong.out, '');
  }
});

test('without a subcommand, or with an unknown one, those there are are listed', async () => {
  const names = await subcommands();
  for (const [words, pattern] of [
    [['paln'], /^circlectl: "paln" is no subcommand; did you mean "plan"\?; accepted: up, token,/],
    [['nothing', 'at', 'all'], /^circlectl: "nothing" is no subcommand; accepted: up, token,/],
    [[], /^circlectl: a subcommand is missing; accepted: up, token,/],
  ]) {
    const said = await run(circlectl, words);
    assert.equal(said.code, 2);
    assert.equal(said.out, '');
    assert.match(said.err, pattern);
    for (const name of names) assert.match(said.err, new RegExp(`\\b${name}\\b`));
    assert.match(said.err, /circlectl --help/);
  }
});

test('an example in a help is a command line that is accepted', async () => {
  for (const name of (await subcommands()).filter((n) => !['import', 'restore'].includes(n))) {
    const [, line] = (await help(circlectl, name)).match(/^Examples?: circlectl ([^|\n]*)/m);
    const said = await run(circlectl, ['--check', ...line.trim().split(/\s+/)]);
    assert.equal(said.code, 0, `${line}: ${said.err}`);
  }
});

test('mistakes are told all at once, by line, and nothing is started', async (t) => {
  const file = join(temporary(t), 'circle.toml');
  const cases = [
    [
      gateway,
      [],
      'listen = "nowhere"\nlog-level = "loud"\nmax-strangers = 0\nmax-stranger = 5\n' +
        'trust-proxy = "yes"\nredis = "http://x"\nassets = "/nonexistent"\nlog-format = 7\n',
      [
        /:1: listen: .*HOST:PORT|:1: listen: .*accepted/,
        /:2: log-level: loud not in .*debug/,
        /:3: max-strangers: Value 0 not in range 1 to 1000000/,
        /:4: max-stranger: unknown key; did you mean "max-strangers"\?; accepted: redis, listen/,
        /:5: trust-proxy: accepted: true or false/,
        /:6: redis: /,
        /:7: assets: .*\/nonexistent/,
        /:8: log-format: accepted: text in quotes/,
      ],
    ],
    [
      dispatcher,
      [],
      'metric = "127.0.0.1:0"\n\nmetrics = "127.0.0.1:99999"\nname = 5\n[up]\nport = 1\n',
      [
        /:1: metric: unknown key; did you mean "metrics"\?/,
        /:3: metrics: /,
        /:4: name: accepted: text in quotes/,
        /:5: up: unknown table; accepted: redis, name, metrics, log-level, log-format/,
      ],
    ],
    [
      circlectl,
      ['up'],
      '[up]\nport = 70000\nhost = "localhost"\ndispatchers = 17\nredis-memory = "much"\n' +
        'estate = "/nonexistent"\nemtpy = true\nlog-level = "INFO"\n[ump]\n',
      [
        /:2: port: Value 70000 not in range 0 to 65535/,
        /:3: host: "localhost" is not an IP address; accepted: 127\.0\.0\.1/,
        /:4: dispatchers: Value 17 not in range 1 to 16/,
        /:5: redis-memory: /,
        /:6: estate: .*\/nonexistent/,
        /:7: emtpy: unknown key; did you mean "empty"\?/,
        /:8: log-level: INFO not in/,
        /:9: ump: unknown table/,
      ],
    ],
    [circlectl, ['up'], '[up]\nport = \n', [/:2: /]],
  ];
  for (const [path, words, text, patterns] of cases) {
    writeFileSync(file, text);
    for (const args of [['--config', file, '--check', ...words], ['--config', file, ...words]]) {
      const said = await run(path, args);
      assert.equal(said.code, 2, `${path}: ${said.err}`);
      for (const pattern of patterns) assert.match(said.err, pattern);
      const told = said.err.split('\n').filter((line) => line.includes(`${file}:`));
      assert.equal(told.length, patterns.length, said.err);
    }
  }
});

// `| \`key\` | … |` rows of the table below this heading.
function documented(heading) {
  const section = docs.split(`### \`${heading}\`\n`)[1]?.split(/\n##/)[0];
  assert.ok(section, `docs/operations.md explains ${heading}`);
  const rows = [...section.matchAll(/^\| `([\w-]+)` \|(.*)\|$/gm)];
  const example = section.match(/```toml\n([^]*?)```/)?.[1];
  return { rows: new Map(rows.map(([, key, rest]) => [key, rest])), example };
}

test('docs/operations.md lists every key with its default, and its examples are good', async (t) => {
  const folder = temporary(t);
  for (const { name, path, words } of configured) {
    const { rows, example } = documented(name);
    const all = options(await help(path, ...words)).filter(({ name: key }) => key);
    const keys = all.filter(({ name: key }) => !/^(help|version|check|config)$/.test(key));
    assert.deepEqual([...rows.keys()].sort(), keys.map(({ name: key }) => key).sort(), name);
    for (const { name: key, rest } of keys) {
      const value = rest.match(new RegExp(`--${key} \\w+(?::\\S+)?(?: \\[[^\\]]*\\])?=(\\S+)`))?.[1];
      if (!value || value.startsWith('/')) continue; // a path of this machine
      assert.ok(rows.get(key).includes(`\`${value}\``), `${name} ${key}: default ${value}`);
    }
    const file = join(folder, 'example.toml');
    writeFileSync(file, example.replace(/^assets = .*$/m, `assets = "${folder}"`));
    const said = await run(path, ['--config', file, '--check', ...words]);
    assert.equal(said.code, 0, said.err);
    assert.equal(said.out, 'ok\n');
  }
});

test('--config and --check may stand behind the subcommand', async (t) => {
  const file = join(temporary(t), 'circle.toml');
  writeFileSync(file, '[up]\nport = 0\nredis-memory = "64MB"\n');
  const said = await run(circlectl, ['up', '--config', file, '--check']);
  assert.equal(said.code, 0, said.err);
  assert.equal(said.out, 'ok\n');
});
