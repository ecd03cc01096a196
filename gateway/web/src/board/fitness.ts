// What speaks against sending somebody, as far as the board knows: for want of a licence or the sex
// that was asked for the service wants a reason. Pure functions of the view.
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
