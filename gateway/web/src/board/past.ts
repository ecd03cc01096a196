// The board's search for ended requests.
import { PastSearch } from './past_search';
import { session } from './session';

export const past = new PastSearch(session, (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
});
