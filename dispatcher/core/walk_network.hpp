// The estate's paths as junctions and the ways between them.
#pragma once

#include <circle/v1/estate.pb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/core/plane.hpp"

namespace circle::core {

inline constexpr std::size_t kMaxPathPoints = 4'000;  // of all paths, crossings included
inline constexpr std::size_t kMaxJunctions = 2'000;   // where paths meet or end, and gates
inline constexpr double kJoinM = 1.0;                 // closer than this is the same place
inline constexpr double kGateReachM = 10.0;           // a gate stands on a path that is so near
inline constexpr double kStairsFactor = 2.0;          // one metre of stairs is so many of path
inline constexpr std::uint32_t kMaxPassS = 600;       // to pass a gate

// Between two junctions, with none in between.
struct Way {
    std::uint32_t from = 0;     // index of a junction
    std::uint32_t to = 0;       // may be the same: a ring
    std::vector<Spot> points;   // the first at `from`, the last at `to`
    std::vector<double> along;  // metres to walk up to each of them, stairs counted kStairsFactor
    // Half the seconds to pass the gate at that end: who passes it takes the other half with the
    // way that goes on.
    double gate_from_s = 0;
    double gate_to_s = 0;

    double metres() const { return along.back(); }
    double gates_s() const { return gate_from_s + gate_to_s; }
    // The place so many metres along.
    Spot at(double metres) const;
};

struct WalkNetwork {
    Plane plane;
    std::vector<Spot> junctions;
    std::vector<Way> ways;
};

// Lines that cross or come closer than kJoinM to each other are joined there. A gate lies on the
// nearest path within kGateReachM; behind a closed one the path does not go on. Other features say
// nothing of walking. Nothing: no path is drawn, or check_paths() has a complaint.
std::optional<WalkNetwork> survey(const google::protobuf::RepeatedPtrField<v1::Feature>& features);

// What is wrong with a drawing of paths and gates, and which feature (-1: all of them together).
struct PathProblem {
    int feature = -1;
    std::string field;  // stairs, pass_s or closed; empty: where it is
    std::string accepted;
};
std::vector<PathProblem> check_paths(
    const google::protobuf::RepeatedPtrField<v1::Feature>& features);

}  // namespace circle::core
