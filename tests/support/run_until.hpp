// Drives an io_context until something has happened: tests wait for events, not for time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace circle::test {

// Nothing should take so long, on a busy machine neither.
inline constexpr std::chrono::seconds kPatience{60};

// `happened` is asked after each handler, and now and then while none runs (it may look at what
// another process does). Throws std::runtime_error when it is still false after `limit`.
template <typename Predicate>
void run_until(boost::asio::io_context& io, Predicate happened,
               std::chrono::milliseconds limit = kPatience) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!happened()) {
        if (std::chrono::steady_clock::now() >= deadline) {
            throw std::runtime_error("it did not happen in time");
        }
        io.restart();
        const auto ran = io.run_one_for(std::chrono::milliseconds(5));
        if (ran == 0 && io.stopped() && !happened()) {
            throw std::runtime_error("nothing is left that could make it happen");
        }
    }
}

// Runs `work` to its end and returns its result, or throws what it threw.
template <typename T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> work,
      std::chrono::milliseconds limit = kPatience) {
    std::optional<T> result;
    std::exception_ptr error;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr thrown, T value) {
        error = thrown;
        result = std::move(value);
    });
    run_until(
        io, [&] { return result.has_value(); }, limit);
    if (error) {
        std::rethrow_exception(error);
    }
    return std::move(*result);
}

}  // namespace circle::test
