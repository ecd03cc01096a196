// One offer over the whole screen: what, where, how far, how long; yes or not now.
import type { JSX } from 'preact';
import { Urgency } from 'circle-codec';
import type { OfferView } from 'circle-codec';
import { Answers } from '../common/answers';
import { CategoryIcon, Icon } from '../common/icons';
import { climbWords } from '../common/route';
import { t } from '../common/text';
import { useNews } from '../common/ui';
import { answerTexts, categoryOf, mayBeElsewhere, titleOf, walkWords } from '../common/words';
import { SoundHint } from './idle';
import { accept, bringToFront, decline, giveUp, openOffers, pending, session } from './model';
import { dangerWords } from './offers';
import { Outage } from './outage';
import { useSettled } from './settle';

const RADIUS = 54;
const ROUND = 2 * Math.PI * RADIUS;

function Ring({ offer }: { offer: OfferView }): JSX.Element {
    const now = session.connection.clock.ticking.value;
    const left = Math.max(0, offer.expires_at - now);
    const share = Math.min(1, left / Math.max(1, offer.expires_at - offer.opened_at));
    const n = Math.ceil(left / 1000);
    return (
        <div
            class="ring"
            role="timer"
            aria-label={t('offer.left', { n })}
            data-testid="offer-countdown"
            data-seconds={n}
        >
            <svg viewBox="0 0 124 124" aria-hidden="true">
                <circle class="ring-base" cx="62" cy="62" r={RADIUS} />
                <circle
                    class="ring-left"
                    cx="62"
                    cy="62"
                    r={RADIUS}
                    stroke-dasharray={ROUND}
                    stroke-dashoffset={ROUND * (1 - share)}
                />
            </svg>
            <p aria-hidden="true">
                <b>{n}</b>
                <span>{t('offer.left.unit')}</span>
            </p>
        </div>
    );
}

const isUrgent = ({ urgency }: OfferView) => urgency === Urgency.URGENCY_URGENT;

// The building of the door, or the nearest to the spot that was marked on the plan. Which of the two
// is not known before the yes: "near" is true of both.
function whereabouts({ category, building }: OfferView): string {
    const elsewhere = mayBeElsewhere(session.store.estate.value, category);
    return elsewhere ? t('near', { name: building }) : building;
}

// What, where and how far, in one line.
export function offerLine(offer: OfferView): string {
    const name = titleOf(session.store.estate.value, offer);
    const urgent = isUrgent(offer) ? [t('offer.urgent')] : [];
    const grave = offer.life_threatening ? [t('offer.danger')] : urgent;
    return [...grave, name, whereabouts(offer), walkWords(offer.walk_minutes)].join('\u00a0· ');
}

// The second open offer: one line, a tap brings it to the front.
function OtherOffer({ offer, still }: { offer: OfferView; still: boolean }): JSX.Element {
    return (
        <button
            type="button"
            class="other-offer offer-line"
            data-testid="offer-other"
            aria-disabled={still}
            onClick={() => !still && bringToFront(offer.id)}
        >
            {t('said.by', { name: t('offer.more', { n: 1 }), text: offerLine(offer) })}
        </button>
    );
}

// An offer comes by itself, under a finger that may be on its way to something else.
const OFFER_SETTLE_MS = 500;

// Before all else: what it may be, that help was called for, and not to wait at the door. What was
// answered stands here: below there may be no room for it.
function Danger({ offer }: { offer: OfferView }): JSX.Element | null {
    if (!offer.life_threatening) return null;
    const category = categoryOf(session.store.estate.value, offer.category);
    const answers = answerTexts(category, offer.answers).map(({ option }) => option);
    const words = dangerWords(offer, category);
    return (
        <p class="offer-danger" data-testid="offer-danger">
            <Icon name="alarm" />
            <span>
                <b>{t('offer.danger')}</b>
                {answers.map((answer) => (
                    <b key={answer}>{answer}</b>
                ))}
                {words.map((line) => (
                    <span key={line}>{line}</span>
                ))}
            </span>
        </p>
    );
}

