// The board on a wall: read from afar, touched by nobody.
import type { JSX } from 'preact';
import { Duty } from 'circle-codec';
import { t, tOr } from '../common/text';
import { onDutyWords } from './duty_words';
import { queue } from './model';
import { onDutyFirst } from './people';
import { Plan } from './plan';
import { RowBody, rowClass } from './queue';
import { session } from './session';

const MOST = 10; // rows that can be read from three metres

function WallQueue(): JSX.Element {
    const shown = queue.value.slice(0, MOST);
    const rest = queue.value.length - shown.length;
    return (
        <section class="pane queue" aria-label={t('queue.title')} data-testid="wall-queue">
            {shown.length === 0 && (
                <p class="wall-none" data-testid="queue-empty">
                    {t('wall.none')}
                </p>
            )}
            <ul>
                {shown.map((request) => (
                    <li
                        key={request.id}
                        class={rowClass(request)}
                        data-testid="queue-row"
                        data-request={request.id}
                        data-state={request.state}
                    >
                        <RowBody request={request} />
                    </li>
                ))}
            </ul>
            {rest > 0 && <p data-testid="wall-rest">{t('wall.rest', { n: rest })}</p>}
        </section>
    );
}

function WallPeople(): JSX.Element {
    const here = onDutyFirst(session.store.volunteers.value).filter(
        ({ duty }) => duty !== Duty.DUTY_OFF,
    );
    return (
        <section class="pane wall-people" aria-label={t('people.title')} data-testid="wall-people">
            <h2>{onDutyWords(session.store.estate.value?.on_duty ?? 0, here.length)}</h2>
            {here.length === 0 && <p>{t('wall.nobody')}</p>}
            <ul>
                {here.map(({ id, name, duty }) => (
                    <li key={id} class={`duty-${duty}`}>
                        <span class="dot" aria-hidden="true">
                            ●
                        </span>{' '}
                        <b>{name}</b> {tOr(`people.duty.${duty}`, 'people.duty.0')}
                    </li>
                ))}
            </ul>
        </section>
    );
}

export function WallPanes(): JSX.Element {
    return (
        <main class="panes wall-panes">
            <WallQueue />
            <div class="aside">
                <Plan />
                <WallPeople />
            </div>
        </main>
    );
}
