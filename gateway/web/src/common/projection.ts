// From degrees to the plan's own units: north is up, one unit is the same length both ways.
import type { EstateView, Point } from 'circle-codec';

export const WIDTH = 1000;
const MARGIN = 60;
// A single building has no extent; the plan then shows about this much around it.
const LEAST_DEGREES = 0.0008;

export interface Projection {
    height: number;
    at(point: Point): [number, number];
    point(x: number, y: number): Point; // the way back
}

function pointsOf(estate: EstateView, more: readonly Point[]): Point[] {
    const buildings = estate.buildings.flatMap(({ point, footprint }) =>
        point ? [point, ...footprint] : footprint,
    );
    const station = estate.station?.point ? [estate.station.point] : [];
    return [...buildings, ...estate.features.flatMap((f) => f.points), ...station, ...more];
}

function centred(values: number[], least: number): [number, number] {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const half = Math.max(high - low, least) / 2;
    return [(low + high) / 2 - half, 2 * half];
}

// Nothing to draw without a point. `more` are points that must fit in, too.
export function projection(
    estate: EstateView | undefined,
    more: readonly Point[] = [],
): Projection | undefined {
    const points = estate ? pointsOf(estate, more) : [];
    const [first] = points;
    if (!first) return undefined;
    const squeeze = Math.max(0.01, Math.cos((first.lat * Math.PI) / 180));
    const [left, width] = centred(
        points.map((p) => p.lon * squeeze),
        LEAST_DEGREES,
    );
    const [bottom, depth] = centred(
        points.map((p) => p.lat),
        LEAST_DEGREES,
    );
    const scale = (WIDTH - 2 * MARGIN) / width;
    return {
        height: Math.min(2 * WIDTH, depth * scale + 2 * MARGIN),
        at: ({ lat, lon }) => [
            MARGIN + (lon * squeeze - left) * scale,
            MARGIN + (bottom + depth - lat) * scale,
        ],
        point: (x, y) => ({
            lon: ((x - MARGIN) / scale + left) / squeeze,
            lat: bottom + depth - (y - MARGIN) / scale,
        }),
    };
}

const METRES_A_DEGREE = 111_195;

// Between two points of one estate, as the crow flies.
export function metres(a: Point, b: Point): number {
    const squeeze = Math.cos((a.lat * Math.PI) / 180);
    return METRES_A_DEGREE * Math.hypot(a.lat - b.lat, (a.lon - b.lon) * squeeze);
}
