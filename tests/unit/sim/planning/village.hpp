// Small estates, and what their logs tell.
#pragma once

#include <circle/v1/estate.pb.h>
#include <circle/v1/storage.pb.h>

#include <string>

#include "dispatcher/sim/planning/past.hpp"

namespace circle::sim {

inline constexpr std::int64_t kMonday = 1'767'571'200'000;  // 2026-01-05T00:00Z

// One building at one spot, `doors` on `floor`, volunteers who live there.
v1::EstateConfig village(int doors, int volunteers, int floor = 1);
// A second category, with a skill that the first `holders` volunteers have.
void add_water(v1::EstateConfig& config, int holders);
// `weekday`: 1 Monday.
void add_shift(v1::EstateConfig& config, const std::string& volunteer, unsigned weekday,
               unsigned from_min, unsigned to_min);

// An estate's log, as its entities and events.
class Log {
  public:
    explicit Log(const v1::EstateConfig& config);

    void add(std::int64_t now, const v1::Entity& image);
    // Helped: yes after 10 s, at the door `out_s` later, done after 5 minutes. Else nobody came.
    // What `more` says is so besides.
    void request(std::int64_t at, bool helped, int out_s = 60, const v1::Request& more = {});
    void duty(std::int64_t at, const std::string& volunteer, bool on);
    void erase(std::int64_t at, const std::string& key);

    Past past;

  private:
    v1::Entity entity();

    std::uint64_t version_ = 0;
};

}  // namespace circle::sim
