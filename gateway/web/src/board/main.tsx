// The coordinators' board: every request with its remaining time, on a desktop or a wall screen.
import type { JSX } from 'preact';
import { Code } from 'circle-codec';
import { Icon } from '../common/icons';
import { t, tOr } from '../common/text';
import {
    Gate,
    Guard,
    LinkBanner,
    News,
    NoticeBar,
    SlowStrip,
    isDispatching,
    mount,
    notice,
} from '../common/ui';
import { categoryName, expiredText } from '../common/words';
import { Detail } from './detail';
import { Failures } from './failures';
import { acknowledge, pending } from './acts';
import { alarms, banner, choose, filter, keySheet, onBanner, startModel } from './model';
import { startPast } from './past';
import { People } from './people';
import { Plan } from './plan';
import { Cards, Queue } from './queue';
import { session } from './session';
import { muted, setMuted, sound, startTones } from './tones';
import { when } from './when';
import '../common/base.css';
import './board.css';
import './detail.css';

function MuteButton(): JSX.Element {
    const blocked = !muted.value && !sound.unlocked.value;
    const word = t(blocked ? 'mute.blocked' : muted.value ? 'mute.on' : 'mute.off');
    return (
        <button
            type="button"
            class="small"
            data-testid="mute"
            data-muted={muted.value}
            onClick={() => (blocked ? sound.unlock() : setMuted(!muted.value))}
        >
            <Icon name={muted.value || blocked ? 'mute' : 'loud'} /> {word}
        </button>
    );
}

function Top(): JSX.Element {
    const { store, connection } = session;
    const fresh = !connection.stale.value;
    return (
        <header class="board-top">
            <Icon name="shield" />
            <h1>
                {store.estate.value?.name} <span>{t('board.title')}</span>
            </h1>
            <span class="pill" data-testid="on-duty" data-count={store.estate.value?.on_duty ?? 0}>
                <Icon name="people" /> {t('board.on_duty', { n: store.estate.value?.on_duty ?? 0 })}
            </span>
            <span class="pill" data-testid="link" data-live={fresh}>
                {fresh ? `● ${t('link.live')}` : `○ ${t('link.lost')}`}
            </span>
            <span class="grow" />
            <MuteButton />
            <button
                type="button"
                class="small"
                data-testid="keys"
                aria-expanded={keySheet.value}
                onClick={() => (keySheet.value = !keySheet.value)}
            >
                ? {t('keys')}
            </button>
            <time class="live-number" data-testid="clock">
                {when(connection.clock.ticking.value)}
            </time>
        </header>
    );
}

function NotDispatching(): JSX.Element {
    const health = session.store.health.value;
    return (
        <div role="alert">
            {!isDispatching(session) && (
                <p class="banner bad" data-testid="not-dispatching">
                    <Icon name="alarm" />
                    <span>
                        {t('board.not_dispatching', { time: when(health?.since ?? 0) })}
                    </span>
                </p>
            )}
        </div>
    );
}

function AlarmBanner(): JSX.Element {
    const first = banner.value;
    const busy = first !== undefined && pending('acknowledge_alarm', first.id);
    return (
        <div role="alert">
            {first && (
                <p
                    class="banner bad alarm-banner"
                    data-testid="alarm-banner"
                    data-count={alarms.value.length}
                >
                    <Icon name="bell" />
                    <b>{t('alarm.banner', { n: alarms.value.length })}</b>
                    <button
                        type="button"
                        class="link"
                        data-testid="banner-request"
                        data-request={first.id}
                        onClick={() => onBanner(() => choose(first.id))}
                    >
                        {t('alarm.line', {
                            n: first.number,
                            door: first.door,
                            category: categoryName(session.store.estate.value, first.category),
                            reason: tOr(`alarm.${first.alarm?.reason}`, 'state.0'),
                        })}
                    </button>
                    <span class="grow" />
                    <button
                        type="button"
                        class="small"
                        data-testid="banner-ack"
                        aria-disabled={busy}
                        onClick={() => onBanner(() => acknowledge(first.id))}
                    >
                        {t(busy ? 'ack.coming' : 'ack')}
                    </button>
                </p>
            )}
        </div>
    );
}

function KeySheet(): JSX.Element | null {
    if (!keySheet.value) return null;
    const keys = [
        ['j', 'keys.j'],
        ['k', 'keys.k'],
        ['a', 'keys.a'],
        ['?', 'keys.help'],
    ] as const;
    return (
        <aside class="key-sheet" data-testid="key-sheet" aria-label={t('keys')}>
            <h2>{t('keys')}</h2>
            <dl>
                {keys.map(([key, text]) => (
                    <div key={key}>
                        <dt>
                            <kbd>{key}</kbd>
                        </dt>
                        <dd>{t(text)}</dd>
                    </div>
                ))}
            </dl>
            <p class="soft">{t('keys.note')}</p>
        </aside>
    );
}

function StaleText(): JSX.Element {
    session.connection.clock.ticking.value; // counts on
    const n = Math.floor(session.connection.silence() / 1000);
    return <LinkBanner session={session} text={t('board.stale', { n })} />;
}

function Page(): JSX.Element {
    const stale = session.connection.stale.value;
    return (
        <Gate session={session} role="coordinator">
            <div
                class={stale ? 'board stale' : 'board'}
                data-testid="page-board"
                data-stale={stale}
            >
                <Top />
                <NotDispatching />
                <Failures />
                {stale && <StaleText />}
                <SlowStrip session={session} />
                <AlarmBanner />
                <NoticeBar />
                <Cards />
                <main class="panes">
                    <Queue />
                    <Detail />
                    <div class="aside">
                        <Plan />
                        <People />
                    </div>
                </main>
                <KeySheet />
                <News
                    text={alarms.value.length ? t('alarm.banner', { n: alarms.value.length }) : ''}
                />
            </div>
        </Gate>
    );
}

session.onSettled(({ code, message }) => {
    if (code !== Code.CODE_OK) notice.value = message || tOr(`code.${code}`, 'code.other');
});
session.onExpired((entry) => (notice.value = expiredText(entry)));
startModel();
startPast(() => filter.peek() === 'ended');
startTones();
session.start();
mount(
    <Guard session={session}>
        <Page />
    </Guard>,
);
