// How many are on duty, counted as everywhere. Pure.
import { t } from '../common/text';

// `listed`: with those who went off duty and are still at somebody's door, which is said apart.
export function onDutyWords(onDuty: number, listed: number): string {
    const besides = listed - onDuty;
    const words = t('board.on_duty', { n: onDuty });
    return besides > 0 ? `${words} · ${t('wall.besides', { n: besides })}` : words;
}
