// A proxy in front of Redis that misbehaves at the request a test names.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "common/redis/endpoint.hpp"

namespace circle::test {

enum class Fault {
    lose_request,  // not passed on, connection cut: nothing happened
    lose_reply,    // passed on; when Redis has replied, the connection is cut instead: it happened
    hold_request,  // kept, connection cut; deliver_held() passes it on: it happens late
    silence,       // passed on; the connection stays open, but no reply comes from then on
};

// Runs on a thread of its own; call it from any. Every call blocks until it is done and throws
// std::runtime_error when it cannot be done, or not within `kLimit`.
class ChaosProxy {
  public:
    enum class Listen { unix_socket, tcp };
    static constexpr std::chrono::seconds kLimit{60};

    explicit ChaosProxy(redis::Endpoint upstream, Listen listen = Listen::unix_socket);
    ~ChaosProxy();
    ChaosProxy(const ChaosProxy&) = delete;
    ChaosProxy& operator=(const ChaosProxy&) = delete;

    // Where clients connect, with the credentials of the server behind.
    redis::Endpoint endpoint() const;

    // `fault` strikes once: at the next request that contains `text` (anywhere in its bytes, case
    // counts; hiredis sends commands as the caller spelled them), after letting `skip` of them
    // pass. Several may be armed; the first that matches strikes.
    void arm(Fault fault, std::string text, unsigned skip = 0);

    // Blocks until all that was armed has struck (lose_reply: until the reply was there).
    void wait_until_struck();

    // Sends the oldest held request to Redis over a fresh connection; returns the raw reply.
    std::string deliver_held();

    // Ends all connections now.
    void cut();

    // While refusing, connections end as soon as they are made; those that exist are cut.
    void refuse(bool on);

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace circle::test
