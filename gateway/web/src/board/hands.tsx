// What a coordinator does with a request by hand: send, call back, widen, pause, note, reopen.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { RequestState } from 'circle-codec';
import type { RequestView } from 'circle-codec';
import { standingPause } from '../common/clocks';
import { Choice, Words } from '../common/form';
import type { Option } from '../common/form';
import { t } from '../common/text';
import { isLiveVisit, isTerminal } from '../common/words';
import { Act } from './act';
import { addRemark, assign, escalate, pending, reopen } from './acts';
import { candidateName, candidates, isBusy } from './candidates';
import { PauseForm, pausable } from './clocks';
import { HandForm, Opener } from './hand_form';
import { HoldForm, holdable } from './hold';
import { form } from './model';
import { remarkBy } from './names';
import { asksAll, rungWords } from './rungs';
import { session } from './session';
import { when } from './when';

function AssignForm({ request }: { request: RequestView }): JSX.Element {
    const who = useSignal('');
    const live = request.helpers.filter((helper) => isLiveVisit(helper.state));
    // Enough helpers already: one of them goes by it.
    const full = live.length >= Math.max(1, request.headcount);
    const instead = useSignal(full ? (live[0]?.volunteer_id ?? '') : '');
    const reason = useSignal('');
    const nobody: [string, string] = ['', t('hand.instead.nobody')];
    return (
        <HandForm
            id="assign"
            yes="hand.assign.yes"
            send={() => assign(request.id, who.value, instead.value, reason.value)}
        >
            <Choice
                label={t('hand.who')}
                value={who}
                testid="assign-who"
                required
                options={[
                    ['', t('hand.who.choose')],
                    ...candidates(request).map((v): Option => [
                        v.id,
                        candidateName(v, request),
                        isBusy(v),
                    ]),
                ]}
            />
            {live.length > 0 && (
                <Choice
                    label={t('hand.instead')}
                    value={instead}
                    testid="assign-instead"
                    options={[
                        ...(full ? [] : [nobody]),
                        ...live.map((h): [string, string] => [h.volunteer_id, h.name]),
                    ]}
                />
            )}
            <Words label={t('hand.reason')} value={reason} testid="assign-reason" />
        </HandForm>
    );
}

function RemarkForm({ request }: { request: RequestView }): JSX.Element {
    const text = useSignal('');
    return (
        <HandForm
            id="remark"
            yes="hand.remark.yes"
            send={() => addRemark(request.id, text.value.trim())}
        >
            <Words label={t('hand.remark.text')} value={text} testid="remark-text" required />
        </HandForm>
    );
}

// Somebody is still wanted.
function isLooking({ state }: RequestView): boolean {
    return (
        state === RequestState.REQUEST_STATE_QUEUED || state === RequestState.REQUEST_STATE_OFFERING
    );
}

function Escalate({ request }: { request: RequestView }): JSX.Element | null {
    if (asksAll(request) || !isLooking(request)) return null;
    const busy = pending('escalate_request', request.id);
    const rung = rungWords(request, request.rung + 1);
    return (
        <Act
            testid="escalate"
            text={t('hand.escalate', { rung })}
            busy={busy}
            act={() => escalate(request.id)}
        />
    );
}

function Reopen({ request }: { request: RequestView }): JSX.Element | null {
    const until = request.ended_at + (session.store.estate.value?.reopen_s ?? 0) * 1000;
    const cancelled = request.state === RequestState.REQUEST_STATE_CANCELLED;
    if (cancelled || session.connection.clock.ticking.value >= until) return null;
    const busy = pending('reopen_request', request.id);
    const act = () => reopen(request.id);
    return <Act testid="reopen" text={t('hand.reopen')} busy={busy} act={act} />;
}

function nextRung(request: RequestView): string {
    if (asksAll(request)) return t('rung.all');
    const { rung, rung_due_at: due } = request;
    if (!due) return t('rung.later');
    return t('rung.next', { time: when(due), rung: rungWords(request, rung + 1) });
}

// Who may be asked now, and when more people may be.
export function RungLine({ request }: { request: RequestView }): JSX.Element | null {
    const stands = standingPause(request) || request.hold;
    if (!isLooking(request) || !request.rung || stands) return null;
    return (
        <p class="rung" data-testid="rung" data-rung={request.rung}>
            {t('rung.now', { rung: rungWords(request) })}
            {' · '}
            {nextRung(request)}
        </p>
    );
}

export function Hands({ request }: { request: RequestView }): JSX.Element {
    if (isTerminal(request)) {
        return (
            <div class="hands" data-testid="hands">
                <Reopen request={request} />
            </div>
        );
    }
    return (
        <div class="hands" data-testid="hands">
            <Opener id="assign" text="hand.assign" />
            <Escalate request={request} />
            {holdable(request) && <Opener id="hold" text="hand.hold" />}
            {pausable(request) && <Opener id="pause" text="hand.pause" />}
            <Opener id="remark" text="hand.remark" />
            {form.value === 'assign' && <AssignForm key={request.id} request={request} />}
            {form.value === 'hold' && holdable(request) && (
                <HoldForm key={request.id} request={request} />
            )}
            {form.value === 'pause' && pausable(request) && (
                <PauseForm key={request.id} request={request} />
            )}
            {form.value === 'remark' && <RemarkForm key={request.id} request={request} />}
        </div>
    );
}

export function Remarks({ request }: { request: RequestView }): JSX.Element | null {
    if (request.remarks.length === 0) return null;
    return (
        <section>
            <h3>{t('detail.remarks')}</h3>
            <ul class="lines">
                {request.remarks.map((remark) => (
                    <li key={`${remark.at}${remark.text}`} data-testid="remark">
                        <b>{remarkBy(remark)}</b>
                        <span>{remark.text}</span>
                        <span class="soft">{when(remark.at)}</span>
                    </li>
                ))}
            </ul>
        </section>
    );
}
