// The volunteer's page: duty, one offer at a time, and the visit.
import type { JSX } from 'preact';
import { Icon } from '../common/icons';
import { LanguageSwitch, followLanguage } from '../common/language';
import { t } from '../common/text';
import { Gate, Guard, LinkBanner, News, NoticeBar, SlowStrip, mount, news } from '../common/ui';
import { nameIn } from '../common/words';
import { startModel } from './follow';
import { FoundScreen, finding, foundSettled } from './found';
import { EndingScreen, IdleScreen } from './idle';
import {
    confirmingOffer,
    currentOffer,
    ending,
    liveVisit,
    onDuty,
    session,
} from './model';
import { ConfirmingScreen } from './confirming';
import { OfferScreen } from './offer';
import { BookScreen } from './book';
import { aloneCame } from './pair';
import { HoursScreen } from './hours';
import { pane } from './roster_model';
import { VisitScreen } from './visit';
import { WeekScreen } from './week';
import '../common/base.css';
import '../common/phone.css';
import './volunteer.css';
import './way.css';
import './safety.css';
import '../common/things.css';
import '../common/weeks.css';
import './roster.css';

function Top(): JSX.Element {
    const me = session.store.me.value;
    const duty = liveVisit() ? 'duty.busy' : onDuty() ? 'duty.on' : 'duty.off';
    return (
        <header class="top">
            <Icon name="care" />
            <div class="grow">
                <h1 data-testid="hello">{t('volunteer.hello', { name: me?.name ?? '' })}</h1>
                <p class="where">{nameIn(session.store.estate.value)}</p>
            </div>
            <span class="duty-pill" data-testid="duty-pill">
                {t(duty)}
            </span>
            <LanguageSwitch session={session} />
        </header>
    );
}

// A visit comes before an offer: whoever is busy is not asked. An accepted late offer may pass both.
function Screen(): JSX.Element {
    const visit = liveVisit();
    if (visit) return <VisitScreen key={visit.request_id} visit={visit} />;
    const waiting = confirmingOffer();
    if (waiting) return <ConfirmingScreen key={waiting.id} offer={waiting} />;
    const offer = currentOffer();
    if (offer) return <OfferScreen key={offer.id} offer={offer} />;
    if (ending.value) return <EndingScreen />;
    if (finding.value) return <FoundScreen begun={finding.value} />;
    if (pane.value === 'week') return <WeekScreen />;
    if (pane.value === 'hours') return <HoursScreen />;
    return pane.value === 'book' ? <BookScreen /> : <IdleScreen />;
}

function Page(): JSX.Element {
    const offering = !liveVisit() && currentOffer() !== undefined;
    return (
        <Gate session={session} role="volunteer">
            <div class={offering ? 'sheet offering' : 'sheet'} data-testid="page-volunteer">
                {!offering && <Top />}
                <LinkBanner session={session} />
                <SlowStrip session={session} />
                <NoticeBar />
                <News text={news.value} />
                <Screen />
            </div>
        </Gate>
    );
}

followLanguage();
startModel((result) => foundSettled(result) || aloneCame(result));
mount(
    <Guard session={session}>
        <Page />
    </Guard>,
);
