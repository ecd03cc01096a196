// How far a request stands from an outage that it is about to join by hand: the same fault seldom
// reaches another house. Pure functions of the view.
import type { IncidentView, RequestView } from 'circle-codec';

export type Gap = '' | 'building' | 'unit';

type Placed = Pick<RequestView, 'building' | 'door'>;

// "3号楼1单元1203" → "3号楼1单元": whatever doors share a riser or a box begins alike. Which doors hang
// on a group is not told to pages.
export function staircase(door: string): string {
    return door.replace(/\d+\D*$/, '').trim();
}

// `members`: the requests of the outage, as far as they are known.
export function foldGap(
    { building, door }: Placed,
    { group }: Pick<IncidentView, 'group'>,
    members: readonly Placed[],
): Gap {
    if (members.length === 0) return '';
    if (!members.some((one) => one.building === building)) return 'building';
    const stairs = staircase(door);
    const same = !stairs || group.startsWith(stairs);
    return same || members.some((one) => staircase(one.door) === stairs) ? '' : 'unit';
}
