// What became of a request, in words, from "received" to "solved".
import type { JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { Answers } from '../common/answers';
import { CategoryIcon } from '../common/icons';
import { t } from '../common/text';
import { isDispatching } from '../common/ui';
import {
    categoryOf,
    hasBeenThere,
    isLiveVisit,
    isTerminal,
    mayBeElsewhere,
    titleOf,
} from '../common/words';
import type { Status } from '../common/status';
import { addedTo, placeOf, requestOf, session } from './model';
import { OutageCard, statusOf } from './outage';
import { Promise10 } from './promise';
import { Actions } from './request_acts';
import { replace } from './route';
import { OwnSex, PauseCard, ScriptBox, TradeCard } from './safety';
import { Headline, Helper, Safety, StationPhone, Steps, UndoBar } from './status_parts';
import { ThanksCard } from './thanks';

export function RequestScreen({ id }: { id: string }): JSX.Element {
    const request = session.store.requests.value.get(id);
    if (!request) return <Missing id={id} />;
    const { estate } = session.store;
    const status = statusOf(request);
    const over = isTerminal(request);
    // While nobody decides, the red banner has the phone: one pointer to it is enough.
    const danger = request.show_phone || session.connection.stale.value;
    const urgent = !over && danger && isDispatching(session);
    const atPlace = mayBeElsewhere(estate.value, request.category);
    const onSite = status.onSite ?? false;
    const icon = estate.value?.categories.find((c) => c.id === request.category)?.icon ?? '';
    return (
        <div
            class="body"
            data-testid="screen-request"
            data-request={id}
            data-state={request.state}
            data-number={request.number}
        >
            {request.life_threatening && !over && !request.arrived_at && (
                <ScriptBox script={categoryOf(estate.value, request.category)?.script} />
            )}
            <div class="chosen">
                <CategoryIcon emoji={icon} />
                <p>
                    <b>{titleOf(estate.value, request)}</b>
                    <span class="soft"> {t('number', { n: request.number })}</span>
                </p>
            </div>
            <Headline status={status}>
                {status.step > 0 && <Steps status={{ ...status, onSite: onSite || atPlace }} />}
                {!over && <Promise10 request={request} onSite={onSite} />}
            </Headline>
            {!over && <UndoBar />}
            {!over && <PauseCard request={request} />}
            {!over && !speaksOfTrade(request) && <TradeCard request={request} />}
            {!over && <OutageCard request={request} />}
            {request.helpers
                .filter((h) => isLiveVisit(h.state) || (!over && hasBeenThere(h)))
                .map((helper) => (
                    <Helper key={helper.volunteer_id} helper={helper} atPlace={atPlace} />
                ))}
            <ThanksCard request={request} />
            {!over && !request.arrived_at && <Safety category={request.category} />}
            {!over && (
                <Answers category={request.category} answers={request.answers} session={session} />
            )}
            {!over && <OwnPlace id={id} />}
            {!over && <OwnSex request={request} />}
            {request.note && !over && (
                <p class="soft" data-testid="own-note">
                    {t('said.by', { name: t('your.note'), text: request.note })}
                </p>
            )}
            {!over && <OwnAdded id={id} />}
            <div class="foot">
                {urgent && <StationPhone urgent />}
                <Actions request={request} />
                {!urgent && <StationPhone urgent={false} />}
            </div>
        </div>
    );
}

// Where help is wanted, if it was marked on the plan.
function OwnPlace({ id }: { id: string }): JSX.Element | null {
    const name = placeOf.value.get(id);
    if (!name) return null;
    const text = t('near', { name });
    return (
        <p class="soft" data-testid="own-place">
            {t('said.by', { name: t('detail.place'), text })}
        </p>
    );
}

// What a second tap added, which the helper and the station read beside the first note.
function OwnAdded({ id }: { id: string }): JSX.Element | null {
    const text = addedTo.value.get(id);
    if (!text) return null;
    return (
        <p class="soft" data-testid="own-added">
            {t('said.by', { name: t('your.note.added'), text })}
        </p>
    );
}

// The headline does already: the helper has left.
function speaksOfTrade({ state, helpers }: RequestView): boolean {
    const nobody = !helpers.some((helper) => isLiveVisit(helper.state));
    return state === RequestState.REQUEST_STATE_ARRIVED && nobody;
}

// Just answered and its image is on the way, or long gone.
function Missing({ id }: { id: string }): JSX.Element {
    const fresh = [...requestOf.value.values()].includes(id);
    const key = fresh ? 'status.received' : 'status.gone';
    const status: Status = {
        headline: t(key),
        sub: fresh ? t('status.received.sub') : '',
        tone: 'wait',
        step: 0,
    };
    return (
        <div class="body" data-testid="screen-request" data-request={id}>
            <Headline status={status} busy={fresh} />
            {fresh && <UndoBar />}
            <div class="foot">
                <button
                    type="button"
                    class="button main"
                    data-testid="home-back"
                    onClick={() => replace({ screen: 'home' })}
                >
                    {t('home.back')}
                </button>
                <StationPhone urgent={fresh} />
            </div>
        </div>
    );
}
