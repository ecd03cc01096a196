// The plan with a pin: a tap says where help is wanted.
import type { JSX } from 'preact';
import type { EstateView, Point } from 'circle-codec';
import { EstateMap } from '../common/map';
import { projection } from '../common/projection';
import { t } from '../common/text';
import { nameIn } from '../common/words';

export function PlaceMap(props: {
    estate: EstateView;
    point?: Point | undefined;
    pick: (point: Point) => void;
}): JSX.Element | null {
    const { estate, point, pick } = props;
    const plan = projection(estate);
    if (!plan) return null;
    const [x, y] = point ? plan.at(point) : [0, 0];
    return (
        <EstateMap
            estate={estate}
            plan={plan}
            label={t('plan.label', { name: nameIn(estate) })}
            testid="plan"
            pick={pick}
        >
            {point && (
                <g class="map-pin" transform={`translate(${x} ${y}) scale(3)`}>
                    <path d="M0 0C-4-8-10-12-10-20a10 10 0 0 1 20 0C10-12 4-8 0 0z" />
                </g>
            )}
        </EstateMap>
    );
}
