// What the pages say, in the reader's language.
import { signal } from '@preact/signals';
import { en } from './text/en';
import { zh } from './text/zh';

export type TextKey = keyof typeof zh;
export type Values = Record<string, string | number>;
export type Language = 'zh-CN' | 'en'; // as `hello.lang` has it

export const dictionaries: Record<Language, Record<TextKey, string>> = { 'zh-CN': zh, en };
const STORED = 'circle.language';

// Read while drawing, so that a switch redraws what is shown.
export const language = signal<Language>('zh-CN');

function languageOf(tag: string): Language | undefined {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    return /^en\b/i.test(tag) ? 'en' : undefined;
}

// The address (?lang=) goes before what was chosen here earlier, and that before the browser's own
// language. A browser that speaks neither of the two reads English.
export function pickLanguage(search: string, stored: string, browser: string): Language {
    const asked = languageOf(new URLSearchParams(search).get('lang') ?? '');
    return asked ?? languageOf(stored) ?? languageOf(browser) ?? 'en';
}

// Begins in the language that fits, before anything is drawn.
export function startLanguage(storage: Pick<Storage, 'getItem'>): void {
    const stored = storage.getItem(STORED) ?? '';
    language.value = pickLanguage(location.search, stored, navigator.language);
}

// By the person's own wish; kept on this device. An address that names another language would win
// at the next visit, so it stops naming one.
export function chooseLanguage(chosen: Language, storage: Pick<Storage, 'setItem'>): void {
    try {
        storage.setItem(STORED, chosen);
    } catch {
        // Storage is full: chosen until the page is closed.
    }
    const address = new URL(location.href);
    if (address.searchParams.has('lang')) {
        address.searchParams.delete('lang');
        history.replaceState(history.state, '', address);
    }
    language.value = chosen;
}

// What an estate says of itself: its English beside its Chinese, which is always there.
export function either(chinese: string, english: string): string {
    return language.value === 'en' && english ? english : chinese;
}

// {n|person|people}: the first form for 1, the second for 2, …, the last for all others.
function form(n: number, forms: readonly string[]): string {
    const last = forms.length - 1;
    return forms[n >= 1 ? Math.min(n - 1, last) : last] ?? '';
}

// The text of `key`, each {name} replaced by its value.
export function t(key: TextKey, values: Values = {}): string {
    return dictionaries[language.value][key].replace(
        /\{(\w+)(?:\|([^}]*))?\}/g,
        (whole, name: string, forms?: string) => {
            const value = values[name];
            if (value === undefined) return whole;
            return forms === undefined ? String(value) : form(Number(value), forms.split('|'));
        },
    );
}

// For keys made from data, e.g. a code: falls back when the dictionary has none.
export function tOr(key: string, fallback: TextKey, values: Values = {}): string {
    return t(key in zh ? (key as TextKey) : fallback, values);
}
