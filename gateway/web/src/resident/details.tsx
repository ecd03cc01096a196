// What may be said before sending: the category's questions, and a place on the plan.
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Answer, CategoryView, Option, Point, Question } from 'circle-codec';
import { PlaceKind } from 'circle-codec';
import { landmarks } from '../common/landmarks';
import { either, t } from '../common/text';
import { session } from './model';
import { PlaceMap } from './place_map';

export type Chosen = Readonly<Record<string, string>>; // option by question
export interface Spot {
    point: Point;
    name: string; // of a landmark, or empty
}

export function answersOf(category: CategoryView, chosen: Chosen): Answer[] {
    return category.questions.flatMap(({ id: question }) => {
        const option = chosen[question];
        return option ? [{ question, option }] : [];
    });
}

// The first required question without an answer.
export function missing(category: CategoryView, chosen: Chosen): Question | undefined {
    return category.questions.find(({ id, required }) => required && !chosen[id]);
}

function OneQuestion(props: {
    question: Question;
    chosen: Signal<Chosen>;
    picked: (option: Option) => void;
}): JSX.Element {
    const { question, chosen, picked } = props;
    const { id, options } = question;
    // A second tap takes the answer back.
    const toggle = (option: Option) => {
        const again = chosen.value[id] === option.id;
        chosen.value = { ...chosen.value, [id]: again ? '' : option.id };
        if (!again) picked(option);
    };
    return (
        <fieldset class="ask-question" data-testid={`question-${id}`}>
            <legend>
                {either(question.text, question.text_en)}
                {!question.required && <span class="soft"> {t('ask.optional')}</span>}
            </legend>
            <div class="options">
                {options.map((option) => (
                    <button
                        key={option.id}
                        type="button"
                        class="option"
                        aria-pressed={chosen.value[id] === option.id}
                        data-testid={`option-${id}-${option.id}`}
                        onClick={() => toggle(option)}
                    >
                        {chosen.value[id] === option.id && <span aria-hidden="true">✓ </span>}
                        {either(option.text, option.text_en)}
                    </button>
                ))}
            </div>
        </fieldset>
    );
}

export function Questions(props: {
    category: CategoryView;
    chosen: Signal<Chosen>;
    picked: (option: Option) => void;
}): JSX.Element {
    return (
        <>
            {props.category.questions.map((question) => (
                <OneQuestion
                    key={question.id}
                    question={question}
                    chosen={props.chosen}
                    picked={props.picked}
                />
            ))}
        </>
    );
}

function nameOf(spot: Spot): string {
    return spot.name || t('place.tapped');
}

function PlaceText({ spot }: { spot: Signal<Spot | undefined> }): JSX.Element {
    const { value } = spot;
    return (
        <div class="row">
            <p class="grow" role="status" data-testid="place-text">
                {value ? t('place.chosen', { name: nameOf(value) }) : t('place.door')}
            </p>
            {value && (
                <button
                    type="button"
                    class="small"
                    data-testid="place-clear"
                    onClick={() => (spot.value = undefined)}
                >
                    {t('place.clear')}
                </button>
            )}
        </div>
    );
}

// Folded, so that the button that sends stays in sight.
export function Place(props: {
    category: CategoryView;
    spot: Signal<Spot | undefined>;
}): JSX.Element | null {
    const estate = session.store.estate.value;
    if (props.category.place !== PlaceKind.PLACE_KIND_PLAN || !estate || landmarks(estate).length === 0) {
        return null;
    }
    const { spot } = props;
    return (
        <details class="card place" data-testid="place">
            <summary data-testid="place-open">
                {spot.value ? t('place.chosen', { name: nameOf(spot.value) }) : t('place.title')}
            </summary>
            <PlaceMap
                estate={estate}
                point={spot.value?.point}
                pick={(point) => (spot.value = { point, name: '' })}
            />
            <PlaceText spot={spot} />
            <details>
                <summary data-testid="place-list">{t('place.list')}</summary>
                <div class="options">
                    {landmarks(estate).map((mark, i) => (
                        <button
                            key={mark.name}
                            type="button"
                            class="option"
                            aria-pressed={spot.value?.name === mark.name}
                            data-testid={`place-${i}`}
                            onClick={() => (spot.value = mark)}
                        >
                            {mark.name}
                        </button>
                    ))}
                </div>
            </details>
        </details>
    );
}
