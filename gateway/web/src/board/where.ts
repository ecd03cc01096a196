// Where people are.
import type { Point, VolunteerView } from 'circle-codec';
import { session } from './session';

const FRESH_MS = 30 * 60_000;

// As the engine takes it: a fresh position counts more than where they checked in or helped last.
export function standsAt({ position, position_at, whereabouts }: VolunteerView): Point | undefined {
    const fresh = session.connection.clock.now() - position_at < FRESH_MS;
    return (fresh && position) || whereabouts || position;
}
