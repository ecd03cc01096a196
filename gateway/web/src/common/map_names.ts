// The names that the plan itself bears, and where they stand. Pure functions of the estate.
import { FeatureKind } from 'circle-codec';
import type { EstateView, Point } from 'circle-codec';
import type { Projection } from './projection';

export interface MapName {
    text: string;
    x: number; // its middle
    y: number; // its base line
}

// From the point of each to the base line of its name.
export const BELOW = { house: 14, gate: 48, station: 46 } as const;

export function mapNames(
    { buildings, features, station }: Pick<EstateView, 'buildings' | 'features' | 'station'>,
    plan: Pick<Projection, 'at'>,
): MapName[] {
    const at = (text: string, point: Point | undefined, below: number): MapName[] => {
        if (!text || !point) return [];
        const [x, y] = plan.at(point);
        return [{ text, x, y: y + below }];
    };
    const gates = features.filter(({ kind }) => kind === FeatureKind.FEATURE_KIND_GATE);
    return [
        ...buildings.flatMap(({ name, point }) => at(name, point, BELOW.house)),
        ...gates.flatMap(({ name, points }) => at(name, points[0], BELOW.gate)),
        ...at(station?.name ?? '', station?.point, BELOW.station),
    ];
}
