// What happened to a request, line by line, with the engine's reasons.
import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import { FactKind } from 'circle-codec';
import type { Fact, RequestView } from 'circle-codec';
import { t } from '../common/text';
import { factMood, factText, whyLines } from './facts';
import type { Named } from './facts';
import { askTimeline, timelineAskedAt } from './model';
import { nameOf } from './names';
import { session } from './session';
import { when } from './when';

const known = computed((): Named[] => {
    const estate = session.store.estate.value;
    const trades = (estate?.categories ?? []).flatMap(({ trade }) => trade ?? []);
    return [...(estate?.groups ?? []), ...trades];
});

function Line({ fact }: { fact: Fact }): JSX.Element {
    return (
        <li
            class={`mood-${factMood(fact)}`}
            data-testid="fact"
            data-kind={fact.kind}
            data-number={fact.number}
        >
            <time>
                {when(fact.now, true)}
            </time>
            <div>
                <p>{factText(fact, nameOf, known.value)}</p>
                {fact.why && (
                    <ul class="why" aria-label={t('why')} data-testid="why">
                        {whyLines(fact.why, nameOf).map((line) => (
                            <li key={line}>{line}</li>
                        ))}
                    </ul>
                )}
            </div>
        </li>
    );
}

const TIMELINE_SLOW_MS = 5_000;

// A timeline begins with the tap; without it, only what came since is here.
function TimelineState({ facts }: { facts: readonly Fact[] }): JSX.Element | null {
    if (facts.some(({ kind }) => kind === FactKind.FACT_KIND_REQUEST_SUBMITTED)) return null;
    const waited = session.connection.clock.ticking.value - timelineAskedAt.value;
    if (waited < TIMELINE_SLOW_MS) {
        return (
            <p class="soft" data-testid="timeline-loading">
                {t('timeline.loading')}
            </p>
        );
    }
    return (
        <p data-testid="timeline-failed">
            {t('timeline.failed')}{' '}
            <button type="button" class="small" data-testid="timeline-again" onClick={askTimeline}>
                {t('timeline.again')}
            </button>
        </p>
    );
}

export function TimelineList({ request }: { request: RequestView }): JSX.Element {
    const facts = session.store.timelines.value.get(request.id) ?? [];
    return (
        <section>
            <h3>{t('detail.timeline')}</h3>
            <TimelineState facts={facts} />
            <ol class="timeline" data-testid="timeline">
                {facts.map((fact) => (
                    <Line key={fact.number} fact={fact} />
                ))}
            </ol>
        </section>
    );
}
