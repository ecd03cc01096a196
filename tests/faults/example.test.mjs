// The script that docs/contract.md shows is a volunteer: it is run as it stands.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { Client } from './lib/client.mjs';
import { History } from './lib/history.mjs';
import { Stack } from './lib/stack.mjs';

const here = (path) => new URL(path, import.meta.url).pathname;

test('docs/examples/volunteer.mjs takes a request and walks it to its end', async (t) => {
  const stack = new Stack();
  t.after(() => stack.stop());
  await stack.start();
  const folder = mkdtempSync(join(tmpdir(), 'circle-example-'));
  t.after(() => rmSync(folder, { recursive: true }));
  copyFileSync(here('../../docs/examples/volunteer.mjs'), join(folder, 'volunteer.mjs'));
  symlinkSync(here('node_modules'), join(folder, 'node_modules'));

  let solved;
  const resolved = new Promise((resolve) => (solved = resolve));
  const resident = new Client({
    url: stack.url,
    token: await stack.token('resident', 'h-001'),
    who: 'resident/h-001',
    role: 'resident',
    id: 'h-001',
    history: new History(),
    onView: (_, view) => {
      const done = view.requests?.find(({ state }) => state === 'REQUEST_STATE_RESOLVED');
      if (done) solved(done);
    },
  }).start();
  t.after(() => resident.stop());

  // The script does not come again: the gateway has to know its token.
  const token = await stack.token('volunteer', 'v-01');
  const before = { url: stack.url, token, who: 'volunteer/v-01', role: 'volunteer', id: 'v-01' };
  const known = new Client({ ...before, history: new History() }).start();
  t.after(() => known.stop());
  await stack.until(() => known.ready, 60000, 'know the token');
  known.stop();
  const args = ['volunteer.mjs', stack.url, token];
  const script = promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 90000 });
  await stack.until(() => resident.view.estate?.onDuty === 1, 60000, 'see somebody on duty');
  // Whatever v-01 is skilled at: one of these is for them.
  for (const { id, questions = [] } of resident.view.estate.categories) {
    const answers = questions
      .filter(({ required }) => required)
      .map(({ id: question, options }) => ({ question, option: options.at(-1).id }));
    const outcome = await resident.mutate({ submit: { category: id, answers } });
    assert.equal(outcome.code, 'CODE_OK');
  }
  const { stdout, stderr } = await script;
  const request = await resolved;
  assert.equal(stderr, '');
  assert.match(stdout, new RegExp(`${request.id} VISIT_STATE_DONE`));
  assert.equal(request.helpers[0].volunteerId, 'v-01');
});
