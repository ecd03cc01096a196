// What is asked, or being done, is for more than one door.
import type { JSX } from 'preact';
import type { OfferView, VisitView } from 'circle-codec';
import { Icon } from '../common/icons';
import { t } from '../common/text';

interface Props {
    about: OfferView | VisitView;
    look: string; // classes
}

export function Outage({ about, look }: Props): JSX.Element | null {
    const { incident_name: name, incident_doors: n } = about;
    if (!name) return null;
    return (
        <p class={look} data-testid="outage-doors" data-doors={n}>
            <Icon name="people" />
            <b>{t('visit.outage', { name, n })}</b>
        </p>
    );
}
