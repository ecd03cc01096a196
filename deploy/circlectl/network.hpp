// What `up` needs to know of addresses and ports.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/net/held_port.hpp"

namespace circle::deploy {

// `port`, or a free one for 0, for who is to listen there. Throws std::runtime_error, one line,
// when nothing can.
std::unique_ptr<net::HeldPort> hold_port(const std::string& host, std::uint16_t port);

// `port` if it is free there, otherwise any free one; 0: none is.
std::uint16_t free_port_from(const std::string& host, std::uint16_t port);

bool is_any_address(const std::string& host);
// How this machine reaches its own `host`: 127.0.0.1 for 0.0.0.0.
std::string local_address(const std::string& host);
// IPv4 addresses of this machine that others may reach.
std::vector<std::string> lan_addresses();

// "127.0.0.1:8080"; IPv6 in brackets.
std::string host_port(const std::string& host, std::uint16_t port);
// "http://127.0.0.1:8080"
std::string http_url(const std::string& host, std::uint16_t port);

// One GET within 2 s; 0: no answer. `body` gets the body, up to 4 KiB.
boost::asio::awaitable<int> http_get(std::string host, std::uint16_t port, std::string path,
                                     std::string& body);

}  // namespace circle::deploy
