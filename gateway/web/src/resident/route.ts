// Which screen is shown, kept in the address so that the phone's back button works.
import { signal } from '@preact/signals';
import { hasChanged } from '../common/notices';

export type Route =
    | { screen: 'home' }
    | { screen: 'history' }
    | { screen: 'ask'; category: string }
    | { screen: 'sent'; key: string }
    | { screen: 'request'; id: string }
    | { screen: 'things'; category: string }
    | { screen: 'report'; intent: 'lost' | 'found' }
    | { screen: 'mine' };

// A garbled address, e.g. cut off in a chat, leads home.
function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return '';
    }
}

export function parseRoute(hash: string): Route {
    const [, screen, ...rest] = hash.split('/');
    const argument = decoded(rest.join('/'));
    if (screen === 'history') return { screen };
    if (screen === 'ask' && argument) return { screen, category: argument };
    if (screen === 'sent' && argument) return { screen, key: argument };
    if (screen === 'request' && argument) return { screen, id: argument };
    if (screen === 'things' && argument) return { screen, category: argument };
    if (screen === 'report') return { screen, intent: argument === 'found' ? 'found' : 'lost' };
    if (screen === 'mine') return { screen };
    return { screen: 'home' };
}

export function hashOf(to: Route): string {
    switch (to.screen) {
        case 'ask':
            return `#/ask/${encodeURIComponent(to.category)}`;
        case 'sent':
            return `#/sent/${encodeURIComponent(to.key)}`;
        case 'request':
            return `#/request/${encodeURIComponent(to.id)}`;
        case 'history':
            return '#/history';
        case 'things':
            return `#/things/${encodeURIComponent(to.category)}`;
        case 'report':
            return `#/report/${to.intent}`;
        case 'mine':
            return '#/mine';
        default:
            return '#/';
    }
}

export const route = signal<Route>({ screen: 'home' });

export function followAddress(): void {
    const read = () => (route.value = parseRoute(location.hash));
    window.addEventListener('hashchange', read);
    read();
}

// For what was said on one screen: is another one shown by now?
export function hasLeft(): () => boolean {
    return hasChanged(() => hashOf(route.value));
}

export function go(to: Route): void {
    location.hash = hashOf(to);
}

// Without an entry in the history: going back must not lead to a form that was sent.
export function replace(to: Route): void {
    history.replaceState(null, '', hashOf(to));
    route.value = to;
}
