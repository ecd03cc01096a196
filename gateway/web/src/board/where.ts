// Where people are, and where they are wanted.
import { PlaceKind } from 'circle-codec';
import type { Point, RequestView, VolunteerView } from 'circle-codec';
import { landmarks } from '../common/landmarks';
import type { Landmark } from '../common/landmarks';
import { metres } from '../common/projection';
import { session } from './session';

const FRESH_MS = 30 * 60_000;

// As the engine takes it: a fresh position counts more than where they checked in or helped last.
export function standsAt({ position, position_at, whereabouts }: VolunteerView): Point | undefined {
    const fresh = session.connection.clock.now() - position_at < FRESH_MS;
    return (fresh && position) || whereabouts || position;
}

// What people would say a spot on the plan is near to; empty when help is wanted at the door.
export function spotName({ place, point }: RequestView): string {
    const estate = session.store.estate.value;
    if (place !== PlaceKind.PLACE_KIND_PLAN || !point || !estate) return '';
    const far = (mark: Landmark) => metres(mark.point, point);
    const [first] = landmarks(estate).sort((a, b) => far(a) - far(b));
    return first?.name ?? '';
}
