// The plan of the estate, drawn from its outlines; a tap on it names a point.
import type { JSX } from 'preact';
import type { EstateView, Feature, Point } from 'circle-codec';
import { FeatureKind } from 'circle-codec';
import { isGate, landmarks, sheetOf } from './plan';
import type { Sheet } from './plan';
import { t } from './text';

const KIND_CLASS: Record<number, string> = {
    [FeatureKind.FEATURE_KIND_PATH]: 'path',
    [FeatureKind.FEATURE_KIND_GREEN]: 'green',
    [FeatureKind.FEATURE_KIND_WATER]: 'water',
};

function outline(sheet: Sheet, points: readonly Point[]): string {
    return points.map((point) => sheet.put(point).map((n) => n.toFixed(1)).join(',')).join(' ');
}

function Shape({ sheet, feature }: { sheet: Sheet; feature: Feature }): JSX.Element {
    const kind = KIND_CLASS[feature.kind] ?? 'path';
    const points = outline(sheet, feature.points);
    return kind === 'path' ? (
        <polyline class="path" points={points} />
    ) : (
        <polygon class={kind} points={points} />
    );
}

function Marks({ sheet, estate }: { sheet: Sheet; estate: EstateView }): JSX.Element {
    const gates = new Set(estate.features.filter(isGate).map(({ name }) => name));
    return (
        <>
            {landmarks(estate).map(({ name, point }) => {
                const [x, y] = sheet.put(point);
                const right = x > sheet.width - 30;
                const anchor = right ? 'end' : x < 30 ? 'start' : 'middle';
                return (
                    <text
                        key={name}
                        class={gates.has(name) ? 'gate-name' : ''}
                        x={x}
                        y={y + 5}
                        text-anchor={anchor}
                    >
                        {name}
                    </text>
                );
            })}
        </>
    );
}

function Pin({ sheet, point }: { sheet: Sheet; point: Point }): JSX.Element {
    const [x, y] = sheet.put(point);
    return (
        <g class="pin" transform={`translate(${x} ${y})`}>
            <path d="M0 0C-4-8-10-12-10-20a10 10 0 0 1 20 0C10-12 4-8 0 0z" />
            <circle r="4" cy="-20" />
        </g>
    );
}

export function PlanMap(props: {
    estate: EstateView;
    point?: Point | undefined;
    pick?: (point: Point) => void;
}): JSX.Element | null {
    const { estate, point, pick } = props;
    const sheet = sheetOf(estate);
    if (!sheet) return null;
    const tapped = (event: MouseEvent) => {
        const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
        const scale = sheet.width / box.width;
        pick?.(sheet.take((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
    };
    return (
        <svg
            class="plan"
            data-testid="plan"
            role="img"
            aria-label={t('plan.label', { name: estate.name })}
            viewBox={`0 0 ${sheet.width} ${sheet.height.toFixed(1)}`}
            onClick={tapped}
        >
            {estate.features
                .filter((feature) => !isGate(feature))
                .map((feature, i) => (
                    <Shape key={i} sheet={sheet} feature={feature} />
                ))}
            {estate.buildings.map(({ id, footprint }) => (
                <polygon key={id} class="building" points={outline(sheet, footprint)} />
            ))}
            <Marks sheet={sheet} estate={estate} />
            {point && <Pin sheet={sheet} point={point} />}
        </svg>
    );
}
