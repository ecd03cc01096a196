// A redis-server of the test's own, in a temporary directory, durable as in production.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/net/held_port.hpp"
#include "common/redis/client.hpp"
#include "common/redis/endpoint.hpp"
#include "common/redis/reply.hpp"

namespace circle::test {

// Listens on a unix socket (and on a free TCP port if asked), with appendonly, appendfsync always
// and noeviction. It dies with the thread that started it, at the latest: start it from a thread
// that outlives its use. Every call blocks until what it says has happened and throws
// std::runtime_error, with the end of the server's log, when it does not.
class RedisServer {
  public:
    struct Options {
        bool tcp = false;
        std::string password;
        std::vector<std::string> arguments;  // more of redis-server's, e.g. {"--maxmemory", "4mb"}
    };

    RedisServer();
    explicit RedisServer(Options options);
    ~RedisServer();  // kills it and removes its directory
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    redis::Endpoint endpoint() const;      // the unix socket, with the password
    redis::Endpoint tcp_endpoint() const;  // 127.0.0.1, with the password; only with Options::tcp
    const std::filesystem::path& directory() const { return directory_; }
    std::string socket_path() const { return (directory_ / "redis.sock").string(); }
    pid_t pid() const { return pid_; }

    void kill();     // SIGKILL; the data stay
    void restart();  // starts it (after a kill if it runs) on the same data and addresses
    void pause();    // SIGSTOP: connections stay, answers do not come
    void resume();   // SIGCONT

    // Asks this server over a connection made for it. Error replies are returned, not thrown.
    redis::Reply run(const redis::Command& command) const;

  private:
    std::uint16_t port() const { return held_ ? held_->number() : std::uint16_t{0}; }
    std::vector<std::string> command_line() const;
    void spawn();
    void wait_until_it_answers();
    bool answers() const;
    std::string log_tail() const;

    Options options_;
    std::filesystem::path directory_;
    std::unique_ptr<net::HeldPort> held_;  // with Options::tcp
    pid_t pid_ = -1;
};

}  // namespace circle::test
