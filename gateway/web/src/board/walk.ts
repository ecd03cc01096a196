// How long a helper walks, in words.
import type { HelperView } from 'circle-codec';
import { t } from '../common/text';

export const walkMinutes = ({ walk_s }: HelperView): number => Math.max(1, Math.ceil(walk_s / 60));

// "走路约 4 分钟，爬 5 层"
export function walkOf(helper: HelperView): string {
    const floors = helper.on_foot_floors;
    const n = walkMinutes(helper);
    return floors > 0 ? t('route.climb', { n, floors }) : t('route.walk', { n });
}
