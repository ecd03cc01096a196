// A lost or found thing in two lines: what it is, and where and what marks it.
import type { JSX } from 'preact';
import type { Thing } from 'circle-codec';
import { paintOf, thingName } from '../common/things';

function Swatch({ colour }: { colour: number }): JSX.Element | null {
    if (!colour) return null;
    return <i class="swatch" style={{ background: paintOf(colour) }} aria-hidden="true" />;
}

export function ThingLines({ thing }: { thing: Thing | undefined }): JSX.Element {
    return (
        <>
            <b>
                <Swatch colour={thing?.colour ?? 0} /> {thing && thingName(thing)}
            </b>
            <span class="soft">{[thing?.place, thing?.words].filter(Boolean).join(' · ')}</span>
        </>
    );
}
