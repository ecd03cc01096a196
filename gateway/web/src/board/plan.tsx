// Where help is wanted and where helpers are, on the estate's plan. A click selects.
import type { JSX } from 'preact';
import { Duty, PlaceKind } from 'circle-codec';
import type { Point, RequestView, VolunteerView } from 'circle-codec';
import { EstateMap } from '../common/map';
import { projection } from '../common/projection';
import type { Projection } from '../common/projection';
import { t } from '../common/text';
import { categoryName, isTerminal } from '../common/words';
import { choose, chosenId } from './model';
import { Routes } from './routes';
import { session, wall } from './session';
import { standsAt } from './where';

// Marks at one spot stand side by side: two tasks of one house are two marks.
const SIDE = 84;
const PIN = 62; // from a mark's tip to its middle
const ROOF = 30; // a house's mark stands above its name

interface Group<T> {
    items: T[];
    x: number;
    y: number;
}

function grouped<T>(
    items: readonly T[],
    pointOf: (item: T) => Point | undefined,
    plan: Projection,
): Group<T>[] {
    const groups = new Map<string, Group<T>>();
    for (const item of items) {
        const point = pointOf(item);
        if (!point) continue;
        const [x, y] = plan.at(point);
        const spot = `${Math.round(x / SIDE)}:${Math.round(y / SIDE)}`;
        const group = groups.get(spot) ?? { items: [], x, y };
        group.items.push(item);
        groups.set(spot, group);
    }
    return [...groups.values()];
}

// Where the n-th of so many stands, the group in the middle.
const beside = (n: number, of: number, side: number): number => (n - (of - 1) / 2) * side;

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
    const tip = request.place === PlaceKind.PLACE_KIND_PLAN ? y : y - ROOF;
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
            <path d={`M${x} ${tip} l-18 -30 h36 z`} />
            <circle cx={x} cy={tip - PIN} r="42" />
            <text x={x} y={tip - PIN + 14}>
                {request.number}
            </text>
        </g>
    );
}

const STEP = 38; // between people at one spot
const MOST_DRAWN = 5;
const MOST_NAMED = 2;

function groupName(people: readonly VolunteerView[]): string {
    const [first] = people;
    if (people.length <= MOST_NAMED) return people.map(({ name }) => name).join(t('list.comma'));
    return t('plan.group', { name: first?.name ?? '', n: people.length });
}

// People at one spot: a triangle each, one line of names.
function Helpers({ group: { items, x, y } }: { group: Group<VolunteerView> }): JSX.Element {
    const drawn = items.slice(0, MOST_DRAWN);
    return (
        <g class="map-helper">
            {drawn.map(({ id, name, duty }, i) => (
                <path
                    key={id}
                    class={duty === Duty.DUTY_BUSY ? 'busy' : undefined}
                    d={`M${x + beside(i, drawn.length, STEP)} ${y + 34} l16 28 h-32 z`}
                    data-testid="plan-helper"
                    data-volunteer={id}
                >
                    <title>{name}</title>
                </path>
            ))}
            <text x={x} y={y + 98}>
                {groupName(items)}
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
                <Routes plan={plan} />
                {grouped(helpers(), standsAt, plan).map((group) => (
                    <Helpers key={group.items[0]?.id} group={group} />
                ))}
                {grouped(liveRequests(), (r) => r.point, plan).flatMap(({ items, x, y }) =>
                    items.map((request, i) => (
                        <Mark
                            key={request.id}
                            request={request}
                            x={x + beside(i, items.length, SIDE)}
                            y={y}
                        />
                    )),
                )}
            </EstateMap>
            {!wall && <p class="soft">{t('plan.legend')}</p>}
        </section>
    );
}
