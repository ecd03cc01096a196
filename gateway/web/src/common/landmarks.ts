// What people name a place on the plan by.
import type { BuildingView, EstateView, Point } from 'circle-codec';
import { FeatureKind, PlaceKind } from 'circle-codec';
import { metres } from './projection';

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

// Gates, the station, buildings.
export function landmarks(estate: EstateView): Landmark[] {
    const named: { name: string; point: Point | undefined }[] = [
        ...estate.features
            .filter(({ kind }) => kind === FeatureKind.FEATURE_KIND_GATE)
            .map(({ name, points }) => ({ name, point: points[0] })),
        ...(estate.station ? [estate.station] : []),
        ...estate.buildings.map((building) => ({ name: building.name, point: middle(building) })),
    ];
    return named.filter((mark): mark is Landmark => mark.point !== undefined && mark.name !== '');
}

// What people would say a spot on the plan is near to; empty when help is wanted at the door.
export function spotName(
    estate: EstateView | undefined,
    wanted: { place: PlaceKind; point?: Point | undefined },
): string {
    const { place, point } = wanted;
    if (place !== PlaceKind.PLACE_KIND_PLAN || !point || !estate) return '';
    const far = (mark: Landmark) => metres(mark.point, point);
    const [first] = landmarks(estate).sort((a, b) => far(a) - far(b));
    return first?.name ?? '';
}
