// Who helps with a request, and who was asked.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { OfferOutcome, VisitState } from 'circle-codec';
import type { HelperView, OfferLine, RequestView } from 'circle-codec';
import { SmallForm, Words } from '../common/form';
import { phrase } from '../common/phrases';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { isJustSent, isLiveVisit } from '../common/words';
import { pending, withdraw } from './acts';
import { form } from './model';
import { coordinatorName } from './names';
import { secondsLeft } from './offers';
import { walkOf } from './walk';
import { when } from './when';

function WithdrawForm(props: { request: RequestView; helper: HelperView }): JSX.Element {
    const reason = useSignal('');
    const { request, helper } = props;
    return (
        <SmallForm
            ids={{ form: 'form-withdraw', yes: 'withdraw-yes', no: 'withdraw-no' }}
            yes={t('hand.withdraw.yes')}
            no={t('hand.no')}
            className="close-form"
            buttons={['small danger', 'small']}
            send={() => withdraw(request.id, helper.volunteer_id, reason.value)}
            leave={() => (form.value = '')}
        >
            <Words label={t('hand.reason')} value={reason} testid="withdraw-reason" />
        </SmallForm>
    );
}

// Called back only on purpose: the first click asks why, the second does it.
function Withdraw({ request, helper }: { request: RequestView; helper: HelperView }): JSX.Element {
    const id = helper.volunteer_id;
    const mine = `withdraw/${id}`;
    if (pending('withdraw_visit', id)) return <span class="soft">{t('sending')}</span>;
    const open = form.value === mine;
    return (
        <>
            <button
                type="button"
                class="small"
                data-testid="withdraw"
                aria-expanded={open}
                onClick={() => (form.value = open ? '' : mine)}
            >
                {t('hand.withdraw')}
            </button>
            {open && <WithdrawForm request={request} helper={helper} />}
        </>
    );
}

// An open offer counts down; an ended one says how.
function Outcome({ offer }: { offer: OfferLine }): JSX.Element {
    const open = offer.outcome === OfferOutcome.OFFER_OUTCOME_OPEN;
    const left = open ? secondsLeft(offer) : 0;
    const word = tOr(`outcome.${offer.outcome}`, 'outcome.0');
    return (
        <span class={`outcome outcome-${offer.outcome}`}>
            {left > 0 ? t('offer.left', { n: left }) : word}
        </span>
    );
}

// At the other request's door, or where the fault is.
function visitWords(helper: HelperView, lent: boolean): string {
    if (isJustSent(helper)) return t('board.visit.sent');
    if (lent && helper.state === VisitState.VISIT_STATE_ARRIVED) return t('board.visit.site');
    return tOr(`board.visit.${helper.state}`, 'state.0');
}

function Helper(props: {
    request: RequestView;
    helper: HelperView;
    lent: boolean;
}): JSX.Element {
    const { request, helper, lent } = props;
    const { assigned_by } = helper;
    const live = isLiveVisit(helper.state);
    const due = live ? t('fact.due', { time: when(helper.promised_at) }) : '';
    const time = helper.arrived_at ? t('fact.at', { time: when(helper.arrived_at) }) : due;
    return (
        <li data-testid="detail-helper" data-visit={helper.state}>
            <b>{helper.name}</b>
            {helper.staff && <span class="staff">{t('people.staff')}</span>}
            <span data-testid="helper-state">{visitWords(helper, lent)}</span>
            {time && <span class="soft">{time}</span>}
            {live && !helper.arrived_at && helper.walk_s > 0 && (
                <span class="soft" data-testid="helper-walk">
                    {walkOf(helper)}
                </span>
            )}
            {assigned_by && (
                <span class="soft" data-testid="assigned-by">
                    {t('assigned.by', { name: coordinatorName(assigned_by) })}
                </span>
            )}
            {helper.despite && (
                <span data-testid="helper-despite">
                    {tOr(`despite.kept.${helper.despite}`, 'despite.kept.other', {
                        reason: phrase(helper.despite_reason),
                    })}
                </span>
            )}
            <PhoneLink
                phone={helper.phone}
                testid="helper-phone"
                label={helper.phone}
                className="small call"
            />
            {live && !lent && <Withdraw request={request} helper={helper} />}
        </li>
    );
}

// `lent`: of the request that is dispatched for the selected one; it is acted on there.
interface Shown {
    request: RequestView;
    lent?: boolean;
}

export function Helpers({ request, lent = false }: Shown): JSX.Element | null {
    if (request.helpers.length === 0) return null;
    return (
        <section>
            <h3>{t(lent ? 'detail.helpers.lent' : 'detail.helpers', { n: request.number })}</h3>
            <ul class="lines">
                {request.helpers.map((helper) => (
                    <Helper
                        key={`${helper.volunteer_id}${helper.accepted_at}`}
                        request={request}
                        helper={helper}
                        lent={lent}
                    />
                ))}
            </ul>
        </section>
    );
}

export function Offers({ request, lent = false }: Shown): JSX.Element {
    return (
        <section>
            <h3>{t(lent ? 'detail.offers.lent' : 'detail.offers', { n: request.number })}</h3>
            {request.offers.length === 0 && <p class="soft">{t('detail.offers.none')}</p>}
            <ul class="lines" data-testid="offers">
                {request.offers.map((offer) => (
                    <li
                        key={offer.id}
                        data-testid="offer-line"
                        data-outcome={offer.outcome}
                        data-volunteer={offer.volunteer_id}
                    >
                        <b>{offer.name}</b>
                        <Outcome offer={offer} />
                        <span class="soft">{t(offer.shown_at ? 'shown' : 'not.shown')}</span>
                        <span class="soft">
                            {t('minutes', { n: Math.max(1, Math.ceil(offer.walk_s / 60)) })}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}
