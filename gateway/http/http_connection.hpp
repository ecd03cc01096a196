// HTTP/1.1 by Beast over one accepted socket, until it closes or becomes a WebSocket.
//
// Limits: header 8 KiB, body 16 KiB, 10 s for a request, 10 s for its answer, 30 s idle between.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "gateway/http/message.hpp"
#include "gateway/ws/beast_connection.hpp"

namespace circle::gateway {

struct HttpDeadlines {
    std::chrono::milliseconds read{10'000};  // a request, from the connection or its first byte on
    std::chrono::milliseconds answer{10'000};  // until it is there, and then until it is written
    std::chrono::milliseconds idle{30'000};    // until the next request has come
};

// What a drain has to know.
struct HttpLoad {
    std::size_t under_way = 0;  // requests that have been read and are not answered yet
    bool leaving = false;       // answers say that the connection ends
};

// What stands behind a listener. Lives as long as its connections work.
struct HttpService {
    // Answers a request: `reply` runs once, at once or later, on the same thread.
    std::function<void(const Exchange&, Reply reply)> handle;

    // Moves the socket of an upgrade to `/ws` away, or leaves it and refuses. Empty: there is no
    // `/ws`.
    std::function<void(const Exchange&, Socket&&, Reply refuse)> upgrade;

    // X-Forwarded-Proto and X-Forwarded-For may be believed.
    bool trust_proxy = false;

    HttpDeadlines deadlines;
    std::shared_ptr<HttpLoad> load = std::make_shared<HttpLoad>();
};

void serve_http(Socket socket, const HttpService& service);

}  // namespace circle::gateway
