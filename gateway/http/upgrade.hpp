// Who asks for a WebSocket, in which subprotocol, and whether they may ask from there.
#pragma once

#include <string>
#include <variant>

#include "gateway/http/message.hpp"
#include "gateway/ws/session.hpp"

namespace circle::gateway {

struct AcceptedUpgrade {
    Upgrade upgrade;
    std::string subprotocol;  // to answer; empty: none was offered
};

// A refusal is a response: 400 for an unknown subprotocol, 403 for a foreign page with our cookie.
std::variant<AcceptedUpgrade, HttpResponse> examine_upgrade(const Exchange& exchange);

}  // namespace circle::gateway
