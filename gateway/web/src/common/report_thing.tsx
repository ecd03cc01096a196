// Says what was lost or found, one question a screen: what, which colour, when, where, anything
// special. Only the first and the third must be answered.
import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import type { Partially, Point, Thing } from 'circle-codec';
import { ThingKind } from 'circle-codec';
import { landmarks } from './landmarks';
import type { Session } from './session';
import { t } from './text';
import type { TextKey } from './text';
import { ThingIcon } from './thing_icons';
import { KINDS, PLACE_MAX, SWATCHES, WHENS, WORDS_MAX, colourName, kindName, spanOf, thingName } from './things';
import type { When } from './things';

export interface Draft {
    kind: number;
    colour: number;
    when: When | '';
    place: string;
    point?: Point | undefined;
    words: string;
}

type Step = 'kind' | 'colour' | 'when' | 'where' | 'words';
const STEPS: readonly Step[] = ['kind', 'colour', 'when', 'where', 'words'];

// How far somebody has come. Kept by the page, so that what passes over the screen takes nothing away.
export interface Begun {
    draft: Signal<Draft>;
    at: Signal<number>;
}

export function begin(): Begun {
    return {
        draft: signal<Draft>({ kind: 0, colour: 0, when: '', place: '', words: '' }),
        at: signal(0),
    };
}

// `intent` chooses the words; `map`, if there is a plan to tap, draws it.
export interface Reporting {
    session: Session;
    begun: Begun;
    intent: 'lost' | 'found';
    send: (thing: Partially<Thing>) => void;
    leave: () => void;
    map?: (point: Point | undefined, pick: (point: Point) => void) => JSX.Element | null;
}

interface StepProps {
    asked: Reporting;
    draft: Signal<Draft>;
    next: () => void;
}

function question(step: Step, intent: Reporting['intent']): TextKey {
    return `lost.ask.${step}.${intent}`;
}

function Kinds({ draft, next }: StepProps): JSX.Element {
    const pick = (kind: number) => {
        draft.value = { ...draft.value, kind };
        next();
    };
    return (
        <div class="thing-kinds">
            {KINDS.map((kind) => (
                <button
                    key={kind}
                    type="button"
                    class="thing-choice"
                    aria-pressed={draft.value.kind === kind}
                    data-testid={`thing-kind-${kind}`}
                    onClick={() => pick(kind)}
                >
                    <ThingIcon kind={kind} />
                    <span>{kindName(kind)}</span>
                </button>
            ))}
        </div>
    );
}

function Colours({ draft, next }: StepProps): JSX.Element {
    const pick = (colour: number) => {
        draft.value = { ...draft.value, colour };
        next();
    };
    return (
        <>
            <div class="thing-colours">
                {SWATCHES.map(([colour, background]) => (
                    <button
                        key={colour}
                        type="button"
                        class="thing-colour"
                        aria-pressed={draft.value.colour === colour}
                        data-testid={`thing-colour-${colour}`}
                        onClick={() => pick(colour)}
                    >
                        <i class="swatch" style={{ background }} aria-hidden="true" />
                        <span>{colourName(colour)}</span>
                    </button>
                ))}
            </div>
            <button
                type="button"
                class="button quiet"
                data-testid="thing-colour-0"
                onClick={() => pick(0)}
            >
                {t('lost.colour.0')}
            </button>
        </>
    );
}

function Times({ draft, next }: StepProps): JSX.Element {
    const pick = (when: When) => {
        draft.value = { ...draft.value, when };
        next();
    };
    return (
        <div class="thing-times">
            {WHENS.map((when) => (
                <button
                    key={when}
                    type="button"
                    class="button quiet"
                    aria-pressed={draft.value.when === when}
                    data-testid={`thing-when-${when}`}
                    onClick={() => pick(when)}
                >
                    {t(`lost.when.${when}`)}
                </button>
            ))}
        </div>
    );
}

