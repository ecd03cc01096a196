// A real estate: its own buildings, doors, ways, people and rules, walked as the core walks them.
#pragma once

#include <circle/v1/estate.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "dispatcher/sim/world.hpp"

namespace circle::sim {

// What requests can need, once their questions are answered.
struct RequestKind {
    std::string category;  // id in the estate's own configuration
    std::string skill;     // empty: anyone
    std::string licence;   // empty: none
    v1::Urgency urgency = v1::URGENCY_NORMAL;
    unsigned headcount = 1;
    bool on_plan = false;  // outdoors, not at the door
    unsigned promise_s = 600;

    bool operator==(const RequestKind&) const = default;
};

// Somebody who can be on duty.
struct Helper {
    v1::VolunteerConfig config;  // id, group, skills, pace, staff
    double accept = .4;          // chance of a yes
};

// Not safe for several threads: give each its own.
class EstateWorld : public World {
  public:
    // `config`: with its households. At least one building and household. Shifts, cover rules,
    // door groups, contacts and what is personal are left out: nobody comes on duty by themselves,
    // and no outage is folded.
    EstateWorld(const v1::EstateConfig& config, const std::vector<RequestKind>& kinds,
                const std::vector<Helper>& helpers);
    ~EstateWorld() override;

    Millis walk(unsigned person, std::optional<unsigned> from, const Call& to) const override;


    // With the estate's own policy, but for what `policy` sets. Local time is UTC.
    v1::EstateConfig config(const v1::Policy& policy) const override;

  private:
    class Ways;

    v1::EstateConfig config_;
    std::unique_ptr<Ways> ways_;
};

}  // namespace circle::sim
