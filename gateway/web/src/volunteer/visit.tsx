// An accepted task: whose door, what to mind, and one next step.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { PlaceKind, VisitState } from 'circle-codec';
import type { VisitView } from 'circle-codec';
import { Answers } from '../common/answers';
import { standingPause } from '../common/clocks';
import { CategoryIcon, Icon } from '../common/icons';
import { spotName } from '../common/landmarks';
import { ABORT_REASONS } from '../common/phrases';
import { dictionaries, either, t, tOr } from '../common/text';
import type { TextKey } from '../common/text';
import { PhoneLink, stationPhone, useNews } from '../common/ui';
import { categoryOf, digits, isJustSent, titleOf } from '../common/words';
import { AloneScreen } from './alone';
import { abort, pending, progress, session } from './model';
import { isAlone, refusedAlone, stillComing } from './pair';
import { PairNotice, SentDespite, TradeStep, VisitPause } from './safety';
import { Outage } from './outage';
import { useSettled } from './settle';
import { Companions, OwnRemark, RemarkLines, VisitPlace, isThere } from './together';
import { VisitWay } from './way';

const NEXT: Record<number, { state: number; key: TextKey }> = {
    [VisitState.VISIT_STATE_ACCEPTED]: {
        state: VisitState.VISIT_STATE_ON_THE_WAY,
        key: 'visit.go',
    },
    [VisitState.VISIT_STATE_ON_THE_WAY]: {
        state: VisitState.VISIT_STATE_ARRIVED,
        key: 'visit.arrive',
    },
    [VisitState.VISIT_STATE_ARRIVED]: { state: VisitState.VISIT_STATE_DONE, key: 'visit.done' },
};

function TimeLeft({ visit }: { visit: VisitView }): JSX.Element | null {
    const left = visit.sla_due_at - session.connection.clock.ticking.value;
    if (visit.arrived_at || standingPause(visit)) return null;
    return (
        <p class={left > 0 ? 'time-left' : 'time-left late'} data-testid="visit-left">
            <Icon name="clock" />
            <span>{t(left > 0 ? 'visit.left' : 'visit.over')}</span>
            <b>{digits(Math.abs(left))}</b>
        </p>
    );
}

function whereTo(visit: VisitView): string {
    const spot = spotName(session.store.estate.value, visit);
    return spot ? t('near', { name: spot }) : visit.door;
}

function Who({ visit }: { visit: VisitView }): JSX.Element {
    const spot = spotName(session.store.estate.value, visit);
    return (
        <section class="card who">
            {spot && (
                <p class="door" data-testid="visit-spot">
                    <Icon name="pin" /> {t('near', { name: spot })}
                </p>
            )}
            <p class={spot ? 'soft' : 'door'} data-testid="visit-door">
                <Icon name="door" /> {spot ? t('visit.lives', { door: visit.door }) : visit.door}
            </p>
            <p class="row">
                <b class="grow" data-testid="visit-name">
                    {visit.name}
                </b>
                <PhoneLink
                    phone={visit.phone}
                    testid="visit-phone"
                    label={t('visit.call')}
                    className="small call"
                />
            </p>
            {visit.note && (
                <p class="message">
                    <span class="soft">{t('visit.note')}</span>
                    <span data-testid="visit-note">{visit.note}</span>
                </p>
            )}
            <RemarkLines visit={visit} />
        </section>
    );
}

// The reason is kept with the request, where everybody of the estate reads it: in its language.
function Reasons({ visit, back }: { visit: VisitView; back: () => void }): JSX.Element {
    return (
        <main class="body" data-testid="screen-abort">
            <h2>{t(isThere(visit) ? 'visit.cannot.here.why' : 'visit.cannot.why')}</h2>
            <p class="soft">{t('visit.cannot.sub')}</p>
            {ABORT_REASONS.map((key, i) => (
                <button
                    key={key}
                    type="button"
                    class="button quiet"
                    data-testid={`abort-${i + 1}`}
                    onClick={() => abort(visit.request_id, dictionaries['zh-CN'][key])}
                >
                    {t(key)}
                </button>
            ))}
            <div class="foot">
                <button type="button" class="button main" data-testid="abort-back" onClick={back}>
                    {t('visit.cannot.back')}
                </button>
            </div>
        </main>
    );
}

