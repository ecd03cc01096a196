// Whom the board names by what it knows of them.
import { Role } from 'circle-codec';
import type { RemarkView } from 'circle-codec';
import { t, tOr } from '../common/text';
import { session } from './session';

// Who the contacts name; another coordinator is known by id only, but for the one who looks.
export function coordinatorName(id: string): string {
    const { estate, me } = session.store;
    const contact = estate.value?.contacts.find((one) => one.id === id);
    return contact?.name || (id === session.principalId && me.value?.name) || id;
}

export function nameOf(id: string): string {
    return session.store.volunteers.value.get(id)?.name ?? coordinatorName(id);
}

// A household's word is told from that of a helper.
export function remarkBy({ name, role }: Pick<RemarkView, 'name' | 'role'>): string {
    if (!name) return tOr(`actor.${role}`, 'actor.5');
    return role === Role.ROLE_RESIDENT ? t('remark.household', { name }) : name;
}
