// HTTP/1.1 by Beast over one accepted socket, until it closes or becomes a WebSocket.
//
// Limits: header 8 KiB, body 16 KiB, 10 s for a request, 10 s for its answer, 30 s idle between.
#pragma once

#include <functional>
#include <memory>

#include "gateway/http/message.hpp"
#include "gateway/ws/beast_connection.hpp"

namespace circle::gateway {

// What stands behind a listener. Lives as long as its connections.
struct HttpService {
    // Answers a request: `reply` runs once, at once or later, on the same thread.
    std::function<void(const Exchange&, Reply reply)> handle;

    // Moves the socket of an upgrade to `/ws` away, or leaves it and refuses. Empty: there is no
    // `/ws`.
    std::function<void(const Exchange&, Socket&&, Reply refuse)> upgrade;

    // X-Forwarded-Proto and X-Forwarded-For may be believed.
    bool trust_proxy = false;
};

void serve_http(Socket socket, const HttpService& service);

}  // namespace circle::gateway
