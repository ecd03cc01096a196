// Where help is wanted and where helpers are, on the estate's plan. A click selects.
import type { JSX } from 'preact';
import { Duty } from 'circle-codec';
import type { Point, RequestView, VolunteerView } from 'circle-codec';
import { EstateMap } from '../common/map';
import { projection } from '../common/projection';
import type { Projection } from '../common/projection';
import { t } from '../common/text';
import { categoryName, isTerminal } from '../common/words';
import { choose, chosenId } from './model';
import { session, wall } from './session';

// Marks at one spot stand side by side: two tasks of one house are two marks.
const SIDE = 84;

function spread<T>(
    items: readonly T[],
    pointOf: (item: T) => Point | undefined,
    plan: Projection,
): { item: T; x: number; y: number }[] {
    const taken = new Map<string, number>();
    return items.flatMap((item) => {
        const point = pointOf(item);
        if (!point) return [];
        const [x, y] = plan.at(point);
        const spot = `${Math.round(x / SIDE)}:${Math.round(y / SIDE)}`;
        const before = taken.get(spot) ?? 0;
        taken.set(spot, before + 1);
        return [{ item, x: x + before * SIDE, y }];
    });
}

const liveRequests = (): RequestView[] =>
    [...session.store.requests.value.values()].filter((request) => !isTerminal(request));

const helpers = (): VolunteerView[] =>
    [...session.store.volunteers.value.values()].filter(
        ({ duty }) => duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY,
    );

function Mark(props: { request: RequestView; x: number; y: number }): JSX.Element {
    const { request, x, y } = props;
    const select = () => choose(request.id);
    const category = categoryName(session.store.estate.value, request.category);
    return (
        <g
            class={request.arrived_at ? 'map-mark kept' : 'map-mark'}
            role={wall ? 'img' : 'button'}
            tabIndex={wall ? undefined : 0}
            aria-label={t('plan.request', { n: request.number, door: request.door, category })}
            aria-pressed={wall ? undefined : chosenId.value === request.id}
            data-testid="plan-request"
            data-request={request.id}
            onClick={wall ? undefined : select}
            onKeyDown={(event) => {
                if (wall || (event.key !== 'Enter' && event.key !== ' ')) return;
                event.preventDefault();
                select();
            }}
        >
            <circle cx={x} cy={y - 48} r="42" />
            <text x={x} y={y - 34}>
                {request.number}
            </text>
        </g>
    );
}

function Helper(props: { volunteer: VolunteerView; x: number; y: number }): JSX.Element {
    const { volunteer, x, y } = props;
    const busy = volunteer.duty === Duty.DUTY_BUSY;
    return (
        <g
            class={busy ? 'map-helper busy' : 'map-helper'}
            data-testid="plan-helper"
            data-volunteer={volunteer.id}
        >
            <title>{volunteer.name}</title>
            <path d={`M${x} ${y + 24} l16 28 h-32 z`} />
            <text x={x} y={y + 88}>
                {volunteer.name}
            </text>
        </g>
    );
}

export function Plan(): JSX.Element | null {
    const estate = session.store.estate.value;
    const plan = projection(estate);
    if (!estate || !plan) return null;
    return (
        <section class="pane plan" aria-label={t('plan.title')}>
            <h2>{t('plan.title')}</h2>
            <EstateMap estate={estate} plan={plan} label={t('plan.title')} testid="plan">
                {spread(helpers(), (v) => v.whereabouts ?? v.position, plan).map((at) => (
                    <Helper key={at.item.id} volunteer={at.item} x={at.x} y={at.y} />
                ))}
                {spread(liveRequests(), (r) => r.point, plan).map((at) => (
                    <Mark key={at.item.id} request={at.item} x={at.x} y={at.y} />
                ))}
            </EstateMap>
            {!wall && <p class="soft">{t('plan.legend')}</p>}
        </section>
    );
}