// "Done" ends the visit for everybody and cannot be taken back: asked once.
function Sure({ visit, back }: { visit: VisitView; back: () => void }): JSX.Element {
    const settled = useSettled('sure');
    const names = stillComing(visit).join(t('list.comma'));
    return (
        <main class="body" data-testid="screen-done">
            <h2>{t('visit.done.sure')}</h2>
            {names && <p data-testid="done-companion">{t('visit.done.companion', { names })}</p>}
            <div class="foot">
                <button
                    type="button"
                    class="button main huge"
                    data-testid="done-yes"
                    aria-disabled={!settled}
                    onClick={() =>
                        settled && progress(visit.request_id, VisitState.VISIT_STATE_DONE)
                    }
                >
                    {t('visit.done.yes')}
                </button>
                <button type="button" class="button quiet" data-testid="done-no" onClick={back}>
                    {t('visit.done.no')}
                </button>
            </div>
        </main>
    );
}

function stateWords(visit: VisitView): string {
    if (isJustSent(visit)) return t('visit.sent');
    if (isThere(visit) && visit.place === PlaceKind.PLACE_KIND_PLAN) return t('visit.state.site');
    return tOr(`visit.state.${visit.state}`, 'status.unknown');
}

export function VisitScreen({ visit }: { visit: VisitView }): JSX.Element {
    const asking = useSignal(false);
    const finishing = useSignal(false);
    const settled = useSettled(`${visit.state}`);
    const state = stateWords(visit);
    useNews(t('sentences', { first: state, second: whereTo(visit) }));
    const busy =
        pending('progress_visit', visit.request_id) || pending('abort_visit', visit.request_id);
    if (asking.value && !busy) return <Reasons visit={visit} back={() => (asking.value = false)} />;
    const refused = refusedAlone.value === visit.request_id;
    if ((finishing.value || refused) && isThere(visit) && !busy) {
        const back = () => {
            finishing.value = false;
            refusedAlone.value = '';
        };
        const alone = refused || isAlone(visit);
        return alone ? <AloneScreen visit={visit} back={back} /> : <Sure visit={visit} back={back} />;
    }
    const { estate } = session.store;
    const icon = estate.value?.categories.find((c) => c.id === visit.category)?.icon ?? '';
    const next = NEXT[visit.state];
    const step = () => {
        if (busy || !settled || !next) return;
        if (isThere(visit)) finishing.value = true;
        else progress(visit.request_id, next.state);
    };
    const english = categoryOf(estate.value, visit.category)?.safety_en ?? '';
    const safety = either(visit.safety, english);
    return (
        <main
            class="body"
            data-testid="screen-visit"
            data-state={visit.state}
            data-request={visit.request_id}
        >
            <div class="chosen">
                <CategoryIcon emoji={icon} />
                <div>
                    <h2>
                        {titleOf(estate.value, visit)}
                        <span class="soft number"> {t('number', { n: visit.number })}</span>
                    </h2>
                    <p data-testid="visit-state">{state}</p>
                </div>
            </div>
            <PairNotice visit={visit} />
            <TimeLeft visit={visit} />
            <VisitPause visit={visit} />
            {visit.assigned_by && (
                <p class="soft" data-testid="visit-assigned">
                    {t('visit.assigned', { name: visit.assigned_by })}
                </p>
            )}
            <SentDespite visit={visit} />
            <Outage about={visit} look="card row" />
            <Who visit={visit} />
            <Answers category={visit.category} answers={visit.answers} session={session} />
            <VisitWay visit={visit} />
            <VisitPlace visit={visit} />
            <Companions visit={visit} />
            <TradeStep visit={visit} />
            {safety && (
                <p class="safety" data-testid="visit-safety">
                    <Icon name="shield" />
                    <span>
                        <b>{t('visit.safety')}</b>
                        {safety}
                    </span>
                </p>
            )}
            <div class="foot sticky">
                {next && (
                    <button
                        type="button"
                        class="button main huge"
                        data-testid="visit-next"
                        data-next={next.state}
                        key={next.state}
                        aria-disabled={busy || !settled}
                        onClick={step}
                    >
                        {busy ? t('sending') : t(next.key)}
                    </button>
                )}
            </div>
            <div class="more">
                <button
                    type="button"
                    class="button plain"
                    data-testid="visit-cannot"
                    aria-disabled={busy}
                    onClick={() => !busy && (asking.value = true)}
                >
                    {t(isThere(visit) ? 'visit.cannot.here' : 'visit.cannot')}
                </button>
                <PhoneLink
                    phone={stationPhone(session)}
                    testid="phone-station"
                    label={t('phone.station')}
                    className="phone-line"
                />
                <OwnRemark visit={visit} />
            </div>
        </main>
    );
}
