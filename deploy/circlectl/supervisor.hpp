// Keeps children running: restarts them with back-off, stops them in order, gives up on one that
// cannot stay alive.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "deploy/circlectl/child_process.hpp"

namespace circle::deploy {

// Single-threaded, on the io_context's thread, which must not end before the process: children die
// with it. Takes SIGCHLD over.
class Supervisor {
  public:
    struct Hooks {
        std::function<void(const std::string& line)> say;      // what happened to a child
        std::function<void(const ChildSpec& child)> given_up;  // it keeps ending right after start
    };

    Supervisor(boost::asio::io_context& io, Hooks hooks);
    ~Supervisor();  // kills what still runs

    // Starts a child and keeps it running. `stage`: children of the highest stage are stopped
    // first; `grace`: how long SIGTERM may take before SIGKILL. Throws std::runtime_error if it
    // cannot be started at all.
    void keep(ChildSpec spec, int stage, std::chrono::milliseconds grace);

    // Everything has been seen to work. Before, a child that ends by itself is given up at once;
    // from now on only after several such ends in a row.
    void settle() { settled_ = true; }

    // Ends all children stage by stage, then calls `done`. Called again: kills them at once.
    void stop(std::function<void()> done);

  private:
    struct Child;

    void start(Child& child);
    void wait_for_signal();
    void reap();
    void ended(Child& child, int wait_status);
    void restart_later(Child& child, const std::string& how);
    void stop_next_stage();
    void bound_logs_later();

    boost::asio::io_context& io_;
    Hooks hooks_;
    boost::asio::signal_set child_signal_;
    boost::asio::steady_timer grace_timer_;
    boost::asio::steady_timer log_timer_;
    std::vector<std::unique_ptr<Child>> children_;
    bool settled_ = false;
    bool stopping_ = false;
    int stopping_stage_ = 1 << 20;  // above every stage: none yet
    std::function<void()> done_;
};

}  // namespace circle::deploy
