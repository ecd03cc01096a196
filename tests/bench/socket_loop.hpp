// WebSocket clients that cost as little as can be: what a benchmark burns itself, it takes from
// what it measures.
//
// One thread, one epoll set, one read buffer for all; frames are masked with the key 0 (allowed for
// nobody but a benchmark: RFC 6455 5.3 wants an unpredictable one), protobuf subprotocol only.
#pragma once

#include <circle/v1/client.pb.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace circle::bench {

using Clock = std::chrono::steady_clock;

class SocketLoop;

// A client with a connection. Its owner keeps it alive and in place while the loop is used.
class Peer {
  public:
    Peer() = default;
    virtual ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    // Connects to 127.0.0.1:port and says hello with a bearer token; blocks until the upgrade is
    // answered. Throws std::runtime_error.
    void connect(SocketLoop& loop, unsigned short port, const std::string& token);

    // Sets `seq`, and leaves at the end of the loop's turn, with what else this peer sends.
    void send(v1::ClientFrame& frame);

    bool live() const { return live_; }  // a snapshot came

  protected:
    // `frame` is reused for the next one. Also called for hello and snapshot.
    virtual void on_frame(const v1::ServerFrame& frame) = 0;

  private:
    friend class SocketLoop;
    void on_bytes(std::string_view bytes, v1::ServerFrame& scratch);
    std::size_t take_frame(std::string_view bytes, v1::ServerFrame& scratch);

    SocketLoop* loop_ = nullptr;
    int fd_ = -1;
    std::uint32_t seq_ = 0;
    bool live_ = false;
    std::string partial_;  // the beginning of a frame
    std::string out_;
};

class SocketLoop {
  public:
    SocketLoop();
    ~SocketLoop();

    // Serves all peers until `until`, or until there was something to do.
    void turn(Clock::time_point until);

    std::uint64_t frames_in() const { return frames_in_; }
    std::uint64_t frames_out() const { return frames_out_; }

  private:
    friend class Peer;
    void flush();

    int epoll_ = -1;
    std::vector<char> buffer_;
    v1::ServerFrame scratch_;
    std::vector<Peer*> dirty_;  // have something to send
    std::uint64_t frames_in_ = 0;
    std::uint64_t frames_out_ = 0;
};

}  // namespace circle::bench
