// Who takes part in the story, and what they do in more than one chapter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Person, launchBrowser } from './people.mjs';
import { Stack } from './stack.mjs';

// Numbers of the contract's enums, as the pages show them in data-… attributes.
export const REQUEST = {
    offering: 2,
    assigned: 3,
    arrived: 4,
    resolved: 5,
    cancelled: 6,
    closed: 7,
};
export const VISIT = { accepted: 1, onTheWay: 2, arrived: 3, done: 4 };
export const OFFER = { accepted: 2, declined: 3, taken: 6 };

export const stack = new Stack();
export let browser;
export let resident;
export let wang; // volunteers, both plumbers
export let liu;
export let board;
const everybody = () => [resident, wang, liu, board].filter(Boolean);

export async function openTown(options) {
    await stack.start(options);
    browser = await launchBrowser();
    resident = await Person.arrive(browser, stack.links.resident);
    wang = await Person.arrive(browser, await stack.link('volunteer', 'v-01'));
    liu = await Person.arrive(browser, await stack.link('volunteer', 'v-07'));
    board = await Person.arrive(browser, stack.links.coordinator, { desk: true });
}

export async function closeTown() {
    for (const person of everybody()) await person.leave();
    await browser?.close();
    await stack.stop();
}

// One chapter stands on the ones before it: after a failure the rest is not read.
let torn = '';
export function chapter(name, tell) {
    test(name, { timeout: 120_000 }, async (context) => {
        if (torn) return context.skip(`after: ${torn}`);
        torn = name;
        await tell();
        for (const person of everybody()) assert.deepEqual(person.faults, []);
        torn = '';
    });
}

export async function accessible(person, screen) {
    assert.deepEqual(await person.barriers(), [], screen);
}

export async function onDuty(...people) {
    for (const person of people) {
        if ((await person.attribute('screen-idle', 'on-duty')) !== 'true') {
            await person.tap('duty-switch');
        }
        await person.see('screen-idle', { 'on-duty': true });
    }
}

export async function offDuty(...people) {
    for (const person of people) {
        await person.tap('duty-switch');
        await person.see('screen-idle', { 'on-duty': false });
    }
}

// Taps a category and sends; returns the request's id once the page knows it.
export async function askFor(category, note = '') {
    await resident.tap(`category-${category}`);
    await resident.see('screen-ask');
    if (note) await resident.write('ask-note', note);
    await resident.tap('ask-send');
    await resident.see('screen-request');
    return resident.attribute('screen-request', 'request');
}

export async function backHome() {
    await resident.tap('home-back');
    await resident.see('screen-home');
}

export async function dismiss(person) {
    await person.see('screen-ended');
    await person.tap('ended-ok');
    await person.see('screen-idle');
}

// From an offer in front to the end of the visit, the pages of the others left alone.
export async function help(person, request) {
    await person.tap('offer-accept');
    for (const state of [VISIT.onTheWay, VISIT.arrived, VISIT.done]) {
        await person.see('visit-next', { next: state });
        await person.tap('visit-next', { next: state });
    }
    await person.tap('done-yes');
    await dismiss(person);
    await resident.see('screen-request', { request, state: REQUEST.resolved });
}
