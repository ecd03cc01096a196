// What speaks against sending somebody, as far as the board knows: for want of a licence or the sex
// that was asked for the service wants a reason. Pure functions of the view.
import { Duty } from 'circle-codec';
import type { RequestView, VolunteerView } from 'circle-codec';

export type Lack = 'licence' | 'sex' | 'skill';

export function lacks(
    { skills, sex }: Pick<VolunteerView, 'skills' | 'sex'>,
    { licence, skill, sex: asked }: Pick<RequestView, 'licence' | 'sex' | 'skill'>,
): Lack[] {
    const can = (what: string) => !what || skills.includes(what);
    const found: Lack[] = [];
    if (!can(licence)) found.push('licence');
    if (asked > 0 && asked !== sex) found.push('sex');
    if (skill !== licence && !can(skill)) found.push('skill');
    return found;
}

// 0: nothing; 1: an unskilled hand; 2: a rule forbids it.
export function gravity(lacking: readonly Lack[]): number {
    if (lacking.length === 0) return 0;
    return lacking.every((lack) => lack === 'skill') ? 1 : 2;
}

// Whether somebody could set out now, the likeliest first.
export type Ready = 'free' | 'busy' | 'resting' | 'off';
const READY: readonly Ready[] = ['free', 'busy', 'resting', 'off'];

export function readiness(
    { duty, rest_until }: Pick<VolunteerView, 'duty' | 'rest_until'>,
    now: number,
): Ready {
    if (duty === Duty.DUTY_BUSY) return 'busy';
    if (duty !== Duty.DUTY_ON_DUTY) return 'off';
    return rest_until > now ? 'resting' : 'free';
}

export const byReadiness = (ready: Ready): number => READY.indexOf(ready);

// Where somebody stands in the list of whom to send. Whom a rule forbids comes last, whoever they
// are: they go only with a reason. Before them, whoever is on duty and free comes before all others.
export function standing(ready: Ready, lacking: readonly Lack[]): number {
    const heavy = gravity(lacking);
    const forbidden = heavy > 1 ? 1 : 0;
    return (forbidden * READY.length + byReadiness(ready)) * 2 + (heavy === 1 ? 1 : 0);
}
