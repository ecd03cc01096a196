// Lost and found on the resident's page: first what it is about, then the report, then how it goes.
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { JSX } from 'preact';
import type { CategoryView, LostView, Partially, Thing } from 'circle-codec';
import { Code, LostState } from 'circle-codec';
import type { Result } from '../common/courier';
import { CategoryIcon, Icon } from '../common/icons';
import { MyFinds, ThingCard } from '../common/my_things';
import { tell } from '../common/notices';
import { OpeningHours } from '../common/opening';
import { ReportThing, begin } from '../common/report_thing';
import { t, tOr } from '../common/text';
import { PhoneLink, stationPhone, useNews } from '../common/ui';
import { thingName, thingsOnTheWay } from '../common/things';
import { dayAndTime, nameIn } from '../common/words';
import { openRequests, session, submits } from './model';
import { PlaceMap } from './place_map';
import { go, hasLeft, replace } from './route';

// The report that was taken back last, so that it can be made again.
const withdrawn = signal<Partially<Thing> | undefined>(undefined);

export function reports(): LostView[] {
    return [...session.store.lost.value.values()].sort((a, b) => b.reported_at - a.reported_at);
}

function searched(): LostView[] {
    return reports().filter(({ state }) => state === LostState.LOST_STATE_SEARCHED);
}

// Things on the shelf that may be one of these.
function similarOf(these: readonly LostView[]): number {
    return these.reduce((n, report) => n + report.similar, 0);
}

function Choice(props: {
    testid: string;
    title: string;
    sub: string;
    choose: () => void;
}): JSX.Element {
    return (
        <button
            type="button"
            class="open-request thing-way"
            data-testid={props.testid}
            onClick={props.choose}
        >
            <span class="grow">
                <b>{props.title}</b>
                <span>{props.sub}</span>
            </span>
        </button>
    );
}

// Only the last of the three sends somebody.
export function ThingsScreen({ category }: { category: CategoryView }): JSX.Element {
    const open = openRequests().find((request) => request.category === category.id);
    const tap = submits().find((entry) => entry.body.category === category.id);
    const toHelp = () => {
        if (open) go({ screen: 'request', id: open.id });
        else if (tap) go({ screen: 'sent', key: tap.key });
        else go({ screen: 'ask', category: category.id });
    };
    return (
        <div class="body" data-testid="screen-things">
            <div class="chosen">
                <CategoryIcon emoji={category.icon} />
                <h2 tabIndex={-1} data-focus>
                    {nameIn(category)}
                </h2>
            </div>
            <Choice
                testid="things-lost"
                title={t('lost.choice.lost')}
                sub={t('lost.choice.lost.sub')}
                choose={() => go({ screen: 'report', intent: 'lost' })}
            />
            <Choice
                testid="things-found"
                title={t('lost.choice.found')}
                sub={t('lost.choice.found.sub')}
                choose={() => go({ screen: 'report', intent: 'found' })}
            />
            <Choice
                testid="things-help"
                title={t('lost.choice.help')}
                sub={t('lost.choice.help.sub')}
                choose={toHelp}
            />
            <div class="foot">
                <button
                    type="button"
                    class="button plain"
                    data-testid="things-back"
                    onClick={() => go({ screen: 'home' })}
                >
                    {t('back')}
                </button>
                <PhoneLink phone={stationPhone(session)} testid="phone-station" />
            </div>
        </div>
    );
}

export function ReportScreen({ intent }: { intent: 'lost' | 'found' }): JSX.Element {
    const estate = session.store.estate.value;
    const begun = useMemo(begin, [intent]);
    const send = (thing: Partially<Thing>) => {
        session.courier.post(intent === 'lost' ? 'report_lost' : 'report_found', { thing });
        replace({ screen: 'mine' });
    };
    return (
        <ReportThing
            session={session}
            begun={begun}
            intent={intent}
            send={send}
            leave={() => history.back()}
            map={(point, pick) =>
                estate ? <PlaceMap estate={estate} point={point} pick={pick} /> : null
            }
        />
    );
}

function withdraw(report: LostView): void {
    session.courier.post('withdraw_lost', { id: report.id });
    withdrawn.value = report.thing;
}

function again(): void {
    const thing = withdrawn.value;
    withdrawn.value = undefined;
    if (thing) session.courier.post('report_lost', { thing });
}

