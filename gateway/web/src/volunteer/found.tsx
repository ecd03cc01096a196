// A found thing, reported between tasks.
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Code } from 'circle-codec';
import type { Result } from '../common/courier';
import { Icon } from '../common/icons';
import { MyFinds } from '../common/my_things';
import { ReportThing, begin } from '../common/report_thing';
import type { Begun } from '../common/report_thing';
import { tell } from '../common/notices';
import { t } from '../common/text';
import { hasNewTask, session } from './model';

// An offer may pass over it: it goes on then where it was.
export const finding = signal<Begun | undefined>(undefined);

export function FoundButton(): JSX.Element {
    return (
        <>
            <button
                type="button"
                class="button quiet"
                data-testid="found-open"
                onClick={() => (finding.value = begin())}
            >
                <Icon name="search" /> {t('lost.choice.found')}
            </button>
            <MyFinds session={session} />
        </>
    );
}

export function FoundScreen({ begun }: { begun: Begun }): JSX.Element {
    return (
        <main class="thing-slot">
            <ReportThing
                session={session}
                begun={begun}
                intent="found"
                send={(thing) => {
                    session.courier.post('report_found', { thing });
                    finding.value = undefined;
                }}
                leave={() => (finding.value = undefined)}
            />
        </main>
    );
}

// Thanks, or that too many wait to be brought; false: another wish.
export function foundSettled({ entry, code }: Result): boolean {
    if (entry.kind !== 'report_found') return false;
    if (code === Code.CODE_OK) tell(t('lost.thanks'), hasNewTask());
    else if (code === Code.CODE_WRONG_STATE) tell(t('lost.limit.found'), hasNewTask());
    return code === Code.CODE_OK || code === Code.CODE_WRONG_STATE;
}
