// The ways of those who are coming to the selected request, each with its minutes.
import type { JSX } from 'preact';
import type { HelperView } from 'circle-codec';
import { WIDTH } from '../common/projection';
import type { Projection } from '../common/projection';
import { RouteLine, middleOf } from '../common/route';
import { t } from '../common/text';
import { isLiveVisit } from '../common/words';
import { chosen } from './model';
import { walkMinutes } from './walk';

const APART = 46; // between labels of ways that share their middle
const ASIDE = 26; // of the label from its way

function Route(props: { helper: HelperView; plan: Projection; nth: number }): JSX.Element | null {
    const { helper, plan, nth } = props;
    const middle = middleOf(plan, helper.route);
    if (!middle) return null;
    const [x, y] = middle;
    const left = x > WIDTH / 2; // there is more room on that side
    return (
        <>
            <RouteLine plan={plan} route={helper.route} testid="plan-route" />
            <text
                class={left ? 'map-route-label left' : 'map-route-label'}
                x={left ? x - ASIDE : x + ASIDE}
                y={y - nth * APART}
                data-testid="route-label"
            >
                {t('route.label', { name: helper.name, n: walkMinutes(helper) })}
            </text>
        </>
    );
}

export function Routes({ plan }: { plan: Projection }): JSX.Element {
    const coming = (chosen.value?.helpers ?? []).filter(
        (helper) => isLiveVisit(helper.state) && !helper.arrived_at,
    );
    return (
        <>
            {coming.map((helper, nth) => (
                <Route key={helper.volunteer_id} helper={helper} plan={plan} nth={nth} />
            ))}
        </>
    );
}
