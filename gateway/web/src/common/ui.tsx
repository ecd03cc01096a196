// Pieces that every page shows: link and service banners, phone links, news for screen readers.
import { signal } from '@preact/signals';
import { Component, render } from 'preact';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon } from './icons';
import { LanguageSwitch } from './language';
import { notice } from './notices';
import type { PageRole, Session } from './session';
import { t } from './text';

export { notice };

// What the page's one News says; it stays while screens come and go, or nothing would be read.
export const news = signal('');

export function telHref(phone: string): string {
    return `tel:${phone.replace(/[^\d+*#]/g, '')}`;
}

export function stationPhone({ store, station }: Session): string {
    return store.estate.value?.phone || store.health.value?.phone || station?.phone || '';
}

export function PhoneLink(props: {
    phone: string;
    testid: string;
    label?: string;
    className?: string;
    spoken?: string;
}): JSX.Element | null {
    const { phone, testid, label, className, spoken } = props;
    if (!phone) return null;
    return (
        <a
            class={className ?? 'button quiet'}
            href={telHref(phone)}
            data-testid={testid}
            aria-label={spoken}
        >
            <Icon name="phone" /> <span>{label ?? t('phone.call', { phone })}</span>
        </a>
    );
}

function linkText(session: Session): string {
    const { connection, store } = session;
    if (connection.link.value === 'connecting' && !store.ready.value) return '';
    if (connection.link.value === 'lost' || connection.link.value === 'refused') {
        return t('link.lost');
    }
    return connection.stale.value ? t('link.stale') : '';
}

// Stale or lost: shown on every page within 5 s, goes away by itself.
export function LinkBanner(props: { session: Session; text?: string }): JSX.Element {
    const { session } = props;
    const text = linkText(session) && (props.text ?? linkText(session));
    return (
        <div role="status" class="banner-slot">
            {text && (
                <p
                    class="banner warn"
                    data-testid="link-banner"
                    data-link={session.connection.link}
                >
                    <span class="spinner" aria-hidden="true" /> {text}
                </p>
            )}
        </div>
    );
}

// A wish has had no outcome for seconds: shown on every page, whatever its screen. `quiet`: another
// banner of the page says why, and whom to call.
export function SlowStrip(props: { session: Session; quiet?: boolean }): JSX.Element {
    const { session, quiet = false } = props;
    const slow = !quiet && session.outbox.entries.value.some((entry) => entry.slow);
    const phone = stationPhone(session);
    return (
        <div role="status" class="banner-slot">
            {slow && (
                <p class="banner warn" data-testid="slow">
                    <Icon name="clock" />
                    <span>{t(phone ? 'slow.call' : 'slow.nophone')}</span>
                    {isDispatching(session) && (
                        <PhoneLink phone={phone} testid="slow-phone" className="small call" />
                    )}
                </p>
            )}
        </div>
    );
}

export function isDispatching({ store }: Session): boolean {
    return store.health.value?.dispatching !== false;
}

// Announces `text` while the caller is shown, through the page's one News: a live region that comes
// with its words is not read out.
// Whoever leaves takes their words along: heard later, they may not be true any more.
export function useNews(text: string): void {
    useEffect(() => {
        news.value = text;
        return () => {
            if (news.value === text) news.value = '';
        };
    }, [text]);
}

// One hidden place that screen readers follow.
export function News({ text }: { text: string }): JSX.Element {
    return (
        <p class="hidden-news" aria-live="polite" data-testid="news">
            {text}
        </p>
    );
}

export function NoticeBar(): JSX.Element {
    return (
        <div role="status" class="banner-slot">
            {notice.value && (
                <p class="banner info" data-testid="notice">
                    <span>{notice}</span>
                    <button
                        type="button"
                        class="small"
                        data-testid="notice-close"
                        onClick={() => (notice.value = '')}
                    >
                        {t('ended.ok')}
                    </button>
                </p>
            )}
        </div>
    );
}

// Before there is anything to show: connecting, or a device that is not bound.
export function Gate(props: {
    session: Session;
    role: PageRole;
    children: ComponentChildren;
}): JSX.Element {
    const { session, role, children } = props;
    const { connection, store } = session;
    if (connection.link.value === 'refused') {
        return (
            <main class="gate" data-testid="refused">
                <span class="tile tint-plain big">
                    <Icon name="house" />
                </span>
                <h1>{t(role === 'coordinator' ? 'refused.title.coordinator' : 'refused.title')}</h1>
                <p>{t(`refused.${role}`)}</p>
                <WayOut session={session} />
            </main>
        );
    }
    if (store.ready.value) return <>{children}</>;
    const lost = connection.link.value === 'lost';
    return (
        <main class="gate" data-testid="connecting">
            <span class="spinner big" aria-hidden="true" />
            <div role="status">
                <h1>{t(lost ? 'link.lost' : 'link.connecting')}</h1>
            </div>
            {patienceIsOver(session) && <WayOut session={session} />}
        </main>
    );
}

// Whoever waits here may be in need.
const PATIENCE_MS = 3_000;
const begunAt = performance.now();

function patienceIsOver({ connection }: Session): boolean {
    connection.clock.ticking.value; // drawn again as time passes
    return performance.now() - begunAt > PATIENCE_MS;
}

// Try again now, or call.
function WayOut({ session }: { session: Session }): JSX.Element {
    const phone = stationPhone(session);
    return (
        <>
            <PhoneLink phone={phone} testid="gate-phone" className="button help" />
            {!phone && <p>{t('gate.card')}</p>}
            <button
                type="button"
                class="button quiet"
                data-testid="gate-retry"
                onClick={() => session.connection.retryNow()}
            >
                {t('gate.retry')}
            </button>
            <LanguageSwitch session={session} />
        </>
    );
}

// Draws the page in place of what its markup says while the script has not come yet.
export function mount(page: JSX.Element): void {
    const place = document.getElementById('page')!;
    place.textContent = '';
    render(page, place);
}

// A fault in drawing must not leave an empty page: reload shows the truth again.
interface Guarded {
    session?: Session;
    children: ComponentChildren;
}

export class Guard extends Component<Guarded, { broken: boolean }> {
    override state = { broken: false };
    static override getDerivedStateFromError(): { broken: boolean } {
        return { broken: true };
    }
    override render(): ComponentChildren {
        if (!this.state.broken) return this.props.children;
        const phone = this.props.session ? stationPhone(this.props.session) : '';
        return (
            <main class="gate" data-testid="broken">
                <h1>{t('code.other')}</h1>
                <button
                    type="button"
                    class="button main"
                    data-testid="broken-reload"
                    onClick={() => location.reload()}
                >
                    {t('broken.reload')}
                </button>
                <PhoneLink phone={phone} testid="broken-phone" className="button help" />
            </main>
        );
    }
}
