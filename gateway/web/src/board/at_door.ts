// Who is at a door, as their visit says it. Pure functions of the view.
import { VisitState } from 'circle-codec';
import type { Point, RequestView, VolunteerView } from 'circle-codec';

export function doorOf(
    { id, request_id }: VolunteerView,
    requests: ReadonlyMap<string, RequestView>,
): Point | undefined {
    const request = requests.get(request_id);
    const arrived = request?.helpers.some(
        ({ volunteer_id, state }) =>
            volunteer_id === id && state === VisitState.VISIT_STATE_ARRIVED,
    );
    return arrived ? request?.point : undefined;
}
