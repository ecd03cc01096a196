// A free TCP port of this machine for a server that a test starts, maybe more than once.
#pragma once

#include <memory>
#include <stdexcept>

#include "common/net/held_port.hpp"

namespace circle::test {

// Throws std::runtime_error when there is none.
inline std::unique_ptr<net::HeldPort> hold_free_port() {
    using boost::asio::ip::tcp;
    boost::system::error_code error;
    auto held = std::make_unique<net::HeldPort>(
        tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0), error);
    if (error) throw std::runtime_error("no free TCP port: " + error.message());
    return held;
}

}  // namespace circle::test
