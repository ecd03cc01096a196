// The resident's page: one tap for help, then who is coming and when.
import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from '../common/icons';
import { LanguageSwitch, followLanguage } from '../common/language';
import { t } from '../common/text';
import {
    Gate,
    Guard,
    LinkBanner,
    News,
    NoticeBar,
    PhoneLink,
    SlowStrip,
    isDispatching,
    mount,
    news,
    stationPhone,
} from '../common/ui';
import { categoryOf, nameIn } from '../common/words';
import { Ask } from './ask';
import { HistoryScreen } from './history';
import { Home } from './home';
import { MineScreen, ReportScreen, ThingsScreen, lostSettled } from './lost';
import { session, startModel } from './model';
import { followAddress, replace, route } from './route';
import { SentScreen } from './sent';
import { RequestScreen } from './status';
import '../common/base.css';
import '../common/phone.css';
import './resident.css';
import './safety.css';
import './outage.css';
import '../common/things.css';
import './cover.css';

// The way home that is in sight on every screen, whatever is going on there.
function ToHome(): JSX.Element {
    if (route.value.screen === 'home') return <Icon name="house" />;
    return (
        <button
            type="button"
            class="to-home"
            data-testid="home-top"
            aria-label={t('home.back')}
            onClick={() => replace({ screen: 'home' })}
        >
            <Icon name="house" /> <span>{t('home.to')}</span>
        </button>
    );
}

function Top(): JSX.Element {
    const me = session.store.me.value;
    const hello = me?.name ? t('home.hello', { name: me.name }) : t('home.hello.plain');
    return (
        <header class="top">
            <ToHome />
            <div class="grow">
                <h1 data-testid="hello">{hello}</h1>
                <p class="where">
                    {nameIn(session.store.estate.value)}{' '}
                    <span data-testid="door">{me?.door}</span>
                </p>
            </div>
            <LanguageSwitch session={session} />
        </header>
    );
}

function Danger(): JSX.Element {
    const phone = stationPhone(session);
    return (
        <div role="alert">
            {!isDispatching(session) && (
                <p class="banner bad" data-testid="not-dispatching">
                    <Icon name="alarm" /> <span>{t('not.dispatching')}</span>
                    <PhoneLink phone={phone} testid="danger-phone" className="small" />
                </p>
            )}
        </div>
    );
}

function Screen(): JSX.Element {
    const here = route.value;
    switch (here.screen) {
        case 'ask': {
            const category = categoryOf(session.store.estate.value, here.category);
            return category ? <Ask key={category.id} category={category} /> : <Home />;
        }
        case 'sent':
            return <SentScreen keyOf={here.key} />;
        case 'request':
            return <RequestScreen id={here.id} />;
        case 'history':
            return <HistoryScreen />;
        case 'things': {
            const category = categoryOf(session.store.estate.value, here.category);
            return category ? <ThingsScreen category={category} /> : <Home />;
        }
        case 'report':
            return <ReportScreen key={here.intent} intent={here.intent} />;
        case 'mine':
            return <MineScreen />;
        default:
            return <Home />;
    }
}

// A new screen begins at its top, with its heading read aloud.
function useFreshScreen(): void {
    useSignalEffect(() => {
        const { screen } = route.value;
        requestAnimationFrame(() => {
            window.scrollTo(0, 0);
            if (screen !== 'home') document.querySelector<HTMLElement>('[data-focus]')?.focus();
        });
    });
}

function Page(): JSX.Element {
    useFreshScreen();
    return (
        <Gate session={session} role="resident">
            <div class="sheet" data-testid="page-resident">
                <Top />
                <Danger />
                <LinkBanner session={session} />
                <SlowStrip session={session} quiet={!isDispatching(session)} />
                <NoticeBar />
                <News text={news.value} />
                <main class="body-slot">
                    <Screen />
                </main>
            </div>
        </Gate>
    );
}

followLanguage('title.resident');
followAddress();
startModel(lostSettled);
mount(
    <Guard session={session}>
        <Page />
    </Guard>,
);
