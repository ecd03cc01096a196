// What a skill or a licence is called. Folders of estates have ids only; a strange one is shown as
// it is.
import { tOr } from '../common/text';

export function skillName(id: string): string {
    return tOr(`skill.${id}`, 'skill.other', { id });
}
