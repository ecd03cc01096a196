// A hard rule forbids whom the coordinator chose: they go all the same only with a reason that is
// kept.
import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Code } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { SmallForm, Words } from '../common/form';
import type { Result } from '../common/courier';
import type { Body } from '../common/outbox';
import { t, tOr } from '../common/text';
import { assignDespite } from './acts';
import { nameOf } from './names';

type Wish = Body<'assign_volunteer'>;
const refused = signal<{ wish: Wish; rule: string } | undefined>(undefined);

// True if the result was that: the detail asks for a reason.
export function unsafeCame({ entry, code, field }: Result): boolean {
    if (entry.kind !== 'assign_volunteer') return false;
    if (code !== Code.CODE_UNSAFE) {
        refused.value = undefined;
        return false;
    }
    const wish = entry.body as Wish;
    refused.value = { wish, rule: field.replace('assign_volunteer.', '') };
    return true;
}

export function DespiteBox({ request }: { request: RequestView }): JSX.Element | null {
    const why = useSignal('');
    const held = refused.value;
    if (!held || held.wish.request_id !== request.id) return null;
    const who = { name: nameOf(held.wish.volunteer_id ?? '') };
    return (
        <div class="alarm-box open despite" role="alert" data-testid="despite">
            <p>
                <b>{tOr(`despite.${held.rule}`, 'despite.other', who)}</b>
            </p>
            <SmallForm
                ids={{ form: 'form-despite', yes: 'yes-despite', no: 'no-despite' }}
                yes={t('despite.yes')}
                no={t('despite.no')}
                className="close-form"
                buttons={['small danger', 'small']}
                send={() => assignDespite(held.wish, why.value)}
                leave={() => (refused.value = undefined)}
            >
                <Words label={t('despite.why')} value={why} testid="despite-why" required />
            </SmallForm>
        </div>
    );
}
