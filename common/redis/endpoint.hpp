// Where Redis is.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace circle::redis {

struct Endpoint {
    std::string unix_path;  // when set, host and port are unused
    std::string host;
    std::uint16_t port = 6379;
    std::string username;
    std::string password;

    bool operator==(const Endpoint&) const = default;
};

// `unix:///path/to.sock` or `redis://[user:password@]host[:port]`. The error text names what was
// wrong and what is accepted.
boost::system::result<Endpoint, std::string> parse_endpoint(std::string_view url);

// For logs: the same without the password.
std::string to_string(const Endpoint& endpoint);

}  // namespace circle::redis
