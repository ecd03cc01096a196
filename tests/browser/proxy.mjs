// A TCP relay between one page and the gateway that can be frozen or cut, as links are.
import net from 'node:net';

export class Relay {
    #target;
    #server;
    #pairs = new Set();
    #mode = 'open';

    constructor(target) {
        this.#target = target;
    }

    async start() {
        this.#server = net.createServer((client) => this.#accept(client));
        await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
        return this;
    }

    get port() {
        return this.#server.address().port;
    }

    #accept(client) {
        client.on('error', () => undefined);
        if (this.#mode === 'cut') {
            client.destroy();
            return;
        }
        const server = net.connect(this.#target);
        const pair = [client, server];
        this.#pairs.add(pair);
        const end = () => {
            client.destroy();
            server.destroy();
            this.#pairs.delete(pair);
        };
        for (const socket of pair) socket.on('error', end).on('close', end);
        client.on('data', (data) => server.write(data));
        server.on('data', (data) => client.write(data));
        if (this.#mode === 'frozen') for (const socket of pair) socket.pause();
    }

    // Nothing passes any more, but nobody is told: a dead link that still looks open.
    freeze() {
        this.#mode = 'frozen';
        for (const pair of this.#pairs) for (const socket of pair) socket.pause();
    }

    // Connections break, new ones are refused.
    cut() {
        this.#mode = 'cut';
        for (const [client, server] of this.#pairs) {
            client.destroy();
            server.destroy();
        }
    }

    open() {
        this.#mode = 'open';
        for (const pair of this.#pairs) for (const socket of pair) socket.resume();
    }

    async stop() {
        this.cut();
        await new Promise((resolve) => this.#server.close(resolve));
    }
}
