// The board's link and view.
import { Session } from '../common/session';

export const session = new Session('coordinator');

// On a wall nobody clicks: /board?wall=1 is read only, larger, and shows no phone numbers.
export const wall = new URLSearchParams(location.search).get('wall') === '1';

// A page of its own beside the board: /board?sheet=roster is the week, ?sheet=digest the month.
export const sheet = new URLSearchParams(location.search).get('sheet') ?? '';
