#include "tests/support/redis_server.hpp"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "common/redis/hiredis_reply.hpp"
#include "tests/support/free_port.hpp"

namespace circle::test {
namespace {

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;

std::filesystem::path make_directory() {
    auto name = (std::filesystem::temp_directory_path() / "circle-redis-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("mkdtemp " + name);
    }
    return name;
}

redis::Reply ask(redisContext& context, const redis::Command& command) {
    std::vector<const char*> arguments;
    std::vector<std::size_t> sizes;
    for (const auto& argument : command) {
        arguments.push_back(argument.data());
        sizes.push_back(argument.size());
    }
    const std::unique_ptr<void, decltype(&freeReplyObject)> reply(
        redisCommandArgv(&context, static_cast<int>(arguments.size()), arguments.data(),
                         sizes.data()),
        &freeReplyObject);
    if (!reply) {
        throw std::runtime_error(std::string("redis-server: ") + context.errstr);
    }
    return redis::copy_reply(*static_cast<redisReply*>(reply.get()));
}

}  // namespace

RedisServer::RedisServer() : RedisServer(Options{}) {}

RedisServer::RedisServer(Options options)
    : options_(std::move(options)), directory_(make_directory()) {
    try {
        if (options_.tcp) held_ = hold_free_port();
        restart();
    } catch (...) {
        kill();
        std::filesystem::remove_all(directory_);
        throw;
    }
}

RedisServer::~RedisServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

redis::Endpoint RedisServer::endpoint() const {
    redis::Endpoint endpoint;
    endpoint.unix_path = socket_path();
    endpoint.password = options_.password;
    return endpoint;
}

redis::Endpoint RedisServer::tcp_endpoint() const {
    redis::Endpoint endpoint;
    endpoint.host = "127.0.0.1";
    endpoint.port = port();
    endpoint.password = options_.password;
    return endpoint;
}

void RedisServer::kill() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
}

void RedisServer::restart() {
    kill();
    spawn();
    wait_until_it_answers();
}

void RedisServer::pause() {
    ::kill(pid_, SIGSTOP);
    int status = 0;
    if (waitpid(pid_, &status, WUNTRACED) != pid_ || !WIFSTOPPED(status)) {
        throw std::runtime_error("redis-server did not stop\n" + log_tail());
    }
}

void RedisServer::resume() {
    ::kill(pid_, SIGCONT);
}

redis::Reply RedisServer::run(const redis::Command& command) const {
    const Context context(redisConnectUnix(socket_path().c_str()), &redisFree);
    if (!context || context->err != 0) {
        throw std::runtime_error("redis-server: cannot connect\n" + log_tail());
    }
    if (!options_.password.empty()) {
        ask(*context, {"AUTH", options_.password});
    }
    return ask(*context, command);
}

std::vector<std::string> RedisServer::command_line() const {
    std::vector<std::string> line = {"redis-server",
                                     "--port",
                                     std::to_string(port()),
                                     "--bind",
                                     "127.0.0.1",
                                     "--unixsocket",
                                     socket_path(),
                                     "--unixsocketperm",
                                     "700",
                                     "--dir",
                                     directory_.string(),
                                     "--logfile",
                                     (directory_ / "redis.log").string(),
                                     "--daemonize",
                                     "no",
                                     "--save",
                                     "",
                                     "--appendonly",
                                     "yes",
                                     "--appendfsync",
                                     "always",
                                     "--maxmemory-policy",
                                     "noeviction",
                                     "--enable-debug-command",
                                     "yes"};
    if (!options_.password.empty()) {
        line.insert(line.end(), {"--requirepass", options_.password});
    }
    line.insert(line.end(), options_.arguments.begin(), options_.arguments.end());
    return line;
}

void RedisServer::spawn() {
    auto line = command_line();
    std::vector<char*> arguments;
    for (auto& argument : line) {
        arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    const auto log = (directory_ / "redis.log").string();
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == 0) {  // only async-signal-safe calls from here on
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(1);
        }
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    if (pid_ < 0) {
        throw std::runtime_error("fork failed");
    }
}

void RedisServer::wait_until_it_answers() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answers()) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            throw std::runtime_error("redis-server ended at its start\n" + log_tail());
        }
        if (std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("redis-server does not answer\n" + log_tail());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

bool RedisServer::answers() const {
    const Context context(redisConnectUnix(socket_path().c_str()), &redisFree);
    if (!context || context->err != 0) {
        return false;
    }
    try {
        const auto reply = ask(*context, {"PING"});
        // With a password PING is refused, which is an answer too; while loading it is not ready.
        return reply.string() != nullptr || reply.error()->text.starts_with("NOAUTH");
    } catch (const std::runtime_error&) {
        return false;
    }
}

std::string RedisServer::log_tail() const {
    std::ifstream log(directory_ / "redis.log");
    std::string text((std::istreambuf_iterator<char>(log)), {});
    return text.size() > 2000 ? text.substr(text.size() - 2000) : text;
}

}  // namespace circle::test
