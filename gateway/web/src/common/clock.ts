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
        if (trip > this.bestTrip && here - this.sampledAt < SAMPLE_LIFE_MS) return;
        this.bestTrip = trip;
        this.sampledAt = here;
        this.offset = serverTime + trip / 2 - here;
        this.tick();
    }

    now(): number {
        return this.monotonic() + this.offset;
    }

    tick(): void {
        this.ticking.value = this.now();
    }
}
