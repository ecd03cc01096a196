// The way to a door: on the plan, and in words. Gone once the helper is there.
import type { JSX } from 'preact';
import type { VisitView } from 'circle-codec';
import { Icon } from '../common/icons';
import { EstateMap } from '../common/map';
import { projection } from '../common/projection';
import { RouteLine, climbWords } from '../common/route';
import { t } from '../common/text';
import { walkWords } from '../common/words';
import { session } from './model';
import { isThere } from './together';

function WayMap({ visit }: { visit: VisitView }): JSX.Element | null {
    const estate = session.store.estate.value;
    const plan = projection(estate, visit.route);
    const door = visit.route[visit.route.length - 1];
    if (!estate || !plan || !door) return null;
    const [x, y] = plan.at(door);
    return (
        <EstateMap estate={estate} plan={plan} label={t('way.title')} testid="visit-way-map">
            <RouteLine plan={plan} route={visit.route} testid="visit-route" />
            <g class="map-place">
                <circle cx={x} cy={y} r="26" />
            </g>
        </EstateMap>
    );
}

export function VisitWay({ visit }: { visit: VisitView }): JSX.Element | null {
    const climb = climbWords(visit);
    if (isThere(visit) || visit.walk_minutes === 0) return null;
    return (
        <section class="way" data-testid="visit-way" aria-label={t('way.title')}>
            <p role="status">
                <b data-testid="visit-walk" data-minutes={visit.walk_minutes}>
                    <Icon name="walk" /> {walkWords(visit.walk_minutes)}
                </b>
                {climb && (
                    <b class="climb" data-testid="visit-climb" data-floors={visit.on_foot_floors}>
                        <Icon name="stairs" /> {climb}
                    </b>
                )}
            </p>
            {!visit.point && <WayMap visit={visit} />}
        </section>
    );
}
