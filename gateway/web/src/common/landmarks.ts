// The estate's plan as a flat drawing: north is up, a metre is as long in both directions.
import type { BuildingView, EstateView, Feature, Point } from 'circle-codec';
import { FeatureKind } from 'circle-codec';

const WIDTH = 320;
const MARGIN = 14;
const MAX_TALL = 1.3; // of the width

export interface Sheet {
    width: number;
    height: number;
    put(point: Point): [number, number];
    take(x: number, y: number): Point;
}

function drawnPoints(estate: EstateView): Point[] {
    const buildings = estate.buildings.flatMap(({ footprint, point }) =>
        point ? [...footprint, point] : footprint,
    );
    const features = estate.features.flatMap((feature) => feature.points);
    const station = estate.station?.point;
    return [...buildings, ...features, ...(station ? [station] : [])];
}

// Nothing when there is no extent to draw.
export function sheetOf(estate: EstateView): Sheet | undefined {
    const points = drawnPoints(estate);
    if (points.length < 3) return undefined;
    const lats = points.map(({ lat }) => lat);
    const lons = points.map(({ lon }) => lon);
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const wide = (east - west) * squeeze;
    const tall = north - south;
    if (wide <= 0 || tall <= 0) return undefined;
    const room = WIDTH - 2 * MARGIN;
    const scale = Math.min(room / wide, (room * MAX_TALL) / tall);
    const left = (WIDTH - wide * scale) / 2;
    return {
        width: WIDTH,
        height: tall * scale + 2 * MARGIN,
        put: ({ lat, lon }) => [
            left + (lon - west) * squeeze * scale,
            MARGIN + (north - lat) * scale,
        ],
        take: (x, y) => ({
            lon: west + (x - left) / (squeeze * scale),
            lat: north - (y - MARGIN) / scale,
        }),
    };
}

export interface Landmark {
    name: string;
    point: Point;
}

function middle({ point, footprint }: BuildingView): Point | undefined {
    if (point || footprint.length === 0) return point;
    const sum = (pick: (p: Point) => number) => footprint.reduce((n, p) => n + pick(p), 0);
    return {
        lat: sum((p) => p.lat) / footprint.length,
        lon: sum((p) => p.lon) / footprint.length,
    };
}

export function isGate(feature: Feature): boolean {
    return feature.kind === FeatureKind.FEATURE_KIND_GATE;
}

// What people name a place by: gates, the station, buildings.
export function landmarks(estate: EstateView): Landmark[] {
    const named: { name: string; point: Point | undefined }[] = [
        ...estate.features.filter(isGate).map(({ name, points }) => ({ name, point: points[0] })),
        ...(estate.station ? [estate.station] : []),
        ...estate.buildings.map((building) => ({ name: building.name, point: middle(building) })),
    ];
    return named.filter((mark): mark is Landmark => mark.point !== undefined && mark.name !== '');
}
