// People with a browser each: a link opened, a device bound, and what they see by testid.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Relay } from './proxy.mjs';

const SHOTS = new URL('shots/', import.meta.url).pathname;
const IMAGES = new URL('../../docs/images/', import.meta.url).pathname;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
// How long anything may take to be seen. The promise is 1 s; a loaded machine gets some grace, and
// a link that was cut for long is tried again after 20 s at the latest.
const SEE_MS = 45_000;

// The headless shell is the same engine without the browser around it, for half of the CPU time.
export function launchBrowser() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
        args: [
            '--no-sandbox',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--disable-quic',
            '--no-first-run',
        ],
    });
}

export class Person {
    faults = [];

    // Opens `link` through a relay of its own and binds the device by the page's one button.
    static async arrive(browser, link, { desk = false, locale = 'zh-CN' } = {}) {
        const person = new Person();
        const url = new URL(link);
        person.relay = await new Relay({ host: url.hostname, port: Number(url.port) }).start();
        url.port = String(person.relay.port);
        person.context = await browser.newContext({
            viewport: desk ? DESK : PHONE,
            locale,
        });
        await person.open(url.href);
        await person.page.locator('button, input[type=submit]').first().click();
        await person.see(/page-(resident|volunteer|board)/);
        return person;
    }

    // A new page of the same device; what it has stored is still there.
    async open(url) {
        this.page = await this.context.newPage();
        this.page.on('pageerror', (error) => this.faults.push(error.message));
        await this.page.goto(url);
    }

    // One CSS selector; a regular expression matches any of its alternatives by id.
    #locator(testid, { text, ...attributes } = {}) {
        const css = Object.entries(attributes)
            .map(([name, value]) => `[data-${name}="${value}"]`)
            .join('');
        const base =
            testid instanceof RegExp
                ? this.page.getByTestId(testid)
                : this.page.locator(`[data-testid="${testid}"]${css}`);
        return (text === undefined ? base : base.filter({ hasText: text })).first();
    }

    // Waits until it is shown; returns when (by this process's clock).
    async see(testid, wanted = {}, timeout = SEE_MS) {
        try {
            await this.#locator(testid, wanted).waitFor({ state: 'visible', timeout });
        } catch {
            const shown = await this.page
                .locator('body')
                .innerText()
                .catch(() => '(no page)');
            throw new Error(
                `not seen within ${timeout} ms: ${testid} ${JSON.stringify(wanted, replaceRegExp)}\n` +
                    `the page says:\n${shown}`,
            );
        }
        return Date.now();
    }

    async seeGone(testid, wanted = {}, timeout = SEE_MS) {
        try {
            await this.#locator(testid, wanted).waitFor({ state: 'hidden', timeout });
        } catch {
            throw new Error(`still there after ${timeout} ms: ${testid}`);
        }
        return Date.now();
    }

    count(testid) {
        return this.page.locator(`[data-testid="${testid}"]`).count();
    }
    attribute(testid, name) {
        return this.#locator(testid).getAttribute(`data-${name}`);
    }
    text(testid) {
        return this.#locator(testid).innerText();
    }
    tap(testid, wanted) {
        return this.#locator(testid, wanted).click({ timeout: SEE_MS });
    }
    write(testid, text) {
        return this.#locator(testid).fill(text);
    }
    press(key, testid) {
        return this.#locator(testid).press(key);
    }
    reload() {
        return this.page.reload();
    }

    // This page's steady clock stands still while `tell` runs: what it offers for some seconds only
    // stays meanwhile, however slow the machine is.
    async beforeTimeGoesOn(tell) {
        await this.page.evaluate(() => {
            const now = performance.now();
            performance.now = () => now;
        });
        await tell();
        await this.page.evaluate(() => delete performance.now);
    }

    // From now on this page remembers whether its link was lost, however soon it is back.
    watchLink() {
        return this.page.evaluate(() => {
            const look = () => {
                const banner = document.querySelector('[data-testid="link-banner"]');
                if (banner) globalThis.sawLoss = true;
            };
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        });
    }
    sawLinkLost() {
        return this.page.waitForFunction(() => globalThis.sawLoss, undefined, { timeout: SEE_MS });
    }

    // With SHOTS=1 into shots/; with UPDATE_DOCS=1 also into docs/images, under the name `inDocs`.
    async shot(name, inDocs = '') {
        if (!process.env.SHOTS && !process.env.UPDATE_DOCS) return;
        mkdirSync(SHOTS, { recursive: true });
        if (inDocs && process.env.UPDATE_DOCS) {
            await this.page.screenshot({ path: join(IMAGES, `${inDocs}.png`) });
        }
        await this.page.screenshot({ path: join(SHOTS, `${name}.png`) });
    }

    // Serious and critical accessibility violations, one line each.
    async barriers() {
        const known = await this.page.evaluate(() => 'axe' in globalThis);
        if (!known) await this.page.evaluate(AXE);
        const found = await this.page.evaluate(async () => {
            const { violations } = await globalThis.axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'wcag2aaa'],
            });
            return violations
                .filter((v) => ['serious', 'critical'].includes(v.impact))
                .map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(' ')).join(', ')}`);
        });
        return found;
    }

    // Shown buttons, links, fields and summaries that are lower or narrower than `px`.
    smallTargets(px) {
        return this.page.evaluate((least) => {
            const all = [...document.querySelectorAll('a, button, input, select, summary')];
            return all
                .map((target) => ({ target, box: target.getBoundingClientRect() }))
                .filter(({ box }) => box.width > 0 && box.height > 0)
                .filter(({ box }) => box.width < least - 0.5 || box.height < least - 0.5)
                .map(({ target, box }) => {
                    const size = `${Math.round(box.width)} × ${Math.round(box.height)}`;
                    return `${target.dataset.testid ?? target.textContent}: ${size}`;
                });
        }, px);
    }

    // Pixels that stick out to the right at this width and text size.
    async overflow(width, textPercent) {
        const size = this.page.viewportSize();
        await this.page.setViewportSize({ width, height: size.height });
        const out = await this.page.evaluate((percent) => {
            const root = document.documentElement;
            const before = root.style.fontSize;
            if (percent) root.style.fontSize = `${1.25 * percent}%`;
            const extra = root.scrollWidth - root.clientWidth;
            root.style.fontSize = before;
            return extra;
        }, textPercent);
        await this.page.setViewportSize(size);
        return out;
    }

    async leave() {
        await this.context.close();
        await this.relay.stop();
    }
}

function replaceRegExp(_, value) {
    return value instanceof RegExp ? String(value) : value;
}
