// The lifts that an estate has, in the order of its houses: a line stays where it is when its lift
// stops. Pure functions of the view.
import type { BuildingView, EstateView, LiftOutage } from 'circle-codec';
import { t } from '../common/text';

export interface Lift {
    building: BuildingView;
    unit: string;
    outage: LiftOutage | undefined; // it does not go
}

// "3号楼2单元"; a unit with a name of its own, such as 东单元, keeps it.
export function liftName({ building, unit }: Lift): string {
    return /^[\w-]+$/.test(unit)
        ? t('lifts.name', { building: building.name, unit })
        : `${building.name}${unit}`;
}

export function liftsOf(estate: EstateView | undefined): Lift[] {
    if (!estate) return [];
    return estate.buildings.flatMap((building) =>
        building.units
            .filter(({ lift }) => lift)
            .map(({ id }) => ({
                building,
                unit: id,
                outage: estate.lifts_out.find(
                    (out) => out.building === building.id && out.unit === id,
                ),
            })),
    );
}
