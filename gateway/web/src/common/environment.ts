// What a page needs from the browser, so that the protocol client can be tested without one.

export interface Wire {
    send(bytes: Uint8Array): void;
    close(): void;
}

export interface WireEvents {
    opened(): void;
    message(bytes: ArrayBuffer): void;
    closed(code: number): void; // WebSocket close code
}

export interface Environment {
    // Begins to connect; the events tell how it goes. `closed` comes exactly once.
    connect(events: WireEvents): Wire;
    monotonic(): number; // milliseconds that never jump
    wall(): number; // milliseconds since the epoch by the device's clock
    random(): number; // [0, 1)
    visible(): boolean;
    after(ms: number, run: () => void): () => void; // returns the cancel function
    // `wake` runs when the page becomes visible or the network comes back; `doze` when it is hidden.
    watch(wake: () => void, doze: () => void): void;
    storage: Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;
}

// crypto.randomUUID exists only in secure contexts; a phone on the estate's LAN uses plain http.
export function randomKey(source: Crypto = globalThis.crypto): string {
    if (typeof source.randomUUID === 'function') return source.randomUUID();
    const bytes = source.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// Some in-app browsers refuse storage; then the outbox lives as long as the page.
export class MemoryStorage {
    private readonly held = new Map<string, string>();
    get length(): number {
        return this.held.size;
    }
    key(index: number): string | null {
        return [...this.held.keys()][index] ?? null;
    }
    getItem(key: string): string | null {
        return this.held.get(key) ?? null;
    }
    setItem(key: string, value: string): void {
        this.held.set(key, value);
    }
    removeItem(key: string): void {
        this.held.delete(key);
    }
}

function usableStorage(): Environment['storage'] {
    try {
        localStorage.setItem('circle.probe', '1');
        localStorage.removeItem('circle.probe');
        return localStorage;
    } catch {
        return new MemoryStorage();
    }
}

const CLOSED_HERE = 1000;

function connectWebSocket(url: string, subprotocol: string, events: WireEvents): Wire {
    const socket = new WebSocket(url, subprotocol);
    socket.binaryType = 'arraybuffer';
    let over = false;
    const end = (code: number) => {
        if (over) return;
        over = true;
        events.closed(code);
    };
    socket.onopen = () => events.opened();
    socket.onmessage = (message) => {
        if (!over && message.data instanceof ArrayBuffer) events.message(message.data);
    };
    socket.onclose = ({ code }) => end(code);
    return {
        send: (bytes) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
        },
        // A dead link would hold onclose back for a minute.
        close: () => {
            socket.close();
            end(CLOSED_HERE);
        },
    };
}

export function browserEnvironment(role: string, subprotocol: string): Environment {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const url = `${scheme}://${location.host}/ws?role=${role}`;
    return {
        connect: (events) => connectWebSocket(url, subprotocol, events),
        monotonic: () => performance.now(),
        wall: () => Date.now(),
        random: Math.random,
        visible: () => document.visibilityState === 'visible',
        after: (ms, run) => {
            const timer = setTimeout(run, ms);
            return () => clearTimeout(timer);
        },
        watch: (wake, doze) => {
            document.addEventListener('visibilitychange', () =>
                document.visibilityState === 'visible' ? wake() : doze(),
            );
            window.addEventListener('online', wake);
            window.addEventListener('pageshow', wake);
        },
        storage: usableStorage(),
    };
}
