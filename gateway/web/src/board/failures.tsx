// Wishes that were not heard: each stands until somebody has called whose it was.
import type { JSX } from 'preact';
import type { FailureView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { acknowledgeFailure, pending } from './acts';
import { session, wall } from './session';
import { when } from './when';

function Hands({ failure }: { failure: FailureView }): JSX.Element {
    const busy = pending('acknowledge_failure', failure.id);
    return (
        <>
            <PhoneLink
                phone={failure.phone}
                testid="failure-phone"
                label={failure.phone}
                className="small call"
            />
            <button
                type="button"
                class="small"
                data-testid="failure-done"
                aria-disabled={busy}
                onClick={() => acknowledgeFailure(failure.id)}
            >
                {t(busy ? 'ack.coming' : 'failure.done')}
            </button>
        </>
    );
}

function Line({ failure }: { failure: FailureView }): JSX.Element {
    const who = [tOr(`actor.${failure.role}`, 'actor.5'), failure.name, failure.door];
    return (
        <p class="banner bad" data-testid="failure" data-failure={failure.id}>
            <Icon name="alarm" />
            <span>
                <b>{t('failure.line', { who: who.filter(Boolean).join(' ') })}</b>{' '}
                {tOr(`failure.${failure.command}`, 'failure.other')} {when(failure.at)}
            </span>
            {!wall && <Hands failure={failure} />}
        </p>
    );
}

export function Failures(): JSX.Element {
    const all = [...session.store.failures.value.values()].sort((a, b) => a.at - b.at);
    return (
        <div role="alert" data-testid="failures" data-count={all.length}>
            {all.map((failure) => (
                <Line key={failure.id} failure={failure} />
            ))}
        </div>
    );
}
