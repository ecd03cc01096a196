// Server time as the page knows it. Due times are shown by this clock, never by the device's own.
import { signal } from '@preact/signals';

// How long a good sample is preferred over one that took a longer round trip.
const SAMPLE_LIFE_MS = 60_000;

export class ServerClock {
    // Server time of the last tick; pages that show running time read it and are drawn again.
    readonly ticking = signal(0);
    private offset = 0;
    private bestTrip = Infinity;
    private sampledAt = -Infinity;

    // `monotonic` returns milliseconds that never jump.
    constructor(private readonly monotonic: () => number) {}

    // A frame with `serverTime` came `trip` milliseconds after its question was sent.
    sample(serverTime: number, trip: number): void {
        const here = this.monotonic();
        const offset = serverTime + trip / 2 - here;
        // Half of a round trip is all that a sample can be wrong by: one that differs by more
        // tells that the device's own clock stood still meanwhile.
        const agrees = Math.abs(offset - this.offset) <= trip / 2 + this.bestTrip / 2;
        const young = here - this.sampledAt < SAMPLE_LIFE_MS;
        if (trip > this.bestTrip && young && agrees) return;
        this.bestTrip = trip;
        this.sampledAt = here;
        this.offset = offset;
        this.tick();
    }

    // The device slept, or the server may be another one: the next sample counts as it is.
    forget(): void {
        this.bestTrip = Infinity;
        this.sampledAt = -Infinity;
    }

    now(): number {
        return this.monotonic() + this.offset;
    }

    tick(): void {
        this.ticking.value = this.now();
    }
}
