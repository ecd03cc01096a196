// Where people are.
import type { Point, VolunteerView } from 'circle-codec';
import { doorOf } from './at_door';
import { session } from './session';

const FRESH_MS = 30 * 60_000;

// As the engine takes it: a fresh position counts more than where they checked in or helped last.
// Only who has said that they are at the door is there.
export function standsAt(volunteer: VolunteerView): Point | undefined {
    const door = doorOf(volunteer, session.store.requests.value);
    if (door) return door;
    const { position, position_at, whereabouts } = volunteer;
    const fresh = session.connection.clock.now() - position_at < FRESH_MS;
    return (fresh && position) || whereabouts || position;
}
