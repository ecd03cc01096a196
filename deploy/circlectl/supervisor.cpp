#include "deploy/circlectl/supervisor.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace circle::deploy {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds kBackoffMin{200};
constexpr milliseconds kBackoffMax{5000};
constexpr seconds kSettled{10};     // alive this long: back-off begins anew
constexpr seconds kStillborn{3};    // dead within this: it may be unable to start
constexpr int kStillbornLimit = 5;  // so often in a row: it is
constexpr int kNoStage = -1;
constexpr seconds kLogCheck{60};
constexpr std::uintmax_t kLogLimit = 32u << 20;

}  // namespace

struct Supervisor::Child {
    Child(boost::asio::io_context& io, ChildSpec what, int at_stage, milliseconds time_to_end)
        : spec(std::move(what)), stage(at_stage), grace(time_to_end), timer(io) {}

    ChildSpec spec;
    int stage;
    milliseconds grace;
    boost::asio::steady_timer timer;  // of the next start
    pid_t pid = -1;                   // -1: does not run
    Clock::time_point started;
    milliseconds backoff = kBackoffMin;
    int stillborn = 0;
};

Supervisor::Supervisor(boost::asio::io_context& io, Hooks hooks)
    : io_(io),
      hooks_(std::move(hooks)),
      child_signal_(io, SIGCHLD),
      grace_timer_(io),
      log_timer_(io) {
    wait_for_signal();
    bound_logs_later();
}

Supervisor::~Supervisor() {
    for (const auto& child : children_) {
        if (child->pid <= 0) continue;
        kill(child->pid, SIGKILL);
        waitpid(child->pid, nullptr, 0);
    }
}

void Supervisor::keep(ChildSpec spec, int stage, milliseconds grace) {
    set_log_aside(spec.log);
    auto child = std::make_unique<Child>(io_, std::move(spec), stage, grace);
    start(*child);
    children_.push_back(std::move(child));
}

void Supervisor::start(Child& child) {
    child.started = Clock::now();
    child.pid = start_child(child.spec);
}

void Supervisor::wait_for_signal() {
    child_signal_.async_wait([this](boost::system::error_code error, int) {
        if (error) return;
        wait_for_signal();
        reap();
    });
}

void Supervisor::reap() {
    for (const auto& child : children_) {
        int status = 0;
        if (child->pid > 0 && waitpid(child->pid, &status, WNOHANG) == child->pid) {
            child->pid = -1;
            ended(*child, status);
        }
    }
}

void Supervisor::ended(Child& child, int wait_status) {
    if (stopping_) {
        stop_next_stage();
        return;
    }
    const auto lived = Clock::now() - child.started;
    if (lived >= kSettled) child.backoff = kBackoffMin;
    // Whoever sends SIGKILL knows why; what ends by itself at once cannot start.
    const bool killed = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
    child.stillborn = lived < kStillborn && !killed ? child.stillborn + 1 : 0;
    if (child.stillborn >= (settled_ ? kStillbornLimit : 1)) {
        hooks_.given_up(child.spec);
        return;
    }
    restart_later(child, describe_exit(wait_status));
}

void Supervisor::restart_later(Child& child, const std::string& how) {
    hooks_.say(fmt::format("{} {}; starting it again in {:.1f} s (log: {})", child.spec.name, how,
                           static_cast<double>(child.backoff.count()) / 1000,
                           child.spec.log.string()));
    child.timer.expires_after(child.backoff);
    child.backoff = std::min(child.backoff * 2, kBackoffMax);
    child.timer.async_wait([this, &child](boost::system::error_code error) {
        if (error || stopping_) return;
        try {
            start(child);
        } catch (const std::runtime_error& failure) {
            restart_later(child, failure.what());
        }
    });
}

void Supervisor::stop(std::function<void()> done) {
    if (stopping_) {
        for (const auto& child : children_) {
            if (child->pid > 0) kill(child->pid, SIGKILL);
        }
        return;
    }
    stopping_ = true;
    done_ = std::move(done);
    log_timer_.cancel();
    for (const auto& child : children_) child->timer.cancel();
    stop_next_stage();
}

// Also called whenever a child has ended: the next stage begins when the whole of this one has.
void Supervisor::stop_next_stage() {
    int stage = kNoStage;
    milliseconds grace{0};
    for (const auto& child : children_) {
        if (child->pid > 0 && child->stage > stage) {
            stage = child->stage;
            grace = child->grace;
        }
    }
    if (stage == stopping_stage_) return;
    stopping_stage_ = stage;
    grace_timer_.cancel();
    if (stage == kNoStage) {
        child_signal_.cancel();
        std::exchange(done_, {})();
        return;
    }
    for (const auto& child : children_) {
        if (child->pid > 0 && child->stage == stage) kill(child->pid, SIGTERM);
    }
    grace_timer_.expires_after(grace);
    grace_timer_.async_wait([this, stage](boost::system::error_code error) {
        if (error) return;
        for (const auto& child : children_) {
            if (child->pid <= 0 || child->stage != stage) continue;
            hooks_.say(child->spec.name + " did not end in time and is killed");
            kill(child->pid, SIGKILL);
        }
    });
}

void Supervisor::bound_logs_later() {
    log_timer_.expires_after(kLogCheck);
    log_timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        for (const auto& child : children_) bound_log(child->spec.log, kLogLimit);
        bound_logs_later();
    });
}

}  // namespace circle::deploy
