// A volunteer of thirty lines: goes on duty, takes the first offer, walks it to its end.
//   npm install ws
//   node volunteer.mjs ws://127.0.0.1:8080/ws "$(circlectl token --role volunteer --id v-01)"
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';

const [url, token] = process.argv.slice(2);
const socket = new WebSocket(url, 'circle.v1.json');
const steps = ['VISIT_STATE_ON_THE_WAY', 'VISIT_STATE_ARRIVED', 'VISIT_STATE_DONE'];
let seq = 0;
const send = (body) =>
  socket.send(JSON.stringify({ seq: ++seq, clientKey: randomUUID(), ...body }));

socket.on('open', () => send({ hello: { token } }));
socket.on('close', (code) => process.exit(code === 1000 ? 0 : 1));
socket.on('message', (data) => {
  const { hello, snapshot, update, outcome, error } = JSON.parse(data);
  if (error) console.error(error.code, error.field, error.message);
  if (hello) setInterval(() => send({ ping: {} }), hello.pingIntervalMs);
  if (snapshot) send({ setDuty: { duty: 'DUTY_ON_DUTY' } });
  if (outcome && outcome.code !== 'CODE_OK') console.log('refused:', outcome.code);
  const { offers = [], visits = [] } = (snapshot ?? update)?.view ?? {};
  const offer = offers.find(({ outcome }) => outcome === 'OFFER_OUTCOME_OPEN');
  if (offer) send({ acceptOffer: { offerId: offer.id } });
  for (const { requestId, state, door } of visits) {
    console.log(requestId, state, door);
    if (state === 'VISIT_STATE_DONE') socket.close(1000);
    else send({ progressVisit: { requestId, state: steps[steps.indexOf(state) + 1] } });
  }
});
