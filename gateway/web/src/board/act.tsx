// A button that does one thing at once, and says so until its outcome is here.
import type { JSX } from 'preact';
import { t } from '../common/text';

export function Act(props: {
    testid: string;
    text: string;
    busy?: boolean;
    act: () => void;
}): JSX.Element {
    const { testid, text, busy = false, act } = props;
    return (
        <button
            type="button"
            class="small"
            data-testid={testid}
            aria-disabled={busy}
            onClick={() => !busy && act()}
        >
            {busy ? t('sending') : text}
        </button>
    );
}
