// Time as the sessions see it, in milliseconds.
#pragma once

#include <cstdint>

namespace circle::gateway {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual std::int64_t steady() const = 0;  // for deadlines
    virtual std::int64_t wall() const = 0;    // since the epoch, UTC
};

}  // namespace circle::gateway
