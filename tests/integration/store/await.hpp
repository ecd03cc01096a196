// Runs a coroutine to its end from a test.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace circle::test {

template <typename T>
T await(boost::asio::io_context& io, boost::asio::awaitable<T> operation) {
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(operation), [&](std::exception_ptr error, T value) {
        failure = error;
        result = std::move(value);
    });
    io.restart();
    while (!result) io.run_one();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
}

}  // namespace circle::test
