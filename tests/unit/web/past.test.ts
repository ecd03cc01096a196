// The board's search for ended requests: pages, patience, what the page itself looks for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestState } from 'circle-codec';
import type { GetHistory } from 'circle-codec';
import {
    MOST_PAGES,
    PATIENCE_MS,
    PastSearch,
    TYPING_MS,
} from '../../../gateway/web/src/board/past_search';
import { Session } from '../../../gateway/web/src/common/session';
import { FakeBrowser, SERVER_EPOCH, welcome } from './harness';

const DAY_MS = 86_400_000;
const { REQUEST_STATE_CLOSED: CLOSED, REQUEST_STATE_RESOLVED: RESOLVED } = RequestState;

class Desk {
    readonly browser = new FakeBrowser();
    readonly session = new Session('coordinator', this.browser);
    readonly past = new PastSearch(this.session, (ms, run) => this.browser.after(ms, run));

    constructor() {
        this.session.start();
        welcome(this.browser);
    }
    get asked(): GetHistory[] {
        return this.browser.wire.of('get_history').map((frame) => frame.get_history!);
    }
    // The gateway's answer to the newest question: requests of these numbers, newest end first.
    answer(numbers: number[], next = ''): void {
        const requests = numbers.map((number) => ({
            id: `r${number}`,
            number,
            state: number % 2 ? CLOSED : RESOLVED,
            ended_at: SERVER_EPOCH + number * DAY_MS,
        }));
        const questions = this.browser.wire.of('get_history');
        const { seq } = questions[questions.length - 1]!;
        this.browser.wire.push({ reply_to: seq, page: { requests, next } });
    }
    get numbers(): number[] {
        return this.past.shown.value.map((request) => request.number);
    }
    get progress(): string {
        return this.past.found.value.progress;
    }
}

const from = (high: number, count: number) => Array.from({ length: count }, (_, i) => high - i);

test('pages follow each other, and the last one says so', () => {
    const desk = new Desk();
    desk.past.open(true);
    assert.equal(desk.progress, 'asking');
    desk.answer(from(100, 30), 'p2');
    assert.equal(desk.progress, 'here');
    desk.past.more();
    assert.equal(desk.asked[1]?.before, 'p2');
    desk.answer(from(70, 3));
    assert.equal(desk.progress, 'here');
    assert.deepEqual(desk.numbers, from(100, 33));
    assert.equal(desk.past.found.value.next, '');
});

test('what only the page can tell is looked for in further pages, up to a limit', () => {
    const desk = new Desk();
    desk.past.open(true);
    desk.past.want({ state: RequestState.REQUEST_STATE_CANCELLED });
    const before = desk.asked.length - 1;
    for (let i = 0; i < MOST_PAGES; ++i) {
        assert.equal(desk.progress, 'asking');
        desk.answer(from(1000 - 50 * i, 50), `p${i}`);
    }
    assert.equal(desk.asked.length - before, MOST_PAGES);
    assert.equal(desk.progress, 'here');
    assert.equal(desk.past.found.value.looked, 50 * MOST_PAGES);
    assert.equal(desk.past.found.value.grew, false);
});

test('behind the day that is wanted nothing is asked any more', () => {
    const desk = new Desk();
    desk.past.open(true);
    const day = new Date(SERVER_EPOCH + 50 * DAY_MS).toISOString().slice(0, 10);
    desk.past.want({ day });
    desk.answer(from(60, 20), 'p2');
    assert.deepEqual(desk.numbers, [50]);
    assert.equal(desk.progress, 'here');
    assert.equal(desk.past.found.value.next, '');
});

test('words are asked once the typing pauses; an answer to older words is not shown', () => {
    const desk = new Desk();
    desk.past.open(true);
    const { seq } = desk.browser.wire.of('get_history')[0]!;
    desk.past.want({ words: '王' });
    desk.past.want({ words: '王阿姨' });
    assert.equal(desk.asked.length, 1);
    desk.browser.advance(TYPING_MS);
    assert.equal(desk.asked.length, 2);
    assert.equal(desk.asked[1]?.query, '王阿姨');
    desk.browser.wire.push({ reply_to: seq, page: { requests: [{ id: 'old', state: 7 }] } });
    assert.deepEqual(desk.numbers, []);
    desk.answer([3]);
    assert.deepEqual(desk.numbers, [3]);
});

test('no answer is a failure that can be tried again; a new link asks by itself', () => {
    const desk = new Desk();
    desk.past.open(true);
    desk.browser.advance(PATIENCE_MS);
    assert.equal(desk.progress, 'failed');
    desk.past.search();
    desk.answer([2, 1]);
    assert.deepEqual(desk.numbers, [2, 1]);
    desk.past.search();
    desk.browser.cut();
    desk.browser.advance(PATIENCE_MS);
    assert.equal(desk.progress, 'failed');
    welcome(desk.browser);
    assert.equal(desk.progress, 'asking');
    desk.answer([4]);
    assert.deepEqual(desk.numbers, [4]);
});

test('what ends meanwhile is there; what was reopened is not', () => {
    const desk = new Desk();
    desk.past.open(true);
    desk.answer([2, 1]);
    const ended = { id: 'r9', number: 9, state: 5, ended_at: SERVER_EPOCH + 9 * DAY_MS };
    const reopened = { id: 'r2', number: 2, state: RequestState.REQUEST_STATE_OFFERING };
    const view = { requests: [ended, reopened] };
    desk.browser.wire.push({ update: { after: 41, number: 42, resume: 't42', view } });
    assert.deepEqual(desk.numbers, [9, 1]);
});
