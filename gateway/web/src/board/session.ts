// The board's link and view.
import { Session } from '../common/session';

export const session = new Session('coordinator');

// On a wall nobody clicks: /board?wall=1 is read only, larger, and shows no phone numbers.
export const wall = new URLSearchParams(location.search).get('wall') === '1';
