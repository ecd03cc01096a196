// What speaks against sending somebody, as far as the board knows: the service refuses these
// without a reason. Pure functions of the view.
import type { RequestView, VolunteerView } from 'circle-codec';

export type Lack = 'licence' | 'sex';

export function lacks(
    { skills, sex }: Pick<VolunteerView, 'skills' | 'sex'>,
    request: Pick<RequestView, 'licence' | 'sex'>,
): Lack[] {
    const found: Lack[] = [];
    if (request.licence && !skills.includes(request.licence)) found.push('licence');
    if (request.sex > 0 && request.sex !== sex) found.push('sex');
    return found;
}
