// The seam between session logic and a WebSocket. Beast stands behind it in beast_connection.cpp,
// a recorder in the tests.
//
// Everything happens on one thread. A connection never calls its handler from inside a call that
// the handler made to it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace circle::gateway {

// One serialised message; shared by all receivers of a broadcast.
using Payload = std::shared_ptr<const std::string>;

enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    policy = 1008,
    too_large = 1009,
    restart = 1012,
    try_again = 1013,
    unauthenticated = 4401,
};

class Connection {
  public:
    virtual ~Connection() = default;

    // Sends messages, in this order; they are copied. At most one call at a time: the next after
    // on_written().
    virtual void write(std::span<const Payload> messages, bool binary) = 0;

    // A WebSocket ping; ignored while one is under way.
    virtual void ping() = 0;

    // While paused, no on_message() comes, and the client's TCP window fills.
    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;

    // Closes with its own deadline, after a write under way. on_closed() follows in any case.
    virtual void close(CloseCode code, std::string reason) = 0;
};

class ConnectionHandler {
  public:
    virtual ~ConnectionHandler() = default;

    // The handshake is over. `connection` may be used until on_closed().
    virtual void on_open(Connection& connection) = 0;

    // A whole message within the limit. Text is valid UTF-8.
    virtual void on_message(std::string_view message, bool binary) = 0;

    // Part of a message came; the rest is awaited.
    virtual void on_partial() = 0;

    // A ping or pong came.
    virtual void on_control() = 0;

    // The message under way is over the limit. Nothing more is read.
    virtual void on_too_large() = 0;

    virtual void on_written() = 0;

    // Once, last; also when the handshake failed.
    virtual void on_closed() = 0;
};

}  // namespace circle::gateway
