// Pieces of the screens that follow a tap: what it has come to in words, who comes, whom to call.
import type { ComponentChildren, JSX } from 'preact';
import { VisitState } from 'circle-codec';
import type { HelperView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import { PhoneLink, stationPhone, useNews } from '../common/ui';
import { isJustSent, safetyOf } from '../common/words';
import type { Status } from '../common/status';
import { session, undo, undoable } from './model';
import { replace } from './route';

const stepKeys = (onSite: boolean): TextKey[] => [
    'step.received',
    'step.asking',
    'step.accepted',
    onSite ? 'step.arrived.site' : 'step.arrived',
    'step.done',
];

// Steps that never happened get no tick.
export function Steps({ status }: { status: Status }): JSX.Element {
    const { step: done, skipped = [], onSite = false } = status;
    const isBehind = (i: number) => i < done && !skipped.includes(i);
    const mark = (i: number) => (isBehind(i) ? 'past' : i === done ? 'now' : '');
    const sign = (i: number) => (skipped.includes(i) ? '–' : i + 1);
    return (
        <ol class="steps" data-testid="steps" data-step={done}>
            {stepKeys(onSite).map((key, i) => (
                <li key={key} class={mark(i)} aria-current={i === done ? 'step' : undefined}>
                    <span aria-hidden="true">{isBehind(i) ? '✓' : sign(i)}</span>
                    {t(key)}
                </li>
            ))}
        </ol>
    );
}

export function UndoBar(): JSX.Element | null {
    session.connection.clock.ticking.value; // drawn again as time passes
    const tap = undoable.value;
    const left = tap ? Math.ceil((tap.until - performance.now()) / 1000) : 0;
    if (left <= 0) return null;
    return (
        <div class="undo-bar" role="group">
            <span>{t('undo.left', { n: left })}</span>
            <button type="button" class="button" data-testid="undo" onClick={undo}>
                {t('undo')}
            </button>
        </div>
    );
}

// A part between commas that does not fit one line of a narrow phone.
function hasLongPart(headline: string): boolean {
    return headline.split('，').some((part) => part.length > 7);
}

export function Headline(props: {
    status: Status;
    busy?: boolean;
    children?: ComponentChildren;
}): JSX.Element {
    const { status, busy, children } = props;
    const text = status.sub
        ? t('sentences', { first: status.headline, second: status.sub })
        : status.headline;
    useNews(text);
    return (
        <section class={`card status tone-${status.tone}`}>
            {status.tone === 'good' && (
                <span class="tile big thanks">
                    <Icon name="care" />
                </span>
            )}
            <h2
                tabIndex={-1}
                class={hasLongPart(status.headline) ? 'long' : ''}
                data-focus
                data-testid="status-headline"
            >
                {busy && <span class="spinner" aria-hidden="true" />}
                {status.headline}
            </h2>
            {status.sub && <p data-testid="status-sub">{status.sub}</p>}
            {children}
        </section>
    );
}

// `atPlace`: what they come to may be elsewhere than the household's door.
function visitWords(helper: HelperView, atPlace: boolean): string {
    if (isJustSent(helper)) return t('helper.visit.sent');
    const there = helper.state === VisitState.VISIT_STATE_ARRIVED;
    if (there && atPlace) return t('helper.visit.site');
    return tOr(`helper.visit.${helper.state}`, 'status.unknown');
}

export function Helper(props: { helper: HelperView; atPlace: boolean }): JSX.Element {
    const { helper, atPlace } = props;
    const words = visitWords(helper, atPlace);
    return (
        <section class="card row helper" data-testid="helper" data-volunteer={helper.volunteer_id}>
            <span class="avatar" aria-hidden="true">
                {helper.name.slice(0, 1)}
            </span>
            <span class="grow">
                <b data-testid="helper-name">{helper.name}</b>
                <span class="soft">{words}</span>
            </span>
            <PhoneLink
                phone={helper.phone}
                testid="helper-phone"
                label={t('phone.person')}
                className="small call"
            />
        </section>
    );
}

export function Safety({ category }: { category: string }): JSX.Element | null {
    const text = safetyOf(session.store.estate.value, category);
    if (!text) return null;
    return (
        <p class="safety" data-testid="safety">
            <Icon name="shield" />
            <span>
                <b>{t('safety.title')}</b>
                {text}
            </span>
        </p>
    );
}

// The phone is always there; big when the promise or the link is in danger.
export function StationPhone({ urgent }: { urgent: boolean }): JSX.Element {
    return (
        <PhoneLink
            phone={stationPhone(session)}
            testid="phone-station"
            className={urgent ? 'button help' : 'button quiet'}
        />
    );
}

export function HomeBack({ plain }: { plain?: boolean }): JSX.Element {
    return (
        <button
            type="button"
            class={plain ? 'button plain' : 'button main huge'}
            data-testid="home-back"
            onClick={() => replace({ screen: 'home' })}
        >
            {t('home.back')}
        </button>
    );
}
