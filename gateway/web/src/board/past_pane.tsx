// The search for ended requests, around their list.
import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { RequestState } from 'circle-codec';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import { nameIn } from '../common/words';
import { past } from './past';
import { session } from './session';
import { ANYTHING } from './wanted';

const ENDS = [
    RequestState.REQUEST_STATE_RESOLVED,
    RequestState.REQUEST_STATE_CANCELLED,
    RequestState.REQUEST_STATE_CLOSED,
];

function Pick(props: {
    testid: 'past-category' | 'past-state';
    label: string;
    value: string;
    pick: (value: string) => void;
    children: ComponentChildren;
}): JSX.Element {
    const { testid, label, value, pick, children } = props;
    return (
        <select
            aria-label={label}
            value={value}
            data-testid={testid}
            onChange={(event) => pick(event.currentTarget.value)}
        >
            <option value="">{label}</option>
            {children}
        </select>
    );
}

export function PastSearch(): JSX.Element {
    const { words, category, state, day } = past.wanted.value;
    const submit = (event: Event) => {
        event.preventDefault();
        past.search();
    };
    return (
        <form class="past-search" role="search" onSubmit={submit} data-testid="past-search">
            <input
                type="search"
                id="past-words"
                maxLength={100}
                value={words}
                aria-label={t('past.words')}
                placeholder={t('past.words')}
                data-testid="past-words"
                onInput={(event) => past.want({ words: event.currentTarget.value })}
            />
            <Pick
                testid="past-category"
                label={t('past.category')}
                value={category}
                pick={(id) => past.want({ category: id })}
            >
                {session.store.estate.value?.categories.map((choice) => (
                    <option key={choice.id} value={choice.id}>
                        {nameIn(choice)}
                    </option>
                ))}
            </Pick>
            <Pick
                testid="past-state"
                label={t('past.state')}
                value={state ? String(state) : ''}
                pick={(number) => past.want({ state: Number(number) })}
            >
                {ENDS.map((end) => (
                    <option key={end} value={String(end)}>
                        {tOr(`state.${end}`, 'state.0')}
                    </option>
                ))}
            </Pick>
            <input
                type="date"
                value={day}
                aria-label={t('past.day')}
                data-testid="past-day"
                onInput={(event) => past.want({ day: event.currentTarget.value })}
            />
            {past.isNarrowed.value && (
                <button
                    type="button"
                    class="small"
                    data-testid="past-all"
                    onClick={() => past.want({ ...ANYTHING })}
                >
                    {t('past.all')}
                </button>
            )}
        </form>
    );
}

// The next page comes when its button is scrolled to; the button is there for the keyboard.
function More(): JSX.Element {
    const button = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        const seen = new IntersectionObserver((entries) => {
            const inSight = entries.some((entry) => entry.isIntersecting);
            if (inSight && past.found.peek().grew) past.more();
        });
        if (button.current) seen.observe(button.current);
        return () => seen.disconnect();
    }, []);
    return (
        <button
            ref={button}
            type="button"
            class="small"
            data-testid="past-more"
            onClick={() => past.more()}
        >
            {t('past.more')}
        </button>
    );
}

// With words the gateway says only what it found, not among how many.
function countKey(none: boolean): TextKey {
    const { next } = past.found.value;
    if (next) return past.wanted.value.words.trim() ? 'past.maybe' : 'past.looked';
    if (!none) return 'past.end';
    return past.isNarrowed.value ? 'past.none.narrow' : 'history.none';
}

export function PastFoot(): JSX.Element {
    const { next, looked, progress } = past.found.value;
    const none = past.shown.value.length === 0;
    const seen = { n: past.shown.value.length, looked };
    return (
        <div class="past-foot" role="status">
            {progress === 'asking' && (
                <p data-testid="past-loading">
                    <span class="spinner" aria-hidden="true" /> {t('history.wait')}
                </p>
            )}
            {progress === 'failed' && (
                <p data-testid="past-failed">
                    {t('past.failed')}{' '}
                    <button
                        type="button"
                        class="small"
                        data-testid="past-again"
                        onClick={() => (none ? past.search() : past.more())}
                    >
                        {t('gate.retry')}
                    </button>
                </p>
            )}
            {progress === 'here' && (
                <p class="soft" data-testid={none ? 'past-none' : 'past-count'}>
                    {t(countKey(none), seen)}
                </p>
            )}
            {progress === 'here' && next && <More key={looked} />}
        </div>
    );
}
