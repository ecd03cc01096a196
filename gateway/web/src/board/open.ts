// A request that somebody taps is shown, wherever they are on the board.
import { lostOpen } from './lost';
import { choose, chosenId } from './model';
import { sheet } from './session';

const HIGH = 0.6; // of the window: above it the beginning of the detail catches the eye

export function openRequest(id: string): void {
    if (sheet) return location.assign(`?request=${encodeURIComponent(id)}`);
    lostOpen.value = false;
    choose(id);
    requestAnimationFrame(reveal);
}

// On a narrow screen the detail stands below the whole queue, and above the plan and the people.
function reveal(): void {
    const detail = document.getElementById('detail');
    if (!detail) return;
    const { top } = detail.getBoundingClientRect();
    if (top >= 0 && top < innerHeight * HIGH) return;
    detail.scrollIntoView();
    detail.focus({ preventScroll: true });
}

export function backToRow(): void {
    const row = document.getElementById(`row-${chosenId.value}`) ?? document.getElementById('queue');
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
}
