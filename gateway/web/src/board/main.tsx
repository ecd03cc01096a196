// The coordinators' board: every request with its remaining time, on a desktop or a wall screen.
import type { JSX } from 'preact';
import { Code } from 'circle-codec';
import { Icon } from '../common/icons';
import { LanguageSwitch, followLanguage } from '../common/language';
import { t, tOr } from '../common/text';
import { Gate, Guard, News, NoticeBar, SlowStrip, mount, notice } from '../common/ui';
import { expiredText, nameIn } from '../common/words';
import { AlarmBanner, NotDispatching, StaleText, Stalled } from './banners';
import { unsafeCame } from './despite';
import { Detail } from './detail';
import { Failures } from './failures';
import { KeySheet } from './keys';
import { LiftBanner, Lifts } from './lifts';
import { lostOpen } from './lost';
import { lostSettled } from './lost_acts';
import { LostButton, LostPane } from './lost_pane';
import { GapBanner } from './gaps';
import { alarms, keySheet, startModel } from './model';
import { People } from './people';
import { Digest } from './digest';
import { Plan } from './plan';
import { Roster } from './roster';
import { Cards, Queue } from './queue';
import { sheet, session, wall } from './session';
import { muted, setMuted, sound, startTones } from './tones';
import { WallPanes } from './wall';
import { when } from './when';
import '../common/base.css';
import './board.css';
import './top.css';
import './detail.css';
import './lifts.css';
import './outage.css';
import './past.css';
import './people.css';
import './wall.css';
import './clocks.css';
import './lost.css';
import '../common/weeks.css';
import './roster.css';

function MuteButton(): JSX.Element {
    const blocked = !muted.value && !sound.unlocked.value;
    const word = t(blocked ? 'mute.unlock' : muted.value ? 'mute.on' : 'mute.off');
    return (
        <button
            type="button"
            class={blocked ? 'small blocked' : 'small'}
            data-testid="mute"
            data-muted={muted.value}
            onClick={() => (blocked ? sound.unlock() : setMuted(!muted.value))}
        >
            <Icon name={muted.value || blocked ? 'mute' : 'loud'} />{' '}
            <span class="label">{word}</span>
        </button>
    );
}

function Tools(): JSX.Element {
    return (
        <div class="board-tools">
            <LostButton />
            <MuteButton />
            <LanguageSwitch session={session} />
            <a class="small call" href="?sheet=roster" target="_blank" data-testid="to-roster">
                {t('roster.open')}
            </a>
            <a class="small call" href="?sheet=digest" target="_blank" data-testid="to-digest">
                {t('digest.open')}
            </a>
            <a class="small call to-wall" href="?wall=1" target="_blank" data-testid="to-wall">
                {t('wall.open')}
            </a>
            <button
                type="button"
                class="small by-key"
                data-testid="keys"
                aria-haspopup="dialog"
                onClick={() => (keySheet.value = true)}
            >
                ? <span class="label">{t('keys')}</span>
            </button>
        </div>
    );
}

// A silent wall says so: whoever passes can tap it once.
function WallSound(): JSX.Element | null {
    if (sound.unlocked.value) return null;
    return (
        <span class="pill" data-testid="wall-silent">
            <Icon name="mute" /> {t('mute.blocked')}
        </span>
    );
}

function Top(): JSX.Element {
    const { store, connection } = session;
    const fresh = !connection.stale.value;
    return (
        <header class="board-top">
            <Icon name="shield" />
            <h1>
                {nameIn(store.estate.value)} <span>{t('board.title')}</span>
            </h1>
            <span class="pill" data-testid="on-duty" data-count={store.estate.value?.on_duty ?? 0}>
                <Icon name="people" /> {t('board.on_duty', { n: store.estate.value?.on_duty ?? 0 })}
            </span>
            <span class="pill" data-testid="link" data-live={fresh}>
                {fresh ? '●' : '○'} <span class="label">{t(fresh ? 'link.live' : 'link.lost')}</span>
            </span>
            <span class="grow" />
            {wall ? <WallSound /> : <Tools />}
            <time class="live-number" data-testid="clock">
                {when(connection.clock.ticking.value)}
            </time>
        </header>
    );
}

function Panes(): JSX.Element {
    if (lostOpen.value) return <LostPane />;
    return (
        <>
            <main class="panes">
                <Queue />
                <Detail />
                <div class="aside">
                    <Plan />
                    <Lifts />
                    <People />
                </div>
            </main>
            <KeySheet />
        </>
    );
}

function Main(): JSX.Element {
    if (sheet === 'roster') return <Roster />;
    if (sheet === 'digest') return <Digest />;
    return (
        <>
            <Cards />
            {wall ? <WallPanes /> : <Panes />}
        </>
    );
}

function Page(): JSX.Element {
    const stale = session.connection.stale.value;
    return (
        <Gate session={session} role="coordinator">
            <div
                class={`board${stale ? ' stale' : ''}${wall ? ' wall' : ''}`}
                data-testid="page-board"
                data-stale={stale}
            >
                <Top />
                <NotDispatching />
                <Failures />
                <Stalled />
                {stale && <StaleText />}
                {!wall && <SlowStrip session={session} />}
                <AlarmBanner />
                {!wall && <NoticeBar />}
                <div class="calm-banners">
                    <LiftBanner />
                    <GapBanner />
                </div>
                <Main />
                <News
                    text={alarms.value.length ? t('alarm.banner', { n: alarms.value.length }) : ''}
                />
            </div>
        </Gate>
    );
}

session.onSettled((result) => {
    const { code, message } = result;
    if (unsafeCame(result)) return;
    if (lostSettled(result)) return;
    if (code !== Code.CODE_OK) notice.value = message || tOr(`code.${code}`, 'code.other');
});
session.onExpired((entry) => (notice.value = expiredText(entry)));
followLanguage('title.board');
startModel();
startTones();
session.start();
mount(
    <Guard session={session}>
        <Page />
    </Guard>,
);
