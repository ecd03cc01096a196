// What a coordinator does at the board, on the real stack: by hand, by alarm, looking back.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import {
    REQUEST,
    accessible,
    askFor,
    backHome,
    board,
    chapter,
    closeTown,
    dismiss,
    help,
    onDuty,
    openTown,
    resident,
    wang,
} from './town.mjs';

before(openTown, { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

const rows = () => board.count('queue-row');

chapter('ended requests are found by words, result and day, with all that happened', async () => {
    await board.tap('card-ended');
    await board.see('past-none');
    await board.shot('board-history-empty');
    await onDuty(wang);
    const helped = await askFor('water', '厨房龙头');
    await wang.see('screen-offer');
    await help(wang, helped);
    await backHome();
    const closed = await askFor('traffic');
    await wang.see('screen-offer');
    await board.tap('card-live');
    await board.tap('queue-row', { request: closed });
    await board.see('detail', { request: closed });
    await board.tap('close');
    await board.tap('quick-1');
    await board.shot('board-closing');
    await board.tap('close-yes');
    await board.see('detail', { request: closed, state: REQUEST.closed });
    await board.tap('card-ended');
    await board.see('queue-row', { request: closed });
    await dismiss(wang);
    await backHome();

    await board.write('past-words', '龙头 水管');
    await board.see('past-count', { text: '共 1 条' });
    assert.equal(await rows(), 1);
    await board.tap('queue-row', { request: helped });
    await board.see('detail', { request: helped, state: REQUEST.resolved });
    await board.see('fact', { kind: 13 });
    await board.see('detail-note', { text: '厨房龙头' });
    await board.shot('board-history');
    await accessible(board, 'history');
    await board.write('past-words', '王阿姨');
    await board.see('past-count', { text: '共 1 条' });
    await board.write('past-words', '查无此人');
    await board.see('past-none');
    await board.shot('board-history-none');
    await board.tap('past-all');
    await board.see('queue-row', { request: closed });
    await board.page.getByTestId('past-state').selectOption(String(REQUEST.closed));
    await board.see('past-count', { text: '共 1 条' });
    await board.write('past-day', '2020-01-01');
    await board.see('past-none');
    await board.tap('past-all');
    await board.tap('card-live');
});
