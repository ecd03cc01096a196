// The ways of those who are coming to the selected request, each with its minutes.
import type { JSX } from 'preact';
import type { EstateView, HelperView } from 'circle-codec';
import { mapNames } from '../common/map_names';
import { WIDTH } from '../common/projection';
import type { Projection } from '../common/projection';
import { RouteLine, middleOf } from '../common/route';
import { t } from '../common/text';
import { isLiveVisit } from '../common/words';
import { chosen } from './model';
import { placed, widthOf } from './plan_marks';
import type { Label } from './plan_marks';
import { walkMinutes } from './walk';

const ASIDE = 26; // of the label from its way
const BELOW = 14; // the foot of a line from its middle

const coming = (): HelperView[] =>
    (chosen.value?.helpers ?? []).filter(
        (helper) => isLiveVisit(helper.state) && !helper.arrived_at,
    );

// Beside the middle of its way, on the side where there is more room.
function labelOf(helper: HelperView, plan: Projection): Label | undefined {
    const middle = middleOf(plan, helper.route);
    if (!middle) return undefined;
    const [x, y] = middle;
    const text = t('route.label', { name: helper.name, n: walkMinutes(helper) });
    const away = ASIDE + widthOf(text) / 2;
    return { text, x: x > WIDTH / 2 ? x - away : x + away, y: y + BELOW };
}

// Over no name of a house; other names make room for them.
export function routeLabels(estate: EstateView, plan: Projection): Label[] {
    const labels = coming()
        .map((helper) => labelOf(helper, plan))
        .filter((label): label is Label => label !== undefined);
    return placed(labels, plan.height, mapNames(estate, plan));
}

export function Routes(props: { plan: Projection; labels: readonly Label[] }): JSX.Element {
    const { plan, labels } = props;
    return (
        <>
            {coming().map(({ volunteer_id, route }) => (
                <RouteLine key={volunteer_id} plan={plan} route={route} testid="plan-route" />
            ))}
            {labels.map(({ text, x, y }) => (
                <text key={text} class="map-route-label" x={x} y={y} data-testid="route-label">
                    {text}
                </text>
            ))}
        </>
    );
}