function Where({ asked, draft, next }: StepProps): JSX.Element {
    const estate = asked.session.store.estate.value;
    const put = (place: string, point?: Point) => {
        draft.value = { ...draft.value, place, point };
    };
    const pickOnMap = (point: Point) => put(draft.value.place, point);
    return (
        <>
            <div class="thing-places">
                {(estate ? landmarks(estate) : []).map((mark, i) => (
                    <button
                        key={mark.name}
                        type="button"
                        class="thing-colour"
                        aria-pressed={draft.value.place === mark.name}
                        data-testid={`thing-place-${i}`}
                        onClick={() => put(mark.name, mark.point)}
                    >
                        {mark.name}
                    </button>
                ))}
            </div>
            <label class="thing-note">
                <span>{t('lost.place')}</span>
                <input
                    type="text"
                    maxLength={PLACE_MAX}
                    value={draft.value.place}
                    data-testid="thing-place"
                    placeholder={t('lost.place.hint')}
                    onInput={(event) => put(event.currentTarget.value)}
                />
            </label>
            {asked.map && (
                <details class="card place">
                    <summary data-testid="thing-map">
                        {t(draft.value.point ? 'lost.map.chosen' : 'lost.map')}
                    </summary>
                    {asked.map(draft.value.point, pickOnMap)}
                </details>
            )}
            <button type="button" class="button main" data-testid="thing-next" onClick={next}>
                {t(draft.value.place || draft.value.point ? 'lost.next' : 'lost.skip')}
            </button>
        </>
    );
}

function Special({ asked, draft }: StepProps): JSX.Element {
    const { intent } = asked;
    const { kind, words } = draft.value;
    const needed = kind === ThingKind.THING_KIND_OTHER && !words.trim();
    return (
        <>
            <p class="thing-sum" data-testid="thing-sum">
                <ThingIcon kind={kind} /> <b>{thingName(draft.value)}</b>
            </p>
            <label class="thing-note">
                <span>{t(kind === ThingKind.THING_KIND_OTHER ? 'lost.words.other' : 'lost.words')}</span>
                <textarea
                    rows={3}
                    maxLength={WORDS_MAX}
                    value={words}
                    data-testid="thing-words"
                    placeholder={t('lost.words.hint')}
                    onInput={(event) =>
                        (draft.value = { ...draft.value, words: event.currentTarget.value })
                    }
                />
                <span class="soft">{t('lost.words.private')}</span>
            </label>
            {needed && <p role="status">{t('lost.words.needed')}</p>}
            <button
                type="button"
                class="button main huge"
                data-testid="thing-send"
                aria-disabled={needed}
                onClick={() => !needed && asked.send(thingOf(draft.value, asked.session))}
            >
                {t(intent === 'lost' ? 'lost.send.lost' : 'lost.send.found')}
            </button>
        </>
    );
}

function thingOf(draft: Draft, session: Session): Partially<Thing> {
    const now = session.connection.clock.now();
    const { kind, colour, point } = draft;
    return {
        kind,
        colour,
        place: draft.place.trim(),
        point,
        words: draft.words.trim(),
        ...spanOf(draft.when || 'today', now, session.store.estate.value),
    };
}

const SCREENS: Record<Step, (props: StepProps) => JSX.Element> = {
    kind: Kinds,
    colour: Colours,
    when: Times,
    where: Where,
    words: Special,
};

// Each question is read aloud when it comes up.
function Heading({ children }: { children: ComponentChildren }): JSX.Element {
    const heading = useRef<HTMLHeadingElement>(null);
    useLayoutEffect(() => {
        window.scrollTo(0, 0);
        heading.current?.focus();
    }, []);
    return (
        <h2 ref={heading} tabIndex={-1} data-focus data-testid="thing-question">
            {children}
        </h2>
    );
}

export function ReportThing(asked: Reporting): JSX.Element {
    const { draft, at } = asked.begun;
    const step = STEPS[at.value] ?? 'kind';
    const Screen = SCREENS[step];
    const back = () => (at.value > 0 ? (at.value -= 1) : asked.leave());
    return (
        <div class="body" data-testid="screen-thing" data-step={step}>
            <p class="soft">{t('lost.step', { n: at.value + 1, of: STEPS.length })}</p>
            <Heading key={step}>{t(question(step, asked.intent))}</Heading>
            <Screen asked={asked} draft={draft} next={() => (at.value += 1)} />
            <div class="foot">
                <button type="button" class="button plain" data-testid="thing-back" onClick={back}>
                    {t('back')}
                </button>
            </div>
        </div>
    );
}
