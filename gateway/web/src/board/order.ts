// Which request goes before others, in the queue and in the banner. Pure functions of the view.
import { Urgency } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { isTerminal } from '../common/words';

export function needsAck(request: RequestView): boolean {
    const { alarm } = request;
    return !isTerminal(request) && alarm !== undefined && alarm.acknowledged_at === 0;
}

// What is to be done about it is the same.
export function isSameAlarm(a: RequestView | undefined, b: RequestView | undefined): boolean {
    return a?.id === b?.id && a?.alarm?.reason === b?.alarm?.reason;
}

// A life may be in danger: on top until somebody is at the door and a coordinator has taken notice.
export function isDanger(request: RequestView): boolean {
    const open = request.arrived_at === 0 || needsAck(request);
    return request.life_threatening && open && !isTerminal(request);
}

// By time left; whose promise is kept stand last. Ended ones by their end, newest first.
export function inOrder(a: RequestView, b: RequestView): number {
    if (isTerminal(a) && isTerminal(b)) return b.ended_at - a.ended_at;
    const danger = Number(isDanger(b)) - Number(isDanger(a));
    const kept = Number(a.arrived_at > 0) - Number(b.arrived_at > 0);
    return danger || kept || a.sla_due_at - b.sla_due_at || a.number - b.number;
}

function gravity(request: RequestView): number {
    if (isDanger(request)) return request.arrived_at === 0 ? 3 : 2;
    return request.urgency === Urgency.URGENCY_URGENT ? 1 : 0;
}

// The alarm in the banner. It stays the same one until it is handled: a click meant for one must not
// hit another that has just moved into its place. Only a graver one does not wait behind it.
export function pinned(alarms: readonly RequestView[], before: string): RequestView | undefined {
    const [gravest] = [...alarms].sort((a, b) => gravity(b) - gravity(a));
    const kept = alarms.find(({ id }) => id === before);
    return kept && gravest && gravity(kept) >= gravity(gravest) ? kept : gravest;
}
