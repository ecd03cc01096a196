// The service station's name and phone, kept for the moment when the page cannot reach anybody.
import { effect } from '@preact/signals';
import type { Environment } from './environment';
import type { Store } from './store';

const KEY = 'circle.station';

export interface Station {
    name: string;
    phone: string;
}

export function rememberStation(storage: Environment['storage'], store: Store): void {
    effect(() => {
        const { name = '', phone = '' } = store.estate.value ?? {};
        if (!phone) return;
        try {
            storage.setItem(KEY, JSON.stringify({ name, phone }));
        } catch {
            // Storage is full: the card has the number, too.
        }
    });
}

export function rememberedStation(storage: Pick<Storage, 'getItem'>): Station | undefined {
    try {
        const kept = JSON.parse(storage.getItem(KEY) ?? 'null') as Partial<Station> | null;
        return kept?.phone ? { name: kept.name ?? '', phone: kept.phone } : undefined;
    } catch {
        return undefined;
    }
}
