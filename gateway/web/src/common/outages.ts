// One fault behind many requests: what pages conclude from an incident and its requests.
import { RequestState, VisitState } from 'circle-codec';
import type { EstateView, IncidentView, Notice, RequestView } from 'circle-codec';
import { awaited } from './clocks';
import { phrase } from './phrases';
import { held, phoneWords, residentStatus } from './status';
import type { Status } from './status';
import { either, t } from './text';
import { isLiveVisit, isTerminal } from './words';

export type Incidents = ReadonlyMap<string, IncidentView>;

// The incident that this request is part of, while it goes on.
export function outageOf(incidents: Incidents, request: RequestView): IncidentView | undefined {
    const incident = incidents.get(request.incident_id);
    return incident && !incident.ended_at ? incident : undefined;
}

// Another request is dispatched for it. Coordinators only: households do not know whose leads.
export function isFolded(incidents: Incidents, request: RequestView): boolean {
    const incident = outageOf(incidents, request);
    return incident !== undefined && incident.lead_request_id !== request.id && !isTerminal(request);
}

export function groupName(incident: IncidentView): string {
    return either(incident.group, incident.group_en);
}

export function newestNotice(incident: IncidentView): Notice | undefined {
    return incident.notices[incident.notices.length - 1];
}

// Who comes or is there for the outage, furthest first.
function liveHelpers({ helpers }: IncidentView) {
    return helpers.filter(({ state }) => isLiveVisit(state)).sort((a, b) => b.state - a.state);
}

// Of a solved request: it ended by itself, by a helper or by its household. Any other reason is that
// of the outage it was part of.
const OWN_ENDS: readonly string[] = ['', 'done', 'resolved_by_resident'];

// How the outage ended that a request was solved with: "<group>" or "<group>：<words>" is its end
// reason. The incident, if it is still known, has the group's name in English. Empty: no outage.
export function outageEnd(request: RequestView, incident?: IncidentView): string {
    const { state, end_reason: reason } = request;
    if (state !== RequestState.REQUEST_STATE_RESOLVED || OWN_ENDS.includes(reason)) return '';
    const at = reason.indexOf('：');
    const group = incident ? groupName(incident) : at < 0 ? reason : reason.slice(0, at);
    const before = incident && reason.startsWith(`${incident.group}：`) ? incident.group.length : at;
    if (before < 0) return t('outage.repaired', { group });
    return t('said.by', { name: group, text: phrase(reason.slice(before + 1)) });
}

// Is, or was, what happens at the shared fault all that happens for this request? A helper of its
// own comes to its own door, also while the outage goes on.
export function isHelpedOnSite(request: RequestView, incident?: IncidentView): boolean {
    const isOwn = (state: number) => isLiveVisit(state) || state === VisitState.VISIT_STATE_DONE;
    if (request.asked > 0 || request.helpers.some(({ state }) => isOwn(state))) return false;
    if (isTerminal(request)) return request.incident_id !== '';
    return incident !== undefined && !incident.ended_at;
}

// The resident's live status where the outage may be what speaks: with a helper of their own it is
// the request as ever. After the end it is said how the outage ended.
export function outageStatus(
    request: RequestView,
    incident: IncidentView | undefined,
    now: number,
    estate?: EstateView,
): Status {
    const status = statusWithOutage(request, incident, now, estate);
    return { ...status, onSite: isHelpedOnSite(request, incident) };
}

function statusWithOutage(
    request: RequestView,
    incident: IncidentView | undefined,
    now: number,
    estate?: EstateView,
): Status {
    const arrived = request.state === RequestState.REQUEST_STATE_ARRIVED;
    // Of the one that leads its own household reads what it waits for.
    const trade = arrived && awaited(request.trade) !== undefined;
    const own = trade || request.asked > 0 || request.helpers.some(({ state }) => isLiveVisit(state));
    if (isTerminal(request)) {
        const status = residentStatus(request, now, estate);
        return { ...status, sub: outageEnd(request, incident) || status.sub };
    }
    if (!incident || incident.ended_at || own) return residentStatus(request, now, estate);
    const helpers = liveHelpers(incident);
    const [first] = helpers;
    if (first?.state === VisitState.VISIT_STATE_ARRIVED) {
        return {
            headline: t('outage.there', { name: first.name }),
            sub: t('outage.there.sub'),
            tone: 'here',
            step: 4,
        };
    }
    if (first) {
        const state = RequestState.REQUEST_STATE_ASSIGNED;
        const lent = { ...request, state, helpers, headcount: helpers.length };
        return residentStatus(lent, now, estate);
    }
    // Of the one that leads: for whom it is done is said to its own household only.
    const byHand = held(request, now, estate);
    if (byHand) return byHand;
    // Why nobody is there any more is not known to the others: it may be a trade that is awaited.
    if (arrived) {
        return { headline: t('outage.left'), sub: t('outage.there.sub'), tone: 'wait', step: 4 };
    }
    return {
        headline: t('outage.waiting'),
        sub: request.show_phone ? phoneWords(request) : t('outage.waiting.sub'),
        tone: 'wait',
        step: 1,
    };
}
