// Where a process listens.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace circle::net {

// "127.0.0.1:8080", "[::1]:0", ":8080" for every address. Throws std::invalid_argument.
boost::asio::ip::tcp::endpoint parse_address(const std::string& text);

}  // namespace circle::net
