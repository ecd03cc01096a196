// The plan with a pin: a tap says where help is wanted; larger and smaller by button.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { EstateView, Point } from 'circle-codec';
import { EstateMap } from '../common/map';
import { WIDTH, projection } from '../common/projection';
import { t } from '../common/text';
import type { TextKey } from '../common/text';
import { nameIn } from '../common/words';

const LARGEST = 4; // times the width of the screen

function ZoomButton(props: {
    testid: string;
    text: TextKey;
    disabled: boolean;
    act: () => void;
}): JSX.Element {
    const { testid, text, disabled, act } = props;
    return (
        <button
            type="button"
            class="button quiet small"
            data-testid={testid}
            aria-disabled={disabled}
            onClick={() => !disabled && act()}
        >
            {t(text)}
        </button>
    );
}

export function PlaceMap(props: {
    estate: EstateView;
    point?: Point | undefined;
    pick: (point: Point) => void;
}): JSX.Element | null {
    const { estate, point, pick } = props;
    const zoom = useSignal(1);
    const box = useRef<HTMLDivElement>(null);
    const plan = projection(estate);
    const [x, y] = (plan && point && plan.at(point)) ?? [WIDTH / 2, (plan?.height ?? 0) / 2];
    useLayoutEffect(() => {
        const { current } = box;
        if (!current || !plan) return;
        // The pin, or else the middle, stays in the middle.
        current.scrollLeft = (x / WIDTH) * current.scrollWidth - current.clientWidth / 2;
        current.scrollTop = (y / plan.height) * current.scrollHeight - current.clientHeight / 2;
    }, [zoom.value]);
    if (!plan) return null;
    return (
        <div class="plan-zoom">
            <div class="plan-box" tabIndex={0} ref={box} style={{ '--zoom': zoom.value }}>
                <EstateMap
                    estate={estate}
                    plan={plan}
                    label={t('plan.label', { name: nameIn(estate) })}
                    testid="plan"
                    pick={pick}
                >
                    {point && (
                        <g
                            class="map-pin"
                            transform={`translate(${x} ${y}) scale(${3 / Math.sqrt(zoom.value)})`}
                        >
                            <path d="M0 0C-4-8-10-12-10-20a10 10 0 0 1 20 0C10-12 4-8 0 0z" />
                        </g>
                    )}
                </EstateMap>
            </div>
            <p class="row">
                <ZoomButton
                    testid="plan-larger"
                    text="plan.larger"
                    disabled={zoom.value >= LARGEST}
                    act={() => (zoom.value *= 2)}
                />
                <ZoomButton
                    testid="plan-smaller"
                    text="plan.smaller"
                    disabled={zoom.value <= 1}
                    act={() => (zoom.value /= 2)}
                />
            </p>
        </div>
    );
}
