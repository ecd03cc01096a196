// What the household sees of danger, pauses and the licensed trade, and whom it may ask for.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { CategoryView, RequestView, Script } from 'circle-codec';
import { Sex } from 'circle-codec';
import { awaited, standingPause, tradeStand } from '../common/clocks';
import { Icon } from '../common/icons';
import { either, t, tOr } from '../common/text';
import { telHref } from '../common/ui';
import { isTerminal, moment, tradeName } from '../common/words';
import { pending, session } from './model';

// First of all: what to do and whom to call, while the request is on its way.
export function ScriptBox({ script }: { script: Script | undefined }): JSX.Element | null {
    if (!script) return null;
    return (
        <section class="script" role="alert" data-testid="script">
            <h3>
                <Icon name="alarm" /> {t('script.title')}
            </h3>
            <div class="script-numbers">
                {script.numbers.map((number) => (
                    <a
                        key={number}
                        class="button help huge"
                        href={telHref(number)}
                        data-testid={`script-call-${number}`}
                    >
                        {tOr(`danger.${number}`, 'script.call', { number })}
                    </a>
                ))}
            </div>
            <p data-testid="script-text">{either(script.text, script.text_en)}</p>
        </section>
    );
}

const SEXES = [
    [Sex.SEX_UNSPECIFIED, 'sex.any'],
    [Sex.SEX_FEMALE, 'sex.female'],
    [Sex.SEX_MALE, 'sex.male'],
] as const;

export function SexChoice(props: {
    category: CategoryView;
    sex: Signal<number>;
}): JSX.Element | null {
    const { category, sex } = props;
    if (!category.may_ask_sex) return null;
    return (
        <fieldset class="ask-question" data-testid="ask-sex">
            <legend>{t('sex.title')}</legend>
            <div class="options">
                {SEXES.map(([value, key]) => (
                    <button
                        key={value}
                        type="button"
                        class="option"
                        aria-pressed={sex.value === value}
                        data-testid={`sex-${value}`}
                        onClick={() => (sex.value = value)}
                    >
                        {sex.value === value && <span aria-hidden="true">✓ </span>}
                        {t(key)}
                    </button>
                ))}
            </div>
        </fieldset>
    );
}

// Whom the household asked for.
export function OwnSex({ request }: { request: RequestView }): JSX.Element | null {
    const key = SEXES.find(([value]) => value === request.sex)?.[1];
    if (!key || request.sex === Sex.SEX_UNSPECIFIED) return null;
    return (
        <p class="soft" data-testid="own-sex">
            {t('said.by', { name: t('own.sex'), text: t(key) })}
        </p>
    );
}

function ObjectButton({ request }: { request: RequestView }): JSX.Element {
    const busy = pending('object_pause', request.id);
    const object = () => {
        if (!busy) session.courier.post('object_pause', { request_id: request.id });
    };
    return (
        <button
            type="button"
            class="button quiet"
            data-testid="pause-object"
            aria-disabled={busy}
            onClick={object}
        >
            {t(busy ? 'sending' : 'pause.object')}
        </button>
    );
}

// The clock stands still: why, in whose words, until when; and a word against it.
export function PauseCard({ request }: { request: RequestView }): JSX.Element | null {
    const pause = standingPause(request);
    if (!pause || isTerminal(request)) return null;
    const now = session.connection.clock.ticking.value;
    const time = moment(pause.until, now, session.store.estate.value);
    return (
        <section class="card pause" role="status" data-testid="pause">
            <p>
                <Icon name="clock" />{' '}
                <b data-testid="pause-reason">{tOr(`pause.${pause.reason}`, 'pause.0')}</b>
            </p>
            {pause.text && <p data-testid="pause-text">{pause.text}</p>}
            <p data-testid="pause-until">{t('pause.until', { time })}</p>
            {pause.objected_at ? (
                <p data-testid="pause-objected">
                    <b>{t('pause.objected')}</b>
                </p>
            ) : (
                <ObjectButton request={request} />
            )}
        </section>
    );
}

export function TradeCard({ request }: { request: RequestView }): JSX.Element | null {
    const trade = awaited(request.trade);
    if (!trade || isTerminal(request)) return null;
    const estate = session.store.estate.value;
    const now = session.connection.clock.ticking.value;
    const values = {
        trade: tradeName(estate, request.category, trade.name),
        time: moment(trade.due_at, now, estate),
    };
    const stand = tradeStand(trade, request, now);
    return (
        <section class="card trade" role="status" data-testid="trade" data-stand={stand}>
            <Icon name={trade.wanted ? 'clock' : 'walk'} /> <b>{t(`trade.${stand}`, values)}</b>
        </section>
    );
}
