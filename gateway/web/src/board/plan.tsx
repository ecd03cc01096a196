// Where help is wanted and where helpers are, on the estate's plan. A click selects.
import type { JSX } from 'preact';
import { Duty, PlaceKind } from 'circle-codec';
import type { EstateView, Point, RequestView, VolunteerView } from 'circle-codec';
import { EstateMap } from '../common/map';
import { mapNames } from '../common/map_names';
import { isFolded } from '../common/outages';
import { projection } from '../common/projection';
import type { Projection } from '../common/projection';
import { t } from '../common/text';
import { categoryName, isTerminal } from '../common/words';
import { chosenId } from './model';
import { openRequest } from './open';
import { inOrder } from './order';
import { outage } from './outage';
import { SIDE, beside, drawnOf, nextOf, placed, rowMiddle } from './plan_marks';
import type { Label } from './plan_marks';
import { Routes, routeLabels } from './routes';
import { session, wall } from './session';
import { standsAt } from './where';

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

// Of an outage only the one that is dispatched for all: a street of marks would hide the plan.
// Least time left first.
const liveRequests = (): RequestView[] =>
    [...session.store.requests.value.values()]
        .filter((r) => !isTerminal(r) && !isFolded(session.store.incidents.value, r))
        .sort(inOrder);

const helpers = (): VolunteerView[] =>
    [...session.store.volunteers.value.values()].filter(
        ({ duty }) => duty === Duty.DUTY_ON_DUTY || duty === Duty.DUTY_BUSY,
    );

// On the wall nothing can be chosen.
function pressing(act: () => void) {
    if (wall) return { role: 'img' } as const;
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        act();
    };
    return { role: 'button', tabIndex: 0, onClick: act, onKeyDown } as const;
}

function Pin({ x, tip, text }: { x: number; tip: number; text: string | number }): JSX.Element {
    return (
        <>
            <path d={`M${x} ${tip} l-18 -30 h36 z`} />
            <circle cx={x} cy={tip - PIN} r="42" />
            <text x={x} y={tip - PIN + 14}>
                {text}
            </text>
        </>
    );
}

// How many doors the mark stands for: on its tip, since at the top of the plan nothing is above it.
function Doors({ x, y, doors }: { x: number; y: number; doors: number }): JSX.Element {
    const text = `×${doors}`;
    const width = 28 + 22 * text.length;
    return (
        <g class="map-doors" data-testid="plan-doors" data-doors={doors}>
            <rect x={x - width / 2} y={y - 26} width={width} height="52" rx="26" />
            <text x={x} y={y + 13}>
                {text}
            </text>
        </g>
    );
}

// Where the tip of a mark is: houses have theirs above the name.
const tipOf = ({ place }: RequestView, y: number) =>
    place === PlaceKind.PLACE_KIND_PLAN ? y : y - ROOF;

function Mark(props: { request: RequestView; x: number; y: number }): JSX.Element {
    const { request, x, y } = props;
    const category = categoryName(session.store.estate.value, request.category);
    const doors = outage(request)?.subscribers ?? 0;
    const tip = tipOf(request, y);
    const key = doors > 1 ? 'plan.request.outage' : 'plan.request';
    return (
        <g
            {...pressing(() => openRequest(request.id))}
            class={request.arrived_at ? 'map-mark kept' : 'map-mark'}
            aria-label={t(key, { n: request.number, door: request.door, category, doors })}
            aria-pressed={wall ? undefined : chosenId.value === request.id}
            data-testid="plan-request"
            data-request={request.id}
        >
            <Pin x={x} tip={tip} text={request.number} />
            {doors > 1 && <Doors x={x} y={tip - 18} doors={doors} />}
        </g>
    );
}

// Stands for the requests of one spot that have no mark of their own.
function Rest(props: { n: number; x: number; tip: number; next: () => void }): JSX.Element {
    const { n, x, tip, next } = props;
    return (
        <g
            {...pressing(next)}
            class="map-mark rest"
            aria-label={t('plan.request.rest', { n })}
            data-testid="plan-rest"
            data-count={n}
        >
            <Pin x={x} tip={tip} text={`+${n}`} />
        </g>
    );
}

function Marks({ group: { items, x, y } }: { group: Group<RequestView> }): JSX.Element {
    const { drawn, rest } = drawnOf(items, chosenId.value);
    const of = drawn.length + (rest.length > 0 ? 1 : 0);
    const middle = rowMiddle(x, of);
    const [first] = items;
    const next = () => openRequest(nextOf(items, rest, chosenId.value)?.id ?? '');
    return (
        <>
            {drawn.map((request, i) => (
                <Mark key={request.id} request={request} x={middle + beside(i, of, SIDE)} y={y} />
            ))}
            {first && rest.length > 0 && (
                <Rest
                    n={rest.length}
                    x={middle + beside(of - 1, of, SIDE)}
                    tip={tipOf(first, y)}
                    next={next}
                />
            )}
        </>
    );
}

const STEP = 38; // between people at one spot
const NAME = 98; // below the spot
const MOST_DRAWN = 5;
const MOST_NAMED = 2;

function groupName(people: readonly VolunteerView[]): string {
    const [first] = people;
    if (people.length <= MOST_NAMED) return people.map(({ name }) => name).join(t('list.comma'));
    return t('plan.group', { name: first?.name ?? '', n: people.length });
}

// People at one spot: a triangle each, one line of names.
function Helpers(props: { group: Group<VolunteerView>; label: Label }): JSX.Element {
    const { items, x, y } = props.group;
    const { label } = props;
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
            <text x={label.x} y={label.y}>
                {label.text}
            </text>
        </g>
    );
}

function People(props: {
    estate: EstateView;
    plan: Projection;
    ways: readonly Label[];
}): JSX.Element {
    const { estate, plan, ways } = props;
    const groups = grouped(helpers(), standsAt, plan);
    const names = groups.map(({ items, x, y }) => ({ text: groupName(items), x, y: y + NAME }));
    const labels = placed(names, plan.height, [...mapNames(estate, plan), ...ways]);
    return (
        <>
            {groups.map((group, i) => {
                const label = labels[i];
                return label && <Helpers key={group.items[0]?.id} group={group} label={label} />;
            })}
        </>
    );
}

export function Plan(): JSX.Element | null {
    const estate = session.store.estate.value;
    const plan = projection(estate);
    if (!estate || !plan) return null;
    const ways = routeLabels(estate, plan);
    return (
        <section class="pane plan" aria-label={t('plan.title')}>
            <h2>{t('plan.title')}</h2>
            <EstateMap estate={estate} plan={plan} label={t('plan.title')} testid="plan">
                <Routes plan={plan} labels={ways} />
                <People estate={estate} plan={plan} ways={ways} />
                {grouped(liveRequests(), (r) => r.point, plan).map((group) => (
                    <Marks key={group.items[0]?.id} group={group} />
                ))}
            </EstateMap>
            {!wall && <p class="soft">{t('plan.legend')}</p>}
        </section>
    );
}