// It was not solved after all.
function Again({ offer }: { offer: OfferView }): JSX.Element | null {
    const round = offer.reopens + 1;
    if (round === 1) return null;
    return (
        <p class="offer-doors" data-testid="offer-again" data-round={round}>
            <Icon name="clock" /> {t('offer.again', { n: round })}
        </p>
    );
}

// A yes that cannot leave the phone: said, and taken back on request.
function NotSent({ offer }: { offer: OfferView }): JSX.Element {
    return (
        <div class="not-sent" role="status" data-testid="offer-not-sent">
            <b>{t('offer.not.sent')}</b>
            <button
                type="button"
                class="button decline"
                data-testid="offer-give-up"
                onClick={() => giveUp(offer.id)}
            >
                {t('offer.give.up')}
            </button>
        </div>
    );
}

export function OfferScreen({ offer }: { offer: OfferView }): JSX.Element {
    const { estate } = session.store;
    const name = titleOf(estate.value, offer);
    const building = whereabouts(offer);
    const icon = estate.value?.categories.find((c) => c.id === offer.category)?.icon ?? '';
    const accepting = pending('accept_offer', offer.id);
    const settled = useSettled(offer.id, OFFER_SETTLE_MS);
    const grave = offer.life_threatening ? [t('offer.danger')] : [];
    useNews([t('offer.title'), ...grave, name, building].join(t('list.clause')));
    const others = openOffers().filter((other) => other.id !== offer.id);
    return (
        <main class="offer" data-testid="screen-offer" data-offer={offer.id}>
            <p class="offer-title">
                <Icon name="bell" /> {t('offer.title')}
                {isUrgent(offer) && !offer.life_threatening && (
                    <b class="urgent" data-testid="offer-urgent">
                        {t('offer.urgent')}
                    </b>
                )}
            </p>
            <SoundHint />
            <Danger offer={offer} />
            <Ring offer={offer} />
            <div class="offer-what">
                <CategoryIcon emoji={icon} />
                <h1 data-testid="offer-category">{name}</h1>
            </div>
            <p class="offer-where">
                <span data-testid="offer-building">
                    <Icon name="house" /> {building}
                </span>
                <span data-testid="offer-walk" data-minutes={offer.walk_minutes}>
                    <Icon name="walk" /> {walkWords(offer.walk_minutes)}
                </span>
                {offer.on_foot_floors > 0 && (
                    <span data-testid="offer-climb" data-floors={offer.on_foot_floors}>
                        <Icon name="stairs" /> {climbWords(offer)}
                    </span>
                )}
            </p>
            <Again offer={offer} />
            <Outage about={offer} look="offer-doors" />
            {!offer.life_threatening && (
                <Answers category={offer.category} answers={offer.answers} session={session} />
            )}
            {offer.two_go_together && !offer.life_threatening && (
                <p class="offer-where" data-testid="offer-together">
                    <Icon name="people" /> {t('offer.together')}
                </p>
            )}
            <div class="foot sticky">
                {accepting && session.connection.stale.value && <NotSent offer={offer} />}
                {others.map((other) => (
                    <OtherOffer key={other.id} offer={other} still={accepting} />
                ))}
                <button
                    type="button"
                    class="button accept huge"
                    data-testid="offer-accept"
                    aria-disabled={accepting || !settled}
                    onClick={() => settled && accept(offer.id)}
                >
                    {accepting && <span class="spinner" aria-hidden="true" />}
                    {t(accepting ? 'offer.accepting' : 'offer.accept')}
                </button>
                <button
                    type="button"
                    class="button decline"
                    data-testid="offer-decline"
                    aria-disabled={accepting || !settled}
                    onClick={() => settled && decline(offer.id)}
                >
                    {t('offer.decline')}
                </button>
            </div>
        </main>
    );
}
