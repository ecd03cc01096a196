// The keys of the board: what they do, and the sheet that lists them.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import type { TextKey } from '../common/text';
import { acknowledge } from './acts';
import { chosen, keySheet, move, show } from './model';
import { needsAck } from './order';
import { isCallAlarm } from './trade_call';

const LIST: [key: string, text: TextKey][] = [
    ['j', 'keys.j'],
    ['k', 'keys.k'],
    ['a', 'keys.a'],
    ['/', 'keys.search'],
    ['?', 'keys.help'],
    ['Esc', 'keys.escape'],
];

function focusRow(id: string): void {
    if (id) document.getElementById(`row-${id}`)?.focus();
}

function toSearch(): void {
    show('ended');
    requestAnimationFrame(() => document.getElementById('past-words')?.focus());
}

// That somebody was called is said with the button beside the phone, not by the way.
function acknowledgeChosen(): void {
    const request = chosen.value;
    if (request && needsAck(request) && !isCallAlarm(request)) acknowledge(request.id);
}

const ACTS: Record<string, () => void> = {
    j: () => focusRow(move(1)),
    k: () => focusRow(move(-1)),
    a: acknowledgeChosen,
    '/': toSearch,
    '?': () => (keySheet.value = !keySheet.value),
};

// Single keys work only while the queue has the focus, and not while somebody writes.
export function onQueueKey(event: KeyboardEvent): void {
    const { target, ctrlKey, metaKey, altKey } = event;
    const writes = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const act = ACTS[event.key];
    if (!act || writes || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    act();
}

// A modal dialog: Escape closes it, and the focus goes back to where it was.
export function KeySheet(): JSX.Element | null {
    const dialog = useRef<HTMLDialogElement>(null);
    const open = keySheet.value;
    // In the same step as the rest of the page: as long as it is modal, no key reaches the queue.
    useLayoutEffect(() => {
        if (open) dialog.current?.showModal();
        else dialog.current?.close();
    }, [open]);
    const close = () => (keySheet.value = false);
    return (
        <dialog
            ref={dialog}
            class="key-sheet"
            data-testid={open ? 'key-sheet' : undefined}
            aria-label={t('keys')}
            onClose={close}
            onClick={(event) => event.target === event.currentTarget && close()}
            onKeyDown={(event) => event.key === '?' && close()}
        >
            <header class="pane-head">
                <h2>{t('keys')}</h2>
                <button type="button" class="small" data-testid="keys-close" onClick={close}>
                    <Icon name="cross" /> {t('keys.close')}
                </button>
            </header>
            <dl>
                {LIST.map(([key, text]) => (
                    <div key={key}>
                        <dt>
                            <kbd>{key}</kbd>
                        </dt>
                        <dd>{t(text)}</dd>
                    </div>
                ))}
            </dl>
            <p class="soft">{t('keys.note')}</p>
        </dialog>
    );
}
