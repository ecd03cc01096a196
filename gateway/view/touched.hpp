// What the events of one commit touched, and whom that concerns: worked out once, not for each
// viewer.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gateway/view/estate_model.hpp"
#include "gateway/view/history.hpp"

namespace circle::gateway {

struct Touched {
    std::string estate;
    std::int64_t now = 0;  // when it was decided: what ended then, ended in these events
    bool config = false;
    bool cover = false;  // who could come
    std::set<std::string> households;
    std::set<std::string> volunteers;
    std::set<std::string> credentials;
    std::set<std::string> requests;
    std::set<std::string> failures;       // kept or acknowledged
    std::set<std::string> shift_changes;  // changed or forgotten
    std::set<std::string> gaps;           // changed or closed
    std::set<std::string> erased_requests;
    std::set<std::string> erased_volunteers;
    // Outages that changed or are gone, and those whose lead changed: all that wait see it.
    std::set<std::string> incidents;
    std::set<std::string> lost;  // reports, and items below: changed or erased
    std::set<std::string> items;

    // With a new configuration everybody's view changes, and soon after a change of cover; else
    // only theirs, and coordinators' always. By id, with those of `requests` that concern them;
    // valid while the model stays as it is.
    using Concerned = std::map<std::string, std::vector<const v1::Request*>>;
    Concerned concerned_households;
    Concerned concerned_volunteers;
};

// `entries` are of one commit, at least one; `model` has applied them.
Touched touched_by(const EstateModel& model, Entries entries);

}  // namespace circle::gateway
