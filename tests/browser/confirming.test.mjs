// A yes from farther away waits for one from nearer: the phone says so, and one of the two goes.
import { after, before } from 'node:test';
import {
    REQUEST,
    VISIT,
    accessible,
    askFor,
    backHome,
    chapter,
    closeTown,
    dismiss,
    liu,
    onDuty,
    openTown,
    resident,
    wang,
} from './town.mjs';

before(() => openTown({ waves: 0 }), { timeout: 120_000 });
after(closeTown, { timeout: 60_000 });

async function finish(person) {
    for (const state of [VISIT.onTheWay, VISIT.arrived, VISIT.done]) {
        await person.see('visit-next', { next: state });
        await person.tap('visit-next', { next: state });
    }
    await person.tap('done-yes');
    await dismiss(person);
    await resident.see('screen-request', { state: REQUEST.resolved });
    await backHome();
}

// Wang has stayed where they helped last, next door; Liu is some buildings away.
async function liuSaysYesFirst() {
    await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await liu.tap('offer-accept');
    await liu.see('screen-confirming');
}

chapter('where a wait would gain nothing, nobody waits', async () => {
    await onDuty(wang, liu);
    await askFor('water');
    await Promise.all([wang.see('screen-offer'), liu.see('screen-offer')]);
    await wang.tap('offer-accept');
    await wang.see('screen-visit');
    await dismiss(liu);
    await finish(wang);
});

chapter('who is nearer says yes, too, and goes', async () => {
    await liuSaysYesFirst();
    await liu.see('confirming-left');
    await liu.shot('volunteer-confirming');
    await accessible(liu, 'confirming');
    await resident.see('screen-request', { state: REQUEST.offering });
    await wang.tap('offer-accept');
    await wang.see('screen-visit');
    await dismiss(liu);
    await finish(wang);
});

chapter('nobody nearer can come: who waited goes at once', async () => {
    await liuSaysYesFirst();
    await wang.tap('offer-decline');
    await liu.see('screen-visit');
    await finish(liu);
});
