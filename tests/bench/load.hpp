// Residents who ask, volunteers who come, coordinators who watch: an open loop, in which a tap does
// not wait for the service to be ready for it.
//
// One lifecycle: tap → received → offers → one volunteer accepts → the resident is told → arrived →
// done → the resident is told. A volunteer answers as soon as the frame is there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/bench/figures.hpp"
#include "tests/bench/service.hpp"
#include "tests/bench/socket_loop.hpp"

namespace circle::bench {

struct Run {
    double rate = 200;  // taps a second
    double seconds = 10;
    bool show = false;  // each offer is confirmed with show_offer, as pages do
};

struct Result {
    double rate = 0;
    double lifecycles_per_s = 0;  // that ended within the run
    std::uint64_t taps = 0;
    std::uint64_t done = 0;
    std::uint64_t skipped = 0;  // no resident was free: the crowd is too small, or the service late
    std::uint64_t refused = 0;  // errors, and outcomes that are neither OK nor TAKEN
    std::string first_refusal;
    std::uint64_t lost = 0;         // received, and no end came
    std::uint64_t doubled = 0;      // two helpers for one
    std::uint64_t not_nearest = 0;  // nobody asked at first was as near as somebody free
    Samples tap_received;
    Samples tap_offer;  // the first offer of the request, at the volunteer
    Samples accept_told;
    Usage usage;
    std::uint64_t frames_in = 0;  // of the clients
    std::uint64_t frames_out = 0;
};

class Load {
  public:
    // Everybody is connected and all volunteers are on duty.
    Load(Service& service, const Crowd& crowd);
    ~Load();

    // May be called again: each run is measured alone.
    Result run(const Run& run);

  private:
    class Crew;
    std::unique_ptr<Crew> crew_;
};

}  // namespace circle::bench
