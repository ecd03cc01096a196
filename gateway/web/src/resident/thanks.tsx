// After the end: thanks to who helped, with words or without.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { RequestState, VisitState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { t } from '../common/text';
import { pending, session } from './model';

const WORDS_MAX = 200;

function helped(request: RequestView): string[] {
    return request.helpers
        .filter(({ state }) => state === VisitState.VISIT_STATE_DONE)
        .map(({ name }) => name);
}

function Thanked({ request }: { request: RequestView }): JSX.Element {
    const words = request.thanks && t('said.by', { name: t('thanks.yours'), text: request.thanks });
    return (
        <section class="card thanks-card" role="status" data-testid="thanked">
            <p>
                <b>♥ {t('thanks.sent')}</b>
            </p>
            {words && <p>{words}</p>}
        </section>
    );
}

export function ThanksCard({ request }: { request: RequestView }): JSX.Element | null {
    const words = useSignal('');
    const names = helped(request);
    if (request.state !== RequestState.REQUEST_STATE_RESOLVED || names.length === 0) return null;
    if (request.thanked_at > 0) return <Thanked request={request} />;
    const busy = pending('thank_helpers', request.id);
    const send = (event: Event) => {
        event.preventDefault();
        if (busy) return;
        session.courier.post('thank_helpers', {
            request_id: request.id,
            text: words.value.trim(),
        });
    };
    return (
        <form class="card thanks-card" data-testid="thanks" onSubmit={send}>
            <label class="note">
                <span>{t('thanks.words', { names: names.join(t('list.comma')) })}</span>
                <textarea
                    rows={2}
                    maxLength={WORDS_MAX}
                    value={words}
                    data-testid="thanks-words"
                    placeholder={t('thanks.hint')}
                    onInput={(event) => (words.value = event.currentTarget.value)}
                />
            </label>
            <button
                type="submit"
                class="button main"
                data-testid="thanks-send"
                aria-disabled={busy}
            >
                {t(busy ? 'sending' : 'thanks.send')}
            </button>
        </form>
    );
}
