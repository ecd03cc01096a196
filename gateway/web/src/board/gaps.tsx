// Shifts without cover that are near: seen until a name has taken notice.
import { computed } from '@preact/signals';
import type { JSX } from 'preact';
import type { CoverGap } from 'circle-codec';
import { Icon } from '../common/icons';
import { dayWords, spanWords } from '../common/roster';
import { t } from '../common/text';
import { acknowledgeGap, pending } from './acts';
import { isNear, openGaps } from './gap_list';
import { session, wall } from './session';
import { skillName } from './skills';

export function gapWords(gap: CoverGap): string {
    const estate = session.store.estate.value;
    return t(gap.skill ? 'gap.line.skill' : 'gap.line', {
        day: dayWords(gap.from, estate),
        span: spanWords(gap, estate),
        skill: skillName(gap.skill),
        have: gap.have,
        least: gap.least,
    });
}

const warned = computed(() => openGaps(session.store.gaps.value.values()));

function Soon({ gap }: { gap: CoverGap }): JSX.Element | null {
    if (!isNear(gap)) return null;
    const begun = gap.from <= session.connection.clock.ticking.value;
    return (
        <b class="pill" data-testid="gap-near">
            {t(begun ? 'gap.now' : 'gap.near')}
        </b>
    );
}

export function GapBanner(): JSX.Element {
    const [first] = warned.value;
    return (
        <div role="status" data-testid="gaps" data-count={warned.value.length}>
            {first && (
                <p
                    class={isNear(first) ? 'banner bad' : 'banner warn'}
                    data-testid="gap-banner"
                    data-gap={first.id}
                    data-near={isNear(first)}
                >
                    <Icon name="alarm" />
                    <span class="grow">
                        <b>{t('gap.banner', { n: warned.value.length })}</b>{' '}
                        <Soon gap={first} /> {gapWords(first)}
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
