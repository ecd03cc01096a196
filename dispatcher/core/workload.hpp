// What the log says of each volunteer: answers, jobs, rest. Every change is part of an event that
// the caller has recorded.
#pragma once

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Said yes or no to an offer.
void note_answer(Turn& turn, const v1::Offer& offer, bool yes);
// Let an offer run out that was shown to them; after several in a row they rest.
void note_ignored(Turn& turn, const v1::Offer& offer);
// Did not arrive: they rest, and are not the first whom the engine sends.
void note_missed(Turn& turn, const v1::Visit& visit);
// Had not answered when somebody else won.
void note_silence(Turn& turn, const v1::Offer& offer);
// A visit is done: they cool down, or rest after a hard one.
void note_job(Turn& turn, const v1::Visit& visit);

}  // namespace circle::core
