// Shifts without cover that are near: seen until a name has taken notice.
import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import type { CoverGap } from 'circle-codec';
import { Icon } from '../common/icons';
import { dayWords, spanWords } from '../common/roster';
import { t } from '../common/text';
import { acknowledgeGap, pending } from './acts';
import { session, wall } from './session';

export function gapWords(gap: CoverGap): string {
    const estate = session.store.estate.value;
    return t(gap.skill ? 'gap.line.skill' : 'gap.line', {
        day: dayWords(gap.from, estate),
        span: spanWords(gap, estate),
        skill: gap.skill,
        have: gap.have,
        least: gap.least,
    });
}

const warned = computed(() =>
    [...session.store.gaps.value.values()]
        .filter((gap) => gap.day_warned_at > 0 && !gap.acknowledged_by)
        .sort((a, b) => a.from - b.from),
);

export function GapBanner(): JSX.Element {
    const [first] = warned.value;
    return (
        <div role="status" data-testid="gaps" data-count={warned.value.length}>
            {first && (
                <p class="banner warn" data-testid="gap-banner" data-gap={first.id}>
                    <Icon name="alarm" />
                    <span class="grow">
                        <b>{t('gap.banner', { n: warned.value.length })}</b> {gapWords(first)}
                    </span>
                    {!wall && (
                        <button
                            type="button"
                            class="small"
                            data-testid="gap-ack"
                            aria-disabled={pending('acknowledge_gap', first.id)}
                            onClick={() => acknowledgeGap(first.id)}
                        >
                            {t('gap.ack')}
                        </button>
                    )}
                </p>
            )}
        </div>
    );
}
