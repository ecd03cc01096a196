// Beeps by Web Audio. Browsers keep a page silent until somebody has tapped it.
import { signal } from '@preact/signals';

export type Tune = 'offer' | 'fresh' | 'soon' | 'gap' | 'alarm';

// [frequency in Hz, start in s, length in s]
const TUNES: Record<Tune, [number, number, number][]> = {
    offer: [
        [659, 0, 0.18],
        [880, 0.22, 0.18],
        [1175, 0.44, 0.32],
    ],
    fresh: [
        [784, 0, 0.14],
        [988, 0.18, 0.2],
    ],
    soon: [
        [988, 0, 0.1],
        [988, 0.2, 0.1],
        [988, 0.4, 0.1],
    ],
    gap: [
        [523, 0, 0.25],
        [392, 0.3, 0.4],
    ],
    alarm: [
        [880, 0, 0.2],
        [587, 0.25, 0.2],
        [880, 0.5, 0.2],
        [587, 0.75, 0.3],
    ],
};

const LOUD = 0.35;
const SOFT = 0.15; // worth a look, and nobody waits at a door
const loudness = (tune: Tune) => (tune === 'gap' ? SOFT : LOUD);

export class Sound {
    // True when a tune would be heard; false: a hint asks for a tap.
    readonly unlocked = signal(false);
    private context: AudioContext | undefined;

    // Call from a tap.
    unlock(): void {
        try {
            this.context ??= this.open();
            void this.context.resume();
        } catch {
            this.unlocked.value = false;
        }
    }

    // A call or a locked screen may silence it later (iOS: "interrupted"); the hint then comes back.
    private open(): AudioContext {
        const context = new AudioContext();
        context.onstatechange = () => {
            this.unlocked.value = context.state === 'running';
        };
        this.unlocked.value = context.state === 'running';
        return context;
    }

    play(tune: Tune): void {
        if (tune === 'offer') vibrate();
        const { context } = this;
        if (!context) return;
        this.unlocked.value = context.state === 'running';
        if (context.state !== 'running') return;
        for (const [frequency, start, length] of TUNES[tune]) {
            const tone = { frequency, start: context.currentTime + start, length };
            this.beep(context, tone, loudness(tune));
        }
    }

    private beep(
        context: AudioContext,
        { frequency, start, length }: { frequency: number; start: number; length: number },
        loud: number,
    ): void {
        const tone = context.createOscillator();
        const volume = context.createGain();
        tone.frequency.value = frequency;
        volume.gain.setValueAtTime(0.0001, start);
        volume.gain.exponentialRampToValueAtTime(loud, start + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
        tone.connect(volume).connect(context.destination);
        tone.start(start);
        tone.stop(start + length);
    }
}

function vibrate(): void {
    if (navigator.userActivation?.hasBeenActive === false) return; // refused before a tap
    try {
        navigator.vibrate?.([300, 120, 300, 120, 500]);
    } catch {
        // Not here.
    }
}