function Report({ report }: { report: LostView }): JSX.Element {
    const estate = session.store.estate.value;
    const open = report.state === LostState.LOST_STATE_SEARCHED;
    const busy = session.outbox.entries.value.some(
        ({ kind, body }) =>
            kind === 'withdraw_lost' && (body as { id?: string }).id === report.id,
    );
    return (
        <ThingCard
            testid="lost-report"
            id={report.id}
            state={report.state}
            thing={report.thing}
            sub={tOr(`lost.state.${report.state}`, 'lost.state.3')}
        >
            {open && report.similar > 0 && (
                <>
                    <p class="similar" data-testid="lost-similar" data-count={report.similar}>
                        <Icon name="check" /> {t('lost.similar', { n: report.similar })}
                    </p>
                    <OpeningHours session={session} />
                </>
            )}
            <p class="soft">
                {t('lost.number', { n: report.number, time: dayAndTime(report.reported_at, estate) })}
            </p>
            {open && (
                <button
                    type="button"
                    class="button quiet"
                    data-testid="lost-withdraw"
                    aria-disabled={busy}
                    onClick={() => !busy && withdraw(report)}
                >
                    {t(busy ? 'sending' : 'lost.withdraw')}
                </button>
            )}
        </ThingCard>
    );
}

function WithdrawnBar(): JSX.Element | null {
    const thing = withdrawn.value;
    if (!thing) return null;
    const { kind = 0, colour = 0 } = thing;
    return (
        <div class="undo-bar" role="group">
            <span role="status">{t('lost.withdrawn', { what: thingName({ kind, colour }) })}</span>
            <button type="button" class="button" data-testid="lost-again" onClick={again}>
                {t('lost.again')}
            </button>
        </div>
    );
}

export function MineScreen(): JSX.Element {
    const sending = thingsOnTheWay(session.outbox.entries.value, 'report_lost');
    const mine = reports();
    const none = mine.length + sending.length + session.store.items.value.size === 0;
    useNews(similarOf(mine) > 0 ? t('lost.similar', { n: similarOf(mine) }) : '');
    return (
        <div class="body" data-testid="screen-mine">
            <h2 tabIndex={-1} data-focus>
                {t('lost.mine')}
            </h2>
            <WithdrawnBar />
            {none && <p data-testid="mine-none">{t('lost.mine.none')}</p>}
            <ul class="my-things">
                {sending.map(({ key, thing }) => (
                    <ThingCard key={key} testid="lost-sending" thing={thing} sub={t('sending.open')} />
                ))}
                {mine.map((report) => (
                    <Report key={report.id} report={report} />
                ))}
            </ul>
            <MyFinds session={session} />
            <div class="foot">
                <button
                    type="button"
                    class="button main"
                    data-testid="mine-back"
                    onClick={() => go({ screen: 'home' })}
                >
                    {t('lost.home')}
                </button>
                <PhoneLink phone={stationPhone(session)} testid="phone-station" />
            </div>
        </div>
    );
}

// On the first screen: what was reported, and whether something like it is at the station.
export function MyThings(): JSX.Element | null {
    const open = searched();
    const all = open.length + session.store.items.value.size;
    const sending = ['report_lost', 'report_found'].some((kind) =>
        session.outbox.entries.value.some((entry) => entry.kind === kind),
    );
    if (all === 0 && !sending && reports().length === 0) return null;
    const similar = similarOf(open);
    const sub = similar > 0 ? t('lost.similar', { n: similar }) : t('lost.mine.sub', { n: all });
    return (
        <button
            type="button"
            class="open-request"
            data-testid="mine"
            data-similar={similar}
            onClick={() => go({ screen: 'mine' })}
        >
            <span class="grow">
                <b>{t('lost.mine')}</b>
                <span>{sub}</span>
            </span>
            <span class="look">{t('home.open.look')}</span>
        </button>
    );
}

// What a refusal means here; false: it is no wish of lost and found.
export function lostSettled({ entry, code }: Result): boolean {
    if (entry.kind !== 'report_lost' && entry.kind !== 'report_found') return false;
    if (code === Code.CODE_WRONG_STATE) {
        tell(t(entry.kind === 'report_lost' ? 'lost.limit' : 'lost.limit.found'), hasLeft());
        return true;
    }
    if (code === Code.CODE_OK && entry.kind === 'report_found') tell(t('lost.thanks'), hasLeft());
    return code === Code.CODE_OK;
}
