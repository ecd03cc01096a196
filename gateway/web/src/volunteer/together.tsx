// Around a visit: who else comes, where on the plan, and what the helpers tell each other.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { VisitState } from 'circle-codec';
import type { CompanionView, VisitView } from 'circle-codec';
import { SmallForm, Words } from '../common/form';
import { Icon } from '../common/icons';
import { EstateMap } from '../common/map';
import { projection } from '../common/projection';
import { RouteLine } from '../common/route';
import { t, tOr } from '../common/text';
import { PhoneLink } from '../common/ui';
import { isJustSent } from '../common/words';
import { addRemark, pending, session } from './model';

function Companion({ companion }: { companion: CompanionView }): JSX.Element {
    const { name, state, phone } = companion;
    const said = isJustSent(companion) ? 'companion.sent' : `companion.${state}`;
    return (
        <p class="row" data-testid="companion" data-state={state}>
            <span class="grow">
                <Icon name="people" />{' '}
                {tOr(said, 'companion.1', { name })}
            </span>
            <PhoneLink
                phone={phone}
                testid="companion-phone"
                label={t('phone.person')}
                className="small call"
                spoken={`${name} ${phone}`}
            />
        </p>
    );
}

export function Companions({ visit }: { visit: VisitView }): JSX.Element | null {
    const coming = visit.companions;
    const missing = visit.headcount - coming.length - 1;
    if (visit.headcount <= 1 && coming.length === 0) return null;
    return (
        <section class="card who" data-testid="companions" data-count={coming.length}>
            {coming.map((companion) => (
                <Companion key={companion.name} companion={companion} />
            ))}
            {missing > 0 && <p class="soft">{t('companion.missing', { n: missing })}</p>}
        </section>
    );
}

// Where the resident tapped on the plan.
export function VisitPlace({ visit }: { visit: VisitView }): JSX.Element | null {
    const estate = session.store.estate.value;
    const { point } = visit;
    const plan = point && projection(estate, [point]);
    if (!estate || !point || !plan) return null;
    const [x, y] = plan.at(point);
    return (
        <section data-testid="visit-place">
            <p>
                <b>{t('visit.place')}</b>
            </p>
            <EstateMap estate={estate} plan={plan} label={t('visit.place')} testid="visit-plan">
                <RouteLine plan={plan} route={visit.route} testid="visit-route" />
                <g class="map-place">
                    <circle cx={x} cy={y} r="34" />
                </g>
            </EstateMap>
        </section>
    );
}

function RemarkForm({ visit, close }: { visit: VisitView; close: () => void }): JSX.Element {
    const text = useSignal('');
    return (
        <SmallForm
            ids={{
                form: 'visit-remark-form',
                yes: 'visit-remark-send',
                no: 'visit-remark-drop',
            }}
            yes={t('hand.remark.yes')}
            no={t('hand.no')}
            className="remark-form"
            buttons={['button quiet', 'button plain']}
            send={() => addRemark(visit.request_id, text.value.trim())}
            leave={close}
        >
            <Words
                label={t('visit.remark.label')}
                value={text}
                testid="visit-remark-text"
                required
            />
        </SmallForm>
    );
}

// The newest first: it may be what has changed since the helper left.
export function RemarkLines({ visit }: { visit: VisitView }): JSX.Element {
    return (
        <>
            {[...visit.remarks].reverse().map((remark) => (
                <p
                    key={`${remark.at}${remark.text}`}
                    class="message"
                    data-testid="visit-remark"
                >
                    <span class="soft">
                        {remark.name || tOr(`actor.${remark.role}`, 'actor.5')}
                    </span>
                    <span>{remark.text}</span>
                </p>
            ))}
        </>
    );
}

export function OwnRemark({ visit }: { visit: VisitView }): JSX.Element {
    const writing = useSignal(false);
    const busy = pending('remark', visit.request_id);
    return (
        <section class="card who">
            {writing.value ? (
                <RemarkForm visit={visit} close={() => (writing.value = false)} />
            ) : (
                <button
                    type="button"
                    class="small"
                    data-testid="visit-remark-open"
                    aria-disabled={busy}
                    onClick={() => !busy && (writing.value = true)}
                >
                    {t(busy ? 'sending' : 'visit.remark')}
                </button>
            )}
        </section>
    );
}

export const isThere = (visit: VisitView) => visit.state === VisitState.VISIT_STATE_ARRIVED;
