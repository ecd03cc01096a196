// The service under measurement: Redis on disk with fsync, dispatchers and one gateway as processes
// of their own, and an estate with as many people as are asked for.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/crowd.hpp"
#include "tests/integration/gateway/process.hpp"
#include "tests/support/redis_server.hpp"

namespace circle::bench {

struct Tokens {
    std::vector<std::string> volunteers;
    std::vector<std::string> residents;
    std::vector<std::string> coordinators;
};

// What the three processes have used since they were started.
struct Usage {
    double gateway = 0;  // CPU seconds
    double dispatcher = 0;
    double redis = 0;
    double total() const { return gateway + dispatcher + redis; }
};

class Service {
  public:
    // All of it runs, the estate is configured, tokens are valid for everybody. Throws
    // std::runtime_error.
    explicit Service(const Crowd& crowd);

    unsigned short port() const { return port_; }
    const Tokens& tokens() const { return tokens_; }
    Usage usage() const;
    std::uint64_t gateway_private_bytes() const;  // smaps_rollup: Private_Clean + Private_Dirty
    pid_t gateway_pid() const { return gateway_->pid(); }
    pid_t dispatcher_pid() const { return dispatcher_->pid(); }

  private:
    void configure(const Crowd& crowd);
    void open_tokens(const Crowd& crowd);

    test::RedisServer redis_;
    std::unique_ptr<test::Process> dispatcher_;
    std::unique_ptr<test::Process> gateway_;
    unsigned short port_ = 0;
    Tokens tokens_;
};

}  // namespace circle::bench
