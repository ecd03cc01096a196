#include "deploy/circlectl/stopped_installation.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "deploy/circlectl/child_process.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kLockPoll{50};

}  // namespace

StoppedInstallation::StoppedInstallation(const std::string& data) : data_(data), socket_(data_) {
    if (socket_is_live(socket_.path())) {
        throw std::runtime_error(fmt::format(
            "a redis-server that circlectl did not start runs on {}: stop it first", data));
    }
    pid_ = start_child(redis_spec(data_, socket_.path()));
}

StoppedInstallation::~StoppedInstallation() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

bool StoppedInstallation::alive() const {
    return ::waitpid(pid_, nullptr, WNOHANG) == 0;
}

std::unique_ptr<StoppedInstallation> open_if_stopped(const Where& where) {
    if (!where.redis.empty()) return nullptr;
    const fs::path data = where.data;
    const auto url = read_text(data / "run" / "redis");
    constexpr std::string_view scheme = "unix://";
    if (url && (!url->starts_with(scheme) || socket_is_live(url->substr(scheme.size())))) {
        return nullptr;
    }
    std::error_code ignored;
    if (!fs::exists(data / "redis" / "appendonlydir", ignored)) {
        throw std::runtime_error(
            fmt::format("there is no installation in {}: say where, --data DIR or --redis URL",
                        fs::absolute(data).lexically_normal().string()));
    }
    return std::make_unique<StoppedInstallation>(where.data);
}

asio::awaitable<void> wait_until_it_answers(redis::Client& client,
                                            const StoppedInstallation* installation) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    for (;;) {
        redis::Command ping;
        ping.push_back("PING");
        const redis::Result result = co_await client.send(std::move(ping), std::chrono::seconds(1));
        if (result.ok()) co_return;
        if (installation == nullptr) throw std::runtime_error("Redis: " + result.error);
        if (!installation->alive()) throw std::runtime_error(installation->diagnosis());
        timer.expires_after(kLockPoll);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

}  // namespace circle::deploy
