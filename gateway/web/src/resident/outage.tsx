// The outage that a request is part of: what is out of order, for how many, who works on it.
import type { JSX } from 'preact';
import type { HelperView, IncidentView, Notice, RequestView } from 'circle-codec';
import { Icon } from '../common/icons';
import { groupName, newestNotice, outageOf, outageStatus } from '../common/outages';
import { phrase } from '../common/phrases';
import { whileHalted } from '../common/status';
import type { Status } from '../common/status';
import { t, tOr } from '../common/text';
import { isDispatching, useNews } from '../common/ui';
import { clockTime, isLiveVisit, isJustSent } from '../common/words';
import { session } from './model';

// Also after its end.
export function incidentOf(request: RequestView): IncidentView | undefined {
    return session.store.incidents.value.get(request.incident_id);
}

// What became of it in words, as every screen of the household says it.
export function statusOf(request: RequestView): Status {
    const now = session.connection.clock.ticking.value;
    const { estate } = session.store;
    const status = outageStatus(request, incidentOf(request), now, estate.value);
    return isDispatching(session) ? status : whileHalted(status, request, now);
}

function OutageHelper({ helper }: { helper: HelperView }): JSX.Element {
    const estate = session.store.estate.value;
    const said = isJustSent(helper) ? 'outage.helper.sent' : `outage.helper.${helper.state}`;
    return (
        <p class="row" data-testid="outage-helper">
            <span class="avatar" aria-hidden="true">
                {helper.name.slice(0, 1)}
            </span>
            <span class="grow">
                <b>{helper.name}</b>
                <span class="soft outage-step">
                    {tOr(said, 'status.unknown', {
                        time: clockTime(helper.promised_at, estate),
                    })}
                </span>
            </span>
        </p>
    );
}

// Read out when it is new.
function NoticeLine({ notice }: { notice: Notice }): JSX.Element {
    const text = t('outage.notice', { text: phrase(notice.text) });
    useNews(text);
    return (
        <p class="outage-notice" data-testid="outage-notice">
            <b>{text}</b>
            <span class="soft">{clockTime(notice.at, session.store.estate.value)}</span>
        </p>
    );
}

export function OutageCard({ request }: { request: RequestView }): JSX.Element | null {
    const incident = outageOf(session.store.incidents.value, request);
    if (!incident) return null;
    const notice = newestNotice(incident);
    const own = new Set(request.helpers.map(({ name }) => name));
    const others = incident.helpers.filter(
        ({ name, state }) => isLiveVisit(state) && !own.has(name),
    );
    return (
        <section class="card outage" data-testid="outage" data-doors={incident.subscribers}>
            <h3>
                <Icon name="people" /> {t('outage.title', { group: groupName(incident) })}
            </h3>
            <p data-testid="outage-doors">{t('outage.doors', { n: incident.subscribers })}</p>
            {others.map((helper) => (
                <OutageHelper key={helper.name} helper={helper} />
            ))}
            {notice && <NoticeLine notice={notice} />}
        </section>
    );
}
