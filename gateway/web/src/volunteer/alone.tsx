// "Done" by one of two who go together: the other one is waited for, or the reason is kept.
import type { JSX } from 'preact';
import { VisitState } from 'circle-codec';
import type { VisitView } from 'circle-codec';
import { Icon } from '../common/icons';
import { ALONE_REASONS } from '../common/phrases';
import { dictionaries, t } from '../common/text';
import { progress } from './model';
import { refusedAlone } from './pair';
import { pairWords } from './safety';
import { useSettled } from './settle';

// As reasons for not coming: kept where everybody of the estate reads it, in its language.
export function AloneScreen({ visit, back }: { visit: VisitView; back: () => void }): JSX.Element {
    const settled = useSettled('alone');
    const finish = (reason: string) => {
        if (!settled) return;
        refusedAlone.value = '';
        progress(visit.request_id, VisitState.VISIT_STATE_DONE, reason);
    };
    return (
        <main class="body" data-testid="screen-alone">
            <h2>{t('alone.title')}</h2>
            <p class="pair" role="status" data-testid="alone-companion">
                <Icon name="people" />
                <b>{pairWords(visit)}</b>
            </p>
            <button type="button" class="button main huge" data-testid="alone-wait" onClick={back}>
                {t('alone.wait')}
            </button>
            <div class="foot">
                <p class="soft">{t('alone.anyway')}</p>
                {ALONE_REASONS.map((key, i) => (
                    <button
                        key={key}
                        type="button"
                        class="button quiet"
                        data-testid={`alone-${i + 1}`}
                        aria-disabled={!settled}
                        onClick={() => finish(dictionaries['zh-CN'][key])}
                    >
                        {t(key)}
                    </button>
                ))}
            </div>
        </main>
    );
}
