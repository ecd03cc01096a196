// What the resident chose when asking, for whoever helps and for the resident.
import type { JSX } from 'preact';
import type { Answer } from 'circle-codec';
import type { Session } from './session';
import { answerTexts, categoryOf } from './words';

export function Answers(props: {
    session: Session;
    category: string;
    answers: readonly Answer[];
}): JSX.Element | null {
    const category = categoryOf(props.session.store.estate.value, props.category);
    const texts = answerTexts(category, props.answers);
    if (texts.length === 0) return null;
    return (
        <dl class="card answers" data-testid="answers">
            {texts.map(({ id, question, option }) => (
                <div key={id} data-testid={`answer-${id}`}>
                    <dt>{question}</dt>
                    <dd>{option}</dd>
                </div>
            ))}
        </dl>
    );
}
