// The one place where an owner reads a clock or sleeps; tests bring their own.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>

namespace circle::engine {

class Timekeeper {
  public:
    virtual ~Timekeeper() = default;

    // Steady: unaffected by changes of the system's clock.
    virtual std::chrono::milliseconds steady() const = 0;

    // One sleeper at a time. Returns after `time`, or when woken.
    virtual boost::asio::awaitable<void> sleep(std::chrono::milliseconds time) = 0;
    virtual void wake() = 0;
};

std::unique_ptr<Timekeeper> make_timekeeper(boost::asio::any_io_executor executor);

}  // namespace circle::engine
