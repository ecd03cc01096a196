// Near to what help was wanted, by request: the household's view does not tell, so the phone that
// asked keeps it, also when the page is opened again.
import type { Environment } from '../common/environment';

export type Places = ReadonlyMap<string, string>; // name by request id

type Storage = Pick<Environment['storage'], 'getItem' | 'setItem'>;
const STORED = 'circle.places';
const KEPT = 8; // the newest

export function rememberedPlaces(storage: Storage): Places {
    try {
        return new Map(JSON.parse(storage.getItem(STORED) ?? '[]') as [string, string][]);
    } catch {
        return new Map();
    }
}

export function withPlace(places: Places, id: string, name: string): Places {
    const others = [...places].filter(([other]) => other !== id);
    return new Map([...others, [id, name] as const].slice(-KEPT));
}

export function rememberPlaces(storage: Storage, places: Places): void {
    try {
        storage.setItem(STORED, JSON.stringify([...places]));
    } catch {
        // Storage is full: known until the page is closed.
    }
}
