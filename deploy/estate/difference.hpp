// What another configuration would change in an estate, for people to read before they agree.
#pragma once

#include <circle/v1/estate.pb.h>

#include <string>
#include <vector>

#include "common/sealed/sealer.hpp"

namespace circle::deploy {

struct Change {
    std::string id;                   // or the name of a field of the estate
    std::vector<std::string> fields;  // of one that stays; of a value: "600 → 480"
};

// Everything of one kind.
struct KindOfChange {
    std::string kind;  // "households", "volunteers", "staff", "contacts", …
    std::vector<std::string> added;
    std::vector<Change> changed;
    std::vector<std::string> removed;
    bool reordered = false;  // the same ones in another order, where it means something
};

struct Difference {
    std::vector<KindOfChange> kinds;  // only those with changes

    bool none() const { return kinds.empty(); }
    const KindOfChange* find(const std::string& kind) const;
    // Removed households, volunteers, staff and coordinators: their credentials are revoked.
    std::size_t people_removed() const;
};

// From `now` to `next`. The order of people means nothing.
Difference difference(const v1::EstateConfig& now, const v1::EstateConfig& next,
                      const sealed::Sealer& sealer);

// Lines for people: a line of counts for each kind, the first few of each below it. No personal
// fields are shown, only which of them change.
std::vector<std::string> to_lines(const Difference& difference);

}  // namespace circle::deploy
