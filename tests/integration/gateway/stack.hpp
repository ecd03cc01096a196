// Redis, one dispatcher and one gateway as real processes, with a small estate.
#pragma once

#include <circle/v1/commands.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "common/net/held_port.hpp"
#include "tests/integration/gateway/process.hpp"
#include "tests/integration/gateway/ws_client.hpp"
#include "tests/support/redis_server.hpp"

namespace circle::test {

class Stack {
  public:
    // All of it answers and the estate "xinghe" is configured: households h1 to h8, volunteers v1
    // to v4 (off duty), coordinator "station".
    Stack();

    RedisServer& redis() { return redis_; }
    Process& gateway() { return *gateway_; }
    Process& dispatcher() { return *dispatcher_; }
    unsigned short port() const { return port_; }

    void start_dispatcher();
    void start_gateway();

    // A bearer token, opened by a command.
    std::string token(v1::Role role, const std::string& id, const std::string& estate = "xinghe");
    // A secret of any kind. Returns its text.
    std::string credential(v1::CredentialKind kind, v1::Role role, const std::string& id,
                           const std::string& estate = "xinghe");
    void revoke(const std::string& secret);

    // Appends a command as the operator and waits for its outcome.
    v1::Outcome command(v1::Command command, const std::string& estate = "xinghe");

    // A live client with its snapshot consumed; `snapshot` gets it.
    std::unique_ptr<WsClient> connect(gateway::Codec codec, const std::string& token,
                                      WsClient::Frame* snapshot = nullptr);

    struct HttpReply {
        unsigned status = 0;
        std::string head;  // status line and headers
        std::string body;
    };
    // One request over a connection of its own; `raw` is the whole request.
    HttpReply http(const std::string& raw, unsigned short port = 0);
    HttpReply get(const std::string& path, const std::string& headers = {});
    // Waits until /readyz answers with `status` and names `reason`.
    void wait_ready(unsigned status = 200, const std::string& reason = {});
    // Value of a metric, 0 when absent.
    double metric(const std::string& name);

    // Configures the estate again; `more` categories make its view, which everybody gets, long.
    void configure(int more = 0, const std::string& name = "兴禾花园");

    // Another estate in the same shard, with people of the same ids.
    void add_estate(const std::string& code);

  private:
    RedisServer redis_;
    std::unique_ptr<Process> dispatcher_;
    std::unique_ptr<Process> gateway_;
    std::unique_ptr<net::HeldPort> held_;  // the gateway's, also while it is started again
    unsigned short port_ = 0;
    unsigned short metrics_port_ = 0;
    unsigned keys_ = 0;
};

}  // namespace circle::test
