// One fault behind many requests: what pages conclude from an incident and its requests.
import { RequestState, VisitState } from 'circle-codec';
import type { EstateView, IncidentView, Notice, RequestView } from 'circle-codec';
import { either, t } from './text';
import { isLiveVisit, isTerminal, residentStatus } from './words';
import type { Status } from './words';

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

// The resident's live status where the outage may be what speaks: with a helper of their own, or
// after the end, it is the request as ever.
export function outageStatus(
    request: RequestView,
    incident: IncidentView | undefined,
    now: number,
    estate?: EstateView,
): Status {
    const own = request.helpers.some(({ state }) => isLiveVisit(state)) || request.asked > 0;
    if (!incident || own || isTerminal(request)) return residentStatus(request, now, estate);
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
    return {
        headline: t('outage.waiting'),
        sub: t(request.show_phone ? 'status.queued.phone.sub' : 'outage.waiting.sub'),
        tone: 'wait',
        step: 2,
    };
}
