// A tap counts only once its button has stood still: the second half of a double tap must not hit
// what has just moved into the same place.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export const SETTLE_MS = 1_200;

// False for a moment after each change of `what`.
export function useSettled(what: string, ms = SETTLE_MS): boolean {
    const settled = useSignal('');
    useEffect(() => {
        const timer = setTimeout(() => (settled.value = what), ms);
        return () => clearTimeout(timer);
    }, [what]);
    return settled.value === what;
}
