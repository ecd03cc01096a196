// The whole service in one foreground process: Redis, dispatchers and gateway as its children.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/log/log.hpp"
#include "common/net/held_port.hpp"
#include "common/redis/client.hpp"
#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/demo.hpp"
#include "deploy/circlectl/redis_child.hpp"
#include "deploy/circlectl/supervisor.hpp"

namespace circle::deploy {

struct UpOptions {
    std::string data = "./data";
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: a free one
    bool empty = false;         // without the demo estate
    unsigned dispatchers = 1;
    std::string redis;               // URL of a Redis that somebody else runs; empty: our own child
    std::uint64_t redis_memory = 0;  // bytes, of our own child; 0: half of the machine's
    std::string estate;              // folder of the demo estate
    log::Options log;                // of dispatchers and gateway
};

class Service {
  public:
    // Takes the data directory. Throws std::runtime_error, one line, if it or the port is not free.
    explicit Service(UpOptions options);
    ~Service();

    // Starts everything, prints the links, and returns when a signal or a child that cannot live
    // has ended it: the exit code.
    int run();

  private:
    boost::asio::awaitable<void> start();
    boost::asio::awaitable<void> redis_ready();
    boost::asio::awaitable<void> gateway_ready();
    boost::asio::awaitable<void> load_demo();
    void start_redis();
    void start_dispatchers();
    std::uint16_t next_metrics_port();
    void start_gateway();
    void add_log_options(ChildSpec& spec) const;
    void wait_for_signal();
    void child_given_up(const ChildSpec& child);
    void stop(int code);
    void print_links(const Demo& demo) const;
    void print_phone_links(const Demo& demo) const;

    UpOptions options_;
    DataDir data_;
    std::unique_ptr<net::HeldPort> held_;  // the gateway's, also while it is started again
    std::uint16_t port_ = 0;
    std::uint16_t metrics_port_ = 0;                 // the gateway's; 0: it takes a free one
    std::vector<std::uint16_t> dispatcher_metrics_;  // where known
    std::filesystem::path programs_;  // where circle-gateway and circle-dispatcher lie
    boost::asio::io_context io_{1};
    boost::asio::signal_set signals_;
    std::optional<RedisSocket> socket_;
    std::string redis_url_;
    std::unique_ptr<redis::Client> client_;
    std::unique_ptr<Supervisor> supervisor_;
    bool stopping_ = false;
    int code_ = 0;
};

}  // namespace circle::deploy
