// Outages on the board: one card in the queue for many doors, and what can be done with one.
import { signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { IncidentView, RequestView } from 'circle-codec';
import { Choice, Words } from '../common/form';
import { Icon } from '../common/icons';
import { groupName, isFolded, outageOf } from '../common/outages';
import { NOTICES, OUTAGE_ENDS, phrase } from '../common/phrases';
import { t } from '../common/text';
import type { TextKey } from '../common/text';
import { isTerminal } from '../common/words';
import { announce, endIncident, fold, pending, unfold } from './acts';
import { foldGap } from './fold_gap';
import { HandForm, Opener } from './hand_form';
import { chosenId, form } from './model';
import { openRequest } from './open';
import { session } from './session';
import { when } from './when';

const opened = signal<ReadonlySet<string>>(new Set());

function toggle(id: string): void {
    const next = new Set(opened.value);
    if (!next.delete(id)) next.add(id);
    opened.value = next;
}

export function outage(request: RequestView): IncidentView | undefined {
    return outageOf(session.store.incidents.value, request);
}

export function folded(request: RequestView): boolean {
    return isFolded(session.store.incidents.value, request);
}

// The request that is dispatched in place of this one.
export function leadOf(request: RequestView): RequestView | undefined {
    if (!folded(request)) return undefined;
    return session.store.requests.value.get(outage(request)?.lead_request_id ?? '');
}

// In the row of the request that is dispatched for the outage.
export function OutageLine({ request }: { request: RequestView }): JSX.Element | null {
    const incident = outage(request);
    if (!incident) return null;
    return (
        <span class="line outage-line" data-testid="row-outage" data-doors={incident.subscribers}>
            <b>{t('visit.outage', { name: groupName(incident), n: incident.subscribers })}</b>
        </span>
    );
}

// Below that row, on demand: whose requests wait with it.
export function OutageRows({ request }: { request: RequestView }): JSX.Element | null {
    const incident = outage(request);
    if (!incident || incident.lead_request_id !== request.id) return null;
    const open = opened.value.has(incident.id);
    const { requests } = session.store;
    const others = incident.request_ids.filter((id) => id !== request.id);
    return (
        <div class="outage-rows">
            <button
                type="button"
                class="small"
                data-testid="outage-expand"
                aria-expanded={open}
                onClick={() => toggle(incident.id)}
            >
                {t(open ? 'outage.hide' : 'outage.show', { n: others.length })}
            </button>
            {open && (
                <ul data-testid="outage-list">
                    {others.map((id) => (
                        <li key={id}>
                            <button
                                type="button"
                                class="small"
                                data-testid="outage-member"
                                data-request={id}
                                aria-current={chosenId.value === id ? 'true' : undefined}
                                onClick={() => openRequest(id)}
                            >
                                {requests.value.get(id)?.door || id}
                            </button>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}

function TextForm(props: {
    id: 'announce' | 'end-outage';
    testid: 'announce-text' | 'end-outage-text';
    label: TextKey;
    quick: readonly TextKey[];
    send: (text: string) => void;
}): JSX.Element {
    const { id, testid, label, quick, send } = props;
    const text = useSignal('');
    return (
        <HandForm id={id} yes={`outage.${id}.yes`} send={() => send(text.value.trim())}>
            <Words
                label={t(label)}
                value={text}
                testid={testid}
                required
                quick={quick.map((key) => t(key))}
            />
        </HandForm>
    );
}

function Notices({ incident }: { incident: IncidentView }): JSX.Element | null {
    if (incident.notices.length === 0) return null;
    return (
        <ul class="lines" data-testid="outage-notices">
            {[...incident.notices].reverse().map(({ at, by, text }) => (
                <li key={at}>
                    <span>{phrase(text)}</span>
                    <span class="soft">
                        {by} {when(at)}
                    </span>
                </li>
            ))}
        </ul>
    );
}

// Asked once more: those who come for the outage do not come for it any more.
function UnfoldForm({ request }: { request: RequestView }): JSX.Element {
    return (
        <HandForm id="unfold" yes="outage.unfold.yes" send={() => unfold(request.id)}>
            <p>{t('outage.unfold.sure')}</p>
        </HandForm>
    );
}

function Unfold({ request }: { request: RequestView }): JSX.Element {
    if (pending('unfold_request', request.id)) return <span class="soft">{t('sending')}</span>;
    return <Opener id="unfold" text="outage.unfold" />;
}

function Part(props: { request: RequestView; incident: IncidentView }): JSX.Element {
    const { request, incident } = props;
    const lead = incident.lead_request_id;
    const leads = lead === request.id;
    const number = session.store.requests.value.get(lead)?.number ?? 0;
    return (
        <section class="outage-box" data-testid="outage-box" data-incident={incident.id}>
            <p>
                <Icon name="people" />{' '}
                <b>{t('visit.outage', { name: groupName(incident), n: incident.subscribers })}</b>
            </p>
            {!leads && (
                <button
                    type="button"
                    class="link"
                    data-testid="outage-lead"
                    onClick={() => openRequest(lead)}
                >
                    {t('outage.led', { n: number })}
                </button>
            )}
            <Notices incident={incident} />
            <div class="hands">
                <Opener id="announce" text="outage.announce" />
                <Unfold request={request} />
                <Opener id="end-outage" text="outage.end-outage" />
                {form.value === 'unfold' && <UnfoldForm key={request.id} request={request} />}
                {form.value === 'announce' && (
                    <TextForm
                        key={incident.id}
                        id="announce"
                        testid="announce-text"
                        label="outage.announce.text"
                        quick={NOTICES}
                        send={(text) => announce(incident.id, text)}
                    />
                )}
                {form.value === 'end-outage' && (
                    <TextForm
                        key={incident.id}
                        id="end-outage"
                        testid="end-outage-text"
                        label="outage.end.text"
                        quick={OUTAGE_ENDS}
                        send={(text) => endIncident(incident.id, text)}
                    />
                )}
            </div>
        </section>
    );
}

// It joins all the same, but not by a slip.
function FoldSure(props: { request: RequestView; incident: IncidentView }): JSX.Element | null {
    const { request, incident } = props;
    const { value: requests } = session.store.requests;
    const members = incident.request_ids.flatMap((id) => requests.get(id) ?? []);
    const gap = foldGap(request, incident, members);
    if (!gap) return null;
    const values = { door: request.door, group: groupName(incident) };
    return (
        <label class="pause-sure">
            <input type="checkbox" required data-testid="fold-sure" data-gap={gap} />
            <span>{t(`outage.fold.other.${gap}`, values)}</span>
        </label>
    );
}

function FoldForm(props: { request: RequestView; into: IncidentView[] }): JSX.Element {
    const { request, into } = props;
    const chosen = useSignal(into[0]?.id ?? '');
    const incident = into.find(({ id }) => id === chosen.value);
    return (
        <HandForm
            id="fold"
            yes="outage.fold.yes"
            send={() => fold(request.id, chosen.value)}
        >
            <Choice
                label={t('outage.fold.into')}
                value={chosen}
                testid="fold-into"
                options={into.map((incident) => [
                    incident.id,
                    t('visit.outage', { name: groupName(incident), n: incident.subscribers }),
                ])}
            />
            {incident && <FoldSure key={incident.id} request={request} incident={incident} />}
        </HandForm>
    );
}

// What the selected request has to do with an outage, or could have.
export function OutageBox({ request }: { request: RequestView }): JSX.Element | null {
    if (isTerminal(request)) return null;
    const incident = outage(request);
    if (incident) return <Part request={request} incident={incident} />;
    const into = [...session.store.incidents.value.values()].filter(
        ({ category, ended_at }) => category === request.category && !ended_at,
    );
    // A life in danger is put behind nothing.
    if (into.length === 0 || request.life_threatening) return null;
    return (
        <div class="hands" data-testid="outage-hands">
            <Opener id="fold" text="outage.fold" />
            {form.value === 'fold' && <FoldForm key={request.id} request={request} into={into} />}
        </div>
    );
}
