// The estate from above: houses, paths, water and the station; marks are drawn on it by the caller.
import type { ComponentChildren, JSX } from 'preact';
import { FeatureKind } from 'circle-codec';
import type { BuildingView, EstateView, Feature, Point, Station } from 'circle-codec';
import { BELOW } from './map_names';
import { WIDTH } from './projection';
import type { Projection } from './projection';
import './map.css';

const list = (plan: Projection, points: readonly Point[]) =>
    points.map((point) => plan.at(point).map(Math.round).join(',')).join(' ');

function Shape({ plan, feature }: { plan: Projection; feature: Feature }): JSX.Element | null {
    const { kind, points, name } = feature;
    if (!points[0]) return null;
    if (kind === FeatureKind.FEATURE_KIND_GATE) {
        const [x, y] = plan.at(points[0]);
        return (
            <g class="map-gate">
                <rect x={x - 12} y={y - 12} width="24" height="24" rx="4" />
                <text x={x} y={y + BELOW.gate}>
                    {name}
                </text>
            </g>
        );
    }
    if (kind === FeatureKind.FEATURE_KIND_PATH) {
        return <polyline class="map-path" points={list(plan, points)} />;
    }
    const water = kind === FeatureKind.FEATURE_KIND_WATER;
    return <polygon class={water ? 'map-water' : 'map-green'} points={list(plan, points)} />;
}

function House(props: { plan: Projection; building: BuildingView }): JSX.Element | null {
    const { plan, building } = props;
    if (!building.point) return null;
    const [x, y] = plan.at(building.point);
    return (
        <g class="map-house">
            {building.footprint.length >= 3 ? (
                <polygon points={list(plan, building.footprint)} />
            ) : (
                <rect x={x - 60} y={y - 30} width="120" height="60" rx="6" />
            )}
            <text x={x} y={y + BELOW.house}>
                {building.name}
            </text>
        </g>
    );
}

function StationMark(props: { plan: Projection; station: Station }): JSX.Element | null {
    const { plan, station } = props;
    if (!station.point) return null;
    const [x, y] = plan.at(station.point);
    return (
        <g class="map-station">
            <path d={`M${x} ${y - 24} l22 20 h-7 v20 h-30 v-20 h-7 z`} />
            <text x={x} y={y + BELOW.station}>
                {station.name}
            </text>
        </g>
    );
}

type TapOn = MouseEvent & { currentTarget: SVGSVGElement };

export function EstateMap(props: {
    estate: EstateView;
    plan: Projection;
    label: string;
    testid: string;
    pick?: (point: Point) => void; // what a tap on it names
    children?: ComponentChildren;
}): JSX.Element {
    const { estate, plan, label, testid, pick, children } = props;
    const tapped = ({ currentTarget: svg, clientX, clientY }: TapOn) => {
        const shown = svg.getScreenCTM();
        if (!shown) return;
        const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(shown.inverse());
        pick?.(plan.point(x, y));
    };
    return (
        <svg
            class={pick ? 'map pickable' : 'map'}
            viewBox={`0 0 ${WIDTH} ${Math.round(plan.height)}`}
            role="group"
            aria-label={label}
            data-testid={testid}
            onClick={pick && tapped}
        >
            <g aria-hidden="true">
                {estate.features.map((feature, i) => (
                    <Shape key={i} plan={plan} feature={feature} />
                ))}
                {estate.buildings.map((building) => (
                    <House key={building.id} plan={plan} building={building} />
                ))}
                {estate.station && <StationMark plan={plan} station={estate.station} />}
            </g>
            {children}
        </svg>
    );
}
