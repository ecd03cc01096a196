// Lost and found in place of the queue: the shelf on the left, who misses what on the right.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { Icon } from '../common/icons';
import { t } from '../common/text';
import { thingName } from '../common/things';
import { Act } from './act';
import { ended, label, lostForm, lostOpen, openForm, query, toLookAt } from './lost';
import { FoundForm, LostForm } from './lost_forms';
import { Reports } from './lost_reports';
import { Shelf } from './lost_shelf';
import { session } from './session';

// The number in figures that can be copied onto a label from across the room. A modal dialog.
function Label(): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    const item = session.store.items.value.get(label.value);
    const number = item?.shelf ?? 0;
    useLayoutEffect(() => {
        if (number > 0) dialog.current?.showModal();
        else dialog.current?.close();
    }, [number]);
    const close = () => (label.value = '');
    return (
        <dialog ref={dialog} class="lost-label" aria-label={t('lost.label')} onClose={close}>
            {item && (
                <>
                    <p>{t('lost.label.write')}</p>
                    <p class="figure" data-testid="label-number">
                        {number}
                    </p>
                    <p>{item.thing && thingName(item.thing)}</p>
                    <button type="button" class="button main" data-testid="label-close" onClick={close}>
                        {t('lost.label.done')}
                    </button>
                </>
            )}
        </dialog>
    );
}

function Head(): JSX.Element {
    return (
        <header class="lost-top">
            <button
                type="button"
                class="small"
                data-testid="lost-close"
                onClick={() => (lostOpen.value = false)}
            >
                <Icon name="back" /> {t('lost.close')}
            </button>
            <h2>{t('lost.title')}</h2>
            <input
                type="search"
                value={query}
                maxLength={100}
                aria-label={t('lost.search')}
                placeholder={t('lost.search')}
                data-testid="lost-search"
                onInput={(event) => (query.value = event.currentTarget.value)}
            />
            <button
                type="button"
                class="chip"
                aria-pressed={ended.value}
                data-testid="lost-ended"
                onClick={() => (ended.value = !ended.value)}
            >
                {t('lost.ended')}
            </button>
            <span class="grow" />
            <Act testid="lost-new-found" text={t('lost.new.found')} act={() => openForm('found')} />
            <Act testid="lost-new-lost" text={t('lost.new.lost')} act={() => openForm('lost')} />
        </header>
    );
}

export function LostPane(): JSX.Element {
    return (
        <main class="lost-pane" data-testid="lost-pane">
            <Head />
            {lostForm.value === 'found' && <FoundForm />}
            {lostForm.value === 'lost' && <LostForm />}
            <div class="lost-columns">
                <Shelf />
                <Reports />
            </div>
            <Label />
        </main>
    );
}

// In the board's head: opens the pane; the number is of reports with something to look at.
export function LostButton(): JSX.Element {
    const n = toLookAt.value;
    return (
        <button
            type="button"
            class="small"
            data-testid="lost-open"
            data-count={n}
            aria-pressed={lostOpen.value}
            onClick={() => (lostOpen.value = !lostOpen.value)}
        >
            <Icon name="search" />{' '}
            <span class="label">{n > 0 ? t('lost.open.n', { n }) : t('lost.title')}</span>
            {n > 0 && (
                <b class="count" aria-hidden="true">
                    {n}
                </b>
            )}
        </button>
    );
}
