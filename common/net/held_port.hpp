// A TCP port that nobody who asks for any free one is given until who is to listen there does.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>

namespace circle::net {

// Bound, and never listening: Linux gives such a port to nobody who asks for any free one or
// connects from one, and lets a listener with SO_REUSEADDR have it, again after each end of it. Who
// only looks for a free port and closes it may find it taken a moment later.
class HeldPort {
  public:
    // Holds `endpoint`, a free port if its port is 0. `error`: it cannot be had.
    HeldPort(const boost::asio::ip::tcp::endpoint& endpoint, boost::system::error_code& error);

    // 0: nothing is held.
    std::uint16_t number() const;

  private:
    boost::asio::io_context io_{1};
    boost::asio::ip::tcp::acceptor socket_{io_};
};

}  // namespace circle::net
