// What a coordinator does: each wish goes out once, and is pending until its outcome.
import { ShiftChangeKind } from 'circle-codec';
import type { Partially, Shift } from 'circle-codec';
import type { Body, Mutation } from '../common/outbox';
import type { Span } from '../common/roster';
import { session } from './session';

export function pending(kind: Mutation, id?: string): boolean {
    return session.outbox.entries.value.some(({ kind: k, body }) => {
        const { request_id, volunteer_id, incident_id, id: own } = body as Record<string, unknown>;
        const about = [request_id, volunteer_id, incident_id, own];
        return k === kind && (id === undefined || about.includes(id));
    });
}

// Sends a wish unless the same one is on its way: a double click means it once.
function once<K extends Mutation>(kind: K, body: Body<K>, id: string): void {
    if (!pending(kind, id)) session.courier.post(kind, body);
}

export function acknowledge(requestId: string): void {
    once('acknowledge_alarm', { request_id: requestId }, requestId);
}

export function assign(request_id: string, who: string, instead_of: string, why: string): void {
    const body = { request_id, volunteer_id: who, instead_of, reason: why.trim() };
    if (who) once('assign_volunteer', body, request_id);
}

export function withdraw(request_id: string, volunteer_id: string, reason: string): void {
    once('withdraw_visit', { request_id, volunteer_id, reason: reason.trim() }, volunteer_id);
}

export function escalate(request_id: string): void {
    once('escalate_request', { request_id }, request_id);
}

export function hold(request_id: string, seconds: number, reason: string): void {
    once('hold_request', { request_id, seconds, reason }, request_id);
}

export function release(request_id: string): void {
    once('hold_request', { request_id, seconds: 0 }, request_id);
}

// The same wish once more, with a reason to overrule the rule that forbade it.
export function assignDespite(wish: Body<'assign_volunteer'>, despite: string): void {
    once('assign_volunteer', { ...wish, despite: despite.trim() }, wish.request_id ?? '');
}

export function pause(request_id: string, reason: number, seconds: number, text: string): void {
    once('pause_clock', { request_id, reason, seconds, text: text.trim() }, request_id);
}

export function resume(request_id: string): void {
    once('resume_clock', { request_id }, request_id);
}

// It was called, or one that a helper asks for was.
export function callTrade(request_id: string): void {
    once('call_trade', { request_id }, request_id);
}

// `done`: it has finished; else it is at the door.
export function progressTrade(request_id: string, done: boolean): void {
    once('progress_trade', { request_id, done }, request_id);
}

export function reopen(request_id: string): void {
    once('reopen_request', { request_id }, request_id);
}

export function addRemark(request_id: string, text: string): void {
    if (text) session.courier.post('remark', { request_id, text });
}

export function acknowledgeFailure(id: string): void {
    once('acknowledge_failure', { id }, id);
}

export function acknowledgeGap(id: string): void {
    once('acknowledge_gap', { id }, id);
}

export function setShifts(volunteer_id: string, shifts: readonly Partially<Shift>[]): void {
    once('set_shifts', { volunteer_id, shifts: [...shifts] }, volunteer_id);
}

// Leave without anybody, a swap with who is named.
export function askShiftChange(
    volunteer_id: string,
    { from, to }: Span,
    why: string,
    withWhom?: string,
): void {
    const kind =
        withWhom === undefined
            ? ShiftChangeKind.SHIFT_CHANGE_KIND_LEAVE
            : ShiftChangeKind.SHIFT_CHANGE_KIND_SWAP;
    const with_volunteer_id = withWhom ?? '';
    const body = { kind, from, to, volunteer_id, with_volunteer_id, reason: why.trim() };
    once('ask_shift_change', body, volunteer_id);
}

export function answerShiftChange(id: string, state: number): void {
    once('answer_shift_change', { id, state }, id);
}

export function close(requestId: string, reason: string): void {
    once('close_request', { request_id: requestId, reason: reason.trim() }, requestId);
}

export function setDuty(volunteerId: string, duty: number): void {
    once('set_duty', { duty, volunteer_id: volunteerId }, volunteerId);
}

export function liftPending(building: string, unit: string): boolean {
    return session.outbox.entries.value.some(({ kind, body }) => {
        const of = body as Record<string, unknown>;
        return kind === 'set_lift' && of.building === building && of.unit === unit;
    });
}

export function setLift(building: string, unit: string, out: boolean, reason: string): void {
    if (liftPending(building, unit)) return;
    session.courier.post('set_lift', { building, unit, out_of_order: out, reason });
}

export function fold(request_id: string, incident_id: string): void {
    if (incident_id) once('fold_request', { request_id, incident_id }, request_id);
}

export function unfold(request_id: string): void {
    once('unfold_request', { request_id }, request_id);
}

export function announce(incident_id: string, text: string): void {
    if (text) session.courier.post('announce_incident', { incident_id, text });
}

export function endIncident(incident_id: string, reason: string): void {
    once('end_incident', { incident_id, reason }, incident_id);
}
