// A small form inside a page: its fields, a button that does it and one that leaves it.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';

const FIELDS = 'select, input, textarea';

// Opened, its first field has the focus; left, what opened it has it again.
function useFocus(): { current: HTMLFormElement | null } {
    const form = useRef<HTMLFormElement>(null);
    useLayoutEffect(() => {
        const opener = document.activeElement;
        const here = form.current;
        here?.querySelector<HTMLElement>(FIELDS)?.focus();
        return () => {
            const mine = here?.contains(document.activeElement);
            if (mine && opener instanceof HTMLElement && opener.isConnected) opener.focus();
        };
    }, []);
    return form;
}

export function SmallForm(props: {
    ids: { form: string; yes: string; no: string }; // testids
    yes: string;
    no: string;
    className: string;
    buttons?: [yes: string, no: string]; // classes
    send: () => void;
    leave: () => void;
    children: ComponentChildren;
}): JSX.Element {
    const { ids, className, send, leave } = props;
    const [yesClass, noClass] = props.buttons ?? ['small', 'small'];
    const submit = (event: Event) => {
        event.preventDefault();
        send();
        leave();
    };
    const onKey = (event: KeyboardEvent) => {
        event.stopPropagation(); // no shortcuts while writing
        if (event.key === 'Escape') leave();
    };
    return (
        <form
            ref={useFocus()}
            class={className}
            data-testid={ids.form}
            onSubmit={submit}
            onKeyDown={onKey}
        >
            {props.children}
            <div class="form-buttons">
                <button type="submit" class={yesClass} data-testid={ids.yes}>
                    {props.yes}
                </button>
                <button type="button" class={noClass} data-testid={ids.no} onClick={leave}>
                    {props.no}
                </button>
            </div>
        </form>
    );
}

// One line of words, at most 200 characters; `quick` ones are put in by a tap.
export function Words(props: {
    label: string;
    value: { value: string };
    testid: string;
    required?: boolean;
    quick?: readonly string[];
}): JSX.Element {
    const { label, value, testid, required, quick = [] } = props;
    return (
        <>
            <label>
                {label}
                <input
                    type="text"
                    maxLength={200}
                    required={required}
                    pattern={required ? '.*\\S.*' : undefined}
                    value={value.value}
                    data-testid={testid}
                    onInput={(event) => (value.value = event.currentTarget.value)}
                />
            </label>
            {quick.length > 0 && (
                <div class="quick">
                    {quick.map((words, i) => (
                        <button
                            key={words}
                            type="button"
                            class="small"
                            data-testid={`quick-${i}`}
                            onClick={() => (value.value = words)}
                        >
                            {words}
                        </button>
                    ))}
                </div>
            )}
        </>
    );
}

// A value, its words, and whether it is only said and cannot be chosen.
export type Option = readonly [value: string, words: string, closed?: boolean];

// One of some, from a list.
export function Choice(props: {
    label: string;
    value: { value: string };
    testid: string;
    options: readonly Option[];
    required?: boolean;
}): JSX.Element {
    const { label, value, testid, options, required } = props;
    return (
        <label>
            {label}
            <select
                required={required}
                value={value.value}
                data-testid={testid}
                onChange={(event) => (value.value = event.currentTarget.value)}
            >
                {options.map(([id, text, closed]) => (
                    <option key={id} value={id} disabled={closed}>
                        {text}
                    </option>
                ))}
            </select>
        </label>
    );
}
