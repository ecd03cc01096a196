// A yes that waits some seconds because somebody much nearer, or whom the estate can spare more
// easily, may still say it.
#pragma once

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// The offer of this round whose yes waits, or nullptr. There is one at most.
v1::Offer* confirming_offer(v1::Request& request);

// Until when a yes given now by `offer` is worth waiting on; `now` or before: not at all.
//
// Waiting goes on as long as what those may add who would rather go and are silent, each by the
// rate at which a yes of theirs comes now, exceeds what each second of waiting costs the promise.
// Both only fall, so the rule that looks one step ahead is the best there is (Chow and Robbins, On
// Optimal Stopping Rules, 1963: the monotone case). At most nearer_hold from the first yes.
Time confirm_by(const Estate& estate, const v1::Request& request, const v1::Offer& offer, Time now);

// Both said yes: does `a` go? Who is worth more at the door, less what is missed where they are.
bool goes_before(const Estate& estate, const v1::Request& request, const v1::Offer& a,
                 const v1::Offer& b, Time now);

// Somebody said yes to `offer`, and nobody who goes before them has. True: that yes waits now, and
// whoever waited before is told that it is taken; false: the visit may begin.
bool let_wait(Turn& turn, RequestRecord& request, v1::Offer& offer);

// Something happened to a request: if a yes waits and nothing is to be waited for any more, its
// visit begins. True: a yes waited, and nobody else is to be asked.
bool reconsider_yes(Turn& turn, RequestRecord& request);

}  // namespace circle::core
