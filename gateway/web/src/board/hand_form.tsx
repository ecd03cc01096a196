// What is done by hand with the selected request: a button that opens a form, one form at a time.
import type { ComponentChildren, JSX } from 'preact';
import { SmallForm } from '../common/form';
import { t } from '../common/text';
import type { TextKey } from '../common/text';
import { form } from './model';

export function Opener({ id, text }: { id: string; text: TextKey }): JSX.Element {
    const open = form.value === id;
    return (
        <button
            type="button"
            class="small"
            data-testid={`open-${id}`}
            aria-expanded={open}
            onClick={() => (form.value = open ? '' : id)}
        >
            {t(text)}
        </button>
    );
}

export function HandForm(props: {
    id: string;
    yes: TextKey;
    send: () => void;
    children: ComponentChildren;
}): JSX.Element {
    const { id, yes, send, children } = props;
    return (
        <SmallForm
            ids={{ form: `form-${id}`, yes: `yes-${id}`, no: `no-${id}` }}
            yes={t(yes)}
            no={t('hand.no')}
            className="close-form"
            send={send}
            leave={() => (form.value = '')}
        >
            {children}
        </SmallForm>
    );
}
