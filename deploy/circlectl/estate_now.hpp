// What an installation holds of one estate.
#pragma once

#include <circle/v1/estate.pb.h>

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <set>
#include <string>

#include "common/redis/client.hpp"

namespace circle::deploy {

struct EstateNow {
    v1::EstateConfig config;  // people included, in the order of sort_people()
    // Who is needed by a request that has not ended: they cannot be removed now.
    std::set<std::string> busy_households;
    std::set<std::string> busy_volunteers;
};

// nullopt: there is no such estate, or it was never configured. Throws std::runtime_error when
// Redis does not answer. The parts are read one after the other: not for an estate that is being
// imported at the same moment.
boost::asio::awaitable<std::optional<EstateNow>> load_estate(redis::Client& client,
                                                             std::string code);

// Codes of all estates, sorted. Throws like load_estate().
boost::asio::awaitable<std::set<std::string>> estate_codes(redis::Client& client);

}  // namespace circle::deploy
