// The board's link and view.
import { Session } from '../common/session';

export const session = new Session('coordinator');
