// The visit is for more than one door.
import type { JSX } from 'preact';
import type { VisitView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t } from '../common/text';

export function VisitOutage({ visit }: { visit: VisitView }): JSX.Element | null {
    if (!visit.incident_name) return null;
    return (
        <p class="card row" data-testid="visit-outage" data-doors={visit.incident_doors}>
            <Icon name="people" />
            <b>{t('visit.outage', { name: visit.incident_name, n: visit.incident_doors })}</b>
        </p>
    );
}
