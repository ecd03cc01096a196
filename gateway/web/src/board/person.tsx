// Whose request it is: where, who, what they answered and wrote.
import type { ComponentChildren, JSX } from 'preact';
import { Sex } from 'circle-codec';
import type { Answer, RequestView } from 'circle-codec';
import { standingPause } from '../common/clocks';
import { spotName } from '../common/landmarks';
import { outageEnd } from '../common/outages';
import { phrase } from '../common/phrases';
import { either, t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { categoryOf, isTerminal } from '../common/words';
import { session } from './session';
import { skillName } from './skills';
import { when } from './when';

function Value(props: {
    label: string;
    testid: string;
    wide?: boolean;
    children: ComponentChildren;
}): JSX.Element {
    return (
        <div class={props.wide ? 'wide' : undefined}>
            <dt>{props.label}</dt>
            <dd data-testid={props.testid}>{props.children}</dd>
        </div>
    );
}

function Place({ request }: { request: RequestView }): JSX.Element | null {
    const name = spotName(session.store.estate.value, request);
    if (!name) return null;
    return (
        <Value label={t('detail.place')} testid="detail-place" wide>
            {t('detail.place.see', { place: t('near', { name }) })}
        </Value>
    );
}

function AnswerValue(props: { request: RequestView; answer: Answer }): JSX.Element {
    const { request, answer } = props;
    const category = categoryOf(session.store.estate.value, request.category);
    const question = category?.questions.find(({ id }) => id === answer.question);
    const option = question?.options.find(({ id }) => id === answer.option);
    return (
        <Value
            label={question ? either(question.text, question.text_en) : answer.question}
            testid="detail-answer"
        >
            {option ? either(option.text, option.text_en) : answer.option}
        </Value>
    );
}

export function Person({ request }: { request: RequestView }): JSX.Element {
    const { end_reason: reason, incident_id } = request;
    const repaired = outageEnd(request, session.store.incidents.value.get(incident_id));
    return (
        <dl class="person">
            <Value label={t('detail.where')} testid="detail-door">
                {request.door}
            </Value>
            <Value label={t('detail.who')} testid="detail-name">
                {request.name}
            </Value>
            <div>
                <dt>{t('detail.phone')}</dt>
                <dd>
                    <PhoneLink
                        phone={request.phone}
                        testid="detail-phone"
                        label={request.phone}
                        className="small call"
                    />
                </dd>
            </div>
            <Value label={t('detail.submitted')} testid="detail-submitted">
                {when(request.submitted_at)}
            </Value>
            <Value label={t('detail.due')} testid="detail-due">
                {standingPause(request) ? t('pause.word') : when(request.sla_due_at)}
            </Value>
            {request.answers.map((answer) => (
                <AnswerValue key={answer.question} request={request} answer={answer} />
            ))}
            {request.licence && (
                <Value label={t('detail.licence')} testid="detail-licence">
                    {skillName(request.licence)}
                </Value>
            )}
            {request.sex > 0 && (
                <Value label={t('sex.title')} testid="detail-sex">
                    {t(request.sex === Sex.SEX_FEMALE ? 'sex.female' : 'sex.male')}
                </Value>
            )}
            <Place request={request} />
            {request.note && (
                <Value label={t('detail.note')} testid="detail-note" wide>
                    {request.note}
                </Value>
            )}
            {isTerminal(request) && reason && (
                <Value label={t('detail.ended')} testid="detail-ended" wide>
                    {repaired || tOr(`end.${reason}`, 'end.other', { reason: phrase(reason) })}
                </Value>
            )}
        </dl>
    );
}
