// A found thing, reported between tasks.
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Code } from 'circle-codec';
import type { Result } from '../common/courier';
import { Icon } from '../common/icons';
import { MyFinds } from '../common/my_things';
import { ReportThing } from '../common/report_thing';
import { t } from '../common/text';
import { notice } from '../common/ui';
import { session } from './model';

export const finding = signal(false);

export function FoundButton(): JSX.Element {
    return (
        <>
            <button
                type="button"
                class="button quiet"
                data-testid="found-open"
                onClick={() => (finding.value = true)}
            >
                <Icon name="search" /> {t('lost.choice.found')}
            </button>
            <MyFinds session={session} />
        </>
    );
}

export function FoundScreen(): JSX.Element {
    return (
        <main class="thing-slot">
            <ReportThing
                session={session}
                intent="found"
                send={(thing) => {
                    session.courier.post('report_found', { thing });
                    finding.value = false;
                }}
                leave={() => (finding.value = false)}
            />
        </main>
    );
}

// Thanks, or that too many wait to be brought; false: another wish.
export function foundSettled({ entry, code }: Result): boolean {
    if (entry.kind !== 'report_found') return false;
    if (code === Code.CODE_OK) notice.value = t('lost.thanks');
    else if (code === Code.CODE_WRONG_STATE) notice.value = t('lost.limit.found');
    return code === Code.CODE_OK || code === Code.CODE_WRONG_STATE;
}
