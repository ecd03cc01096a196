// The forms of the lost-and-found pane.
import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ItemView, Partially, Thing } from 'circle-codec';
import { ThingKind } from 'circle-codec';
import { SmallForm, Words } from '../common/form';
import { t } from '../common/text';
import { KINDS, PLACE_MAX, SWATCHES, WHENS, colourName, kindName, spanOf, thingName } from '../common/things';
import type { When } from '../common/things';
import { lostForm } from './lost';
import { correct, dispose, handOver, reportFound, reportLost } from './lost_acts';
import { session } from './session';

interface Draft {
    kind: number;
    colour: number;
    place: string;
    when: When | '';
    words: string;
}
const EMPTY: Draft = { kind: ThingKind.THING_KIND_KEYS, colour: 0, place: '', when: 'today', words: '' };

const leave = () => (lostForm.value = '');

function draftOf(thing: Thing | undefined): Draft {
    if (!thing) return EMPTY;
    const { kind, colour, place, words } = thing;
    return { kind, colour, place, words, when: '' };
}

// Without a new time the old one stays; a new place in words drops the old point.
function thingOf(draft: Draft, before: Thing | undefined): Partially<Thing> {
    const { kind, colour, when } = draft;
    const now = session.connection.clock.now();
    const place = draft.place.trim();
    const span = when || !before ? spanOf(when || 'today', now, session.store.estate.value) : before;
    const point = before && before.place === place ? before.point : undefined;
    return { kind, colour, place, point, words: draft.words.trim(), from: span.from, to: span.to };
}

function Choose(props: {
    testid: string;
    label: string;
    value: number | string;
    choices: readonly [value: number | string, text: string][];
    pick: (value: string) => void;
}): JSX.Element {
    return (
        <label>
            {props.label}
            <select
                value={String(props.value)}
                data-testid={props.testid}
                onChange={(event) => props.pick(event.currentTarget.value)}
            >
                {props.choices.map(([value, text]) => (
                    <option key={value} value={String(value)}>
                        {text}
                    </option>
                ))}
            </select>
        </label>
    );
}

function ThingFields({ draft, known }: { draft: Signal<Draft>; known: boolean }): JSX.Element {
    const put = (part: Partial<Draft>) => (draft.value = { ...draft.value, ...part });
    const { kind, colour, when, place, words } = draft.value;
    const as_is: [string, string][] = known ? [['', t('lost.when.same')]] : [];
    return (
        <>
            <Choose
                testid="lost-kind"
                label={t('lost.field.kind')}
                value={kind}
                choices={KINDS.map((of) => [of, kindName(of)])}
                pick={(of) => put({ kind: Number(of) })}
            />
            <Choose
                testid="lost-colour"
                label={t('lost.field.colour')}
                value={colour}
                choices={[
                    [0, t('lost.colour.0')],
                    ...SWATCHES.map(([of]): [number, string] => [of, colourName(of)]),
                ]}
                pick={(of) => put({ colour: Number(of) })}
            />
            <Choose
                testid="lost-when"
                label={t('lost.field.when')}
                value={when}
                choices={[...as_is, ...WHENS.map((of): [string, string] => [of, t(`lost.when.${of}`)])]}
                pick={(of) => put({ when: of as When | '' })}
            />
            <label>
                {t('lost.place')}
                <input
                    type="text"
                    maxLength={PLACE_MAX}
                    value={place}
                    data-testid="lost-place"
                    onInput={(event) => put({ place: event.currentTarget.value })}
                />
            </label>
            <Words
                label={t('lost.words')}
                testid="lost-words"
                required={kind === ThingKind.THING_KIND_OTHER}
                value={{
                    get value() {
                        return words;
                    },
                    set value(said: string) {
                        put({ words: said });
                    },
                }}
            />
        </>
    );
}

const IDS = { form: 'lost-form', yes: 'lost-form-yes', no: 'lost-form-no' };

export function FoundForm(): JSX.Element {
    const draft = useSignal(EMPTY);
    return (
        <SmallForm
            ids={IDS}
            className="close-form lost-form"
            yes={t('lost.shelve')}
            no={t('back')}
            send={() => reportFound(thingOf(draft.value, undefined))}
            leave={leave}
        >
            <ThingFields draft={draft} known={false} />
        </SmallForm>
    );
}

export function LostForm(): JSX.Element {
    const draft = useSignal(EMPTY);
    const contact = useSignal('');
    return (
        <SmallForm
            ids={IDS}
            className="close-form lost-form"
            yes={t('lost.send.lost')}
            no={t('back')}
            send={() => reportLost(thingOf(draft.value, undefined), contact.value)}
            leave={leave}
        >
            <Words label={t('lost.contact')} testid="lost-contact" required value={contact} />
            <ThingFields draft={draft} known={false} />
        </SmallForm>
    );
}

export function EditForm({ item }: { item: ItemView }): JSX.Element {
    const draft = useSignal(draftOf(item.thing));
    return (
        <SmallForm
            ids={IDS}
            className="close-form lost-form"
            yes={t('lost.save')}
            no={t('back')}
            send={() => correct(item.id, thingOf(draft.value, item.thing))}
            leave={leave}
        >
            <ThingFields draft={draft} known />
        </SmallForm>
    );
}

export function DisposeForm({ item }: { item: ItemView }): JSX.Element {
    const reason = useSignal('');
    return (
        <SmallForm
            ids={IDS}
            className="close-form lost-form"
            yes={t('lost.dispose')}
            no={t('back')}
            buttons={['small danger', 'small']}
            send={() => dispose(item.id, reason.value)}
            leave={leave}
        >
            <Words
                label={t('lost.dispose.why')}
                testid="lost-reason"
                required
                value={reason}
                quick={[t('lost.dispose.1'), t('lost.dispose.2'), t('lost.dispose.3')]}
            />
        </SmallForm>
    );
}

// `lost` is the report that it answers, if it is one of those; who asked is put in.
export function HandOverForm(props: { item: ItemView; lost: string }): JSX.Element {
    const report = session.store.lost.value.get(props.lost);
    const asker = report ? report.contact || [report.name, report.door].filter(Boolean).join(' ') : '';
    const who = useSignal(asker.slice(0, 100));
    const proof = useSignal('');
    const { thing, shelf, id } = props.item;
    return (
        <SmallForm
            ids={IDS}
            className="close-form lost-form"
            yes={t('lost.hand.yes')}
            no={t('back')}
            send={() => handOver(id, props.lost, who.value, proof.value)}
            leave={leave}
        >
            <p data-testid="lost-hand-what">
                <b>{thing && thingName(thing)}</b> {shelf > 0 && t('lost.shelf.number', { n: shelf })}
            </p>
            <label>
                {t('lost.who')}
                <input
                    type="text"
                    maxLength={100}
                    required
                    pattern=".*\S.*"
                    value={who.value}
                    data-testid="lost-who"
                    onInput={(event) => (who.value = event.currentTarget.value)}
                />
            </label>
            <Words
                label={t('lost.proof')}
                testid="lost-proof"
                required
                value={proof}
                quick={[t('lost.proof.1'), t('lost.proof.2'), t('lost.proof.3')]}
            />
        </SmallForm>
    );
}
