// A client of the contract over a real socket, for tests. Blocks; one thread.
#pragma once

#include <circle/v1/client.pb.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "gateway/ws/codec.hpp"

namespace circle::test {

// The upgrade was refused with an HTTP status.
struct Refused : std::runtime_error {
    explicit Refused(unsigned status_)
        : std::runtime_error("HTTP " + std::to_string(status_)), status(status_) {}
    unsigned status;
};

// The server closed.
struct Closed : std::runtime_error {
    Closed(unsigned code_, const std::string& what) : std::runtime_error(what), code(code_) {}
    unsigned code;  // 0: without a close frame
};

class WsClient {
  public:
    struct Options {
        gateway::Codec codec = gateway::Codec::pb;
        std::string target = "/ws";
        std::string bearer, cookie, origin, subprotocol;  // subprotocol: instead of the codec's
        int receive_buffer = 0;                           // of the socket; 0: the system's
        bool reading = true;                              // false: nothing is read until asked
    };
    using Frame = v1::ServerFrame;
    static constexpr std::chrono::milliseconds kLimit{60'000};

    // Throws Refused.
    WsClient(unsigned short port, Options options);
    ~WsClient();

    // Gives it the next seq; returns it.
    std::uint32_t send(v1::ClientFrame frame);
    void send_raw(const std::string& bytes, bool binary);
    // Any bytes on the socket, past the WebSocket.
    void send_bytes(const std::string& bytes);

    std::uint32_t hello(const std::string& token = {}, const std::string& resume = {});

    // Next frame. Throws Closed, or std::runtime_error when none comes in time.
    Frame next(std::chrono::milliseconds limit = kLimit);
    // The next frame for which `wanted`; others are dropped.
    Frame until(const std::function<bool(const Frame&)>& wanted,
                std::chrono::milliseconds limit = kLimit);
    Frame until(v1::ServerFrame::BodyCase kind, std::chrono::milliseconds limit = kLimit);
    // Sends a mutation and waits for its outcome, or the error instead.
    Frame mutate(v1::ClientFrame frame, const std::string& client_key);

    // Waits for the server's close; returns its code.
    unsigned wait_closed(std::chrono::milliseconds limit = kLimit);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace circle::test
