// 中文 / English: which one is read here, and the button that switches.
import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import type { Session } from './session';
import { chooseLanguage, language, t } from './text';
import type { Language } from './text';

const OTHER: Record<Language, { lang: Language; name: string }> = {
    'zh-CN': { lang: 'en', name: 'English' },
    en: { lang: 'zh-CN', name: '中文' },
};

// The document itself says its language, and its name in it unless the page keeps that itself.
export function followLanguage(title?: 'title.resident' | 'title.board'): void {
    effect(() => {
        document.documentElement.lang = language.value;
        if (title) document.title = t(title);
    });
}

// Says the other language's name in that language, for whoever cannot read this one.
export function LanguageSwitch({ session }: { session: Session }): JSX.Element {
    const { lang, name } = OTHER[language.value];
    return (
        <button
            type="button"
            class="small language"
            lang={lang}
            data-testid="language"
            onClick={() => {
                chooseLanguage(lang, session.storage);
                session.connection.greetAgain();
            }}
        >
            {name}
        </button>
    );
}
