// One category, an optional note, one big button.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Sex, Urgency } from 'circle-codec';
import type { CategoryView, Option } from 'circle-codec';
import { CategoryIcon } from '../common/icons';
import { either, t } from '../common/text';
import { PhoneLink, stationPhone } from '../common/ui';
import { isLifeThreatening, nameIn } from '../common/words';
import { Place, Questions, answersOf, missing } from './details';
import type { Chosen, Spot } from './details';
import { CategoryCover } from './cover';
import { askForHelp, session } from './model';
import { go } from './route';
import { ScriptBox, SexChoice } from './safety';

const NOTE_MAX = 200;

function EmergencyNumbers(): JSX.Element {
    return (
        <div class="emergency" data-testid="emergency">
            <p>{t('danger.numbers')}</p>
            {(['120', '119', '110'] as const).map((number) => (
                <a key={number} href={`tel:${number}`} data-testid={`call-${number}`}>
                    {t(`danger.${number}`)}
                </a>
            ))}
        </div>
    );
}

export function Ask({ category }: { category: CategoryView }): JSX.Element {
    const note = useSignal('');
    const hint = useSignal('');
    const chosen = useSignal<Chosen>({});
    const spot = useSignal<Spot | undefined>(undefined);
    const sex = useSignal<number>(Sex.SEX_UNSPECIFIED);
    const ask = () => {
        const unanswered = missing(category, chosen.value);
        if (unanswered) {
            hint.value = t('ask.required', { question: either(unanswered.text, unanswered.text_en) });
            return;
        }
        askForHelp({
            category: category.id,
            note: note.value.trim(),
            answers: answersOf(category, chosen.value),
            place: spot.value?.point,
            sex: sex.value,
        });
    };
    const send = (event: Event) => {
        event.preventDefault();
        ask();
    };
    // No second tap when a life may be in danger: it is sent, and the next screen says whom to
    // call.
    const picked = (option: Option) => {
        if (option.life_threatening) ask();
    };
    const answers = answersOf(category, chosen.value);
    const danger = isLifeThreatening(category, answers);
    return (
        <form class="body" data-testid="screen-ask" onSubmit={send}>
            <div class="chosen">
                <CategoryIcon emoji={category.icon} />
                <h2 tabIndex={-1} data-focus data-testid="ask-category">
                    {nameIn(category)}
                </h2>
            </div>
            {danger && <ScriptBox script={category.script} />}
            {!danger && category.urgency === Urgency.URGENCY_URGENT && <EmergencyNumbers />}
            <CategoryCover
                category={category}
                atDoor={!spot.value}
                answers={answers}
                choosesSex={sex.value !== Sex.SEX_UNSPECIFIED}
            />
            <Questions category={category} chosen={chosen} picked={picked} />
            <SexChoice category={category} sex={sex} />
            <Place category={category} spot={spot} />
            <div class="send">
                <p role="alert" data-testid="ask-hint">
                    {missing(category, chosen.value) && hint}
                </p>
                <button type="submit" class="button help huge" data-testid="ask-send">
                    {t('ask.send')}
                </button>
            </div>
            <label class="note">
                <span>{t('ask.note')}</span>
                <textarea
                    rows={2}
                    maxLength={NOTE_MAX}
                    value={note}
                    data-testid="ask-note"
                    placeholder={t('ask.note.hint')}
                    onInput={(event) => (note.value = event.currentTarget.value)}
                />
                <span class="soft">{t('ask.note.left', { n: NOTE_MAX - note.value.length })}</span>
            </label>
            <div class="foot">
                <button
                    type="button"
                    class="button plain"
                    data-testid="ask-back"
                    onClick={() => go({ screen: 'home' })}
                >
                    {t('back')}
                </button>
                <PhoneLink phone={stationPhone(session)} testid="phone-station" />
            </div>
        </form>
    );
}
