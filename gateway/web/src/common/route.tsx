// A way through the estate: drawn on the plan, and in words.
import type { JSX } from 'preact';
import type { Point } from 'circle-codec';
import type { Projection } from './projection';
import { t } from './text';
import './route.css';

// From where the helper stands to the door; nothing where no way is known.
export function RouteLine(props: {
    plan: Projection;
    route: readonly Point[];
    testid: string;
}): JSX.Element | null {
    const { plan, route, testid } = props;
    const [first] = route;
    if (!first || route.length < 2) return null;
    const points = route.map((point) => plan.at(point).map(Math.round).join(',')).join(' ');
    const [x, y] = plan.at(first);
    return (
        <g class="map-route" data-testid={testid} data-points={route.length} aria-hidden="true">
            <polyline class="map-route-edge" points={points} />
            <polyline points={points} />
            <circle cx={x} cy={y} r="14" />
        </g>
    );
}

// Half way along, where its label stands; nothing without a way.
export function middleOf(plan: Projection, route: readonly Point[]): [number, number] | undefined {
    const spots = route.map((point) => plan.at(point));
    const pieces = spots.slice(1).map(([x, y], i) => {
        const [fromX, fromY] = spots[i] ?? [x, y];
        return { x, y, fromX, fromY, length: Math.hypot(x - fromX, y - fromY) };
    });
    let left = pieces.reduce((sum, { length }) => sum + length, 0) / 2;
    for (const { x, y, fromX, fromY, length } of pieces) {
        if (length >= left) {
            const share = length > 0 ? left / length : 0;
            return [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
        }
        left -= length;
    }
    return undefined;
}

// "电梯停运，爬 5 层"; empty: nothing to climb.
export function climbWords(of: { on_foot_floors: number; lift_out: boolean }): string {
    if (of.on_foot_floors === 0) return '';
    return t(of.lift_out ? 'way.climb.lift' : 'way.climb', { n: of.on_foot_floors });
}
