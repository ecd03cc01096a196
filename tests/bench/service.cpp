#include "tests/bench/service.hpp"

#include <circle/v1/commands.pb.h>
#include <circle/v1/storage.pb.h>
#include <dirent.h>
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "common/ids/secret.hpp"
#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "common/redis/client.hpp"
#include "tests/support/run_until.hpp"

namespace circle::bench {
namespace {

namespace asio = boost::asio;
// Nanoseconds on a CPU of all threads.
double cpu_seconds(pid_t pid) {
    double total = 0;
    const std::filesystem::path tasks = fmt::format("/proc/{}/task", pid);
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
        std::ifstream file(task.path() / "schedstat");
        double ns = 0;
        file >> ns;
        total += ns / 1e9;
    }
    return total;
}

unsigned short port_in(const std::string& url) {
    return static_cast<unsigned short>(std::stoul(url.substr(url.rfind(':') + 1)));
}

}  // namespace

Service::Service(const Crowd& crowd) {
    const std::string url = "unix://" + redis_.socket_path();
    dispatcher_ = std::make_unique<test::Process>(
        std::vector<std::string>{CIRCLE_BIN "/circle-dispatcher", "--redis", url});
    dispatcher_->wait_for("owns ");
    configure(crowd);
    open_tokens(crowd);
    gateway_ = std::make_unique<test::Process>(
        std::vector<std::string>{CIRCLE_BIN "/circle-gateway", "--redis", url, "--listen",
                                 "127.0.0.1:0", "--max-strangers", "1000000"});
    port_ = port_in(gateway_->wait_for("listening on http://"));
}

void Service::configure(const Crowd& crowd) {
    asio::io_context io;
    redis::Client client(io.get_executor(), redis_.endpoint());
    client.start();
    const auto shard = test::run(io, keyspace::assign_estate(client, kEstate));
    if (!shard) throw std::runtime_error(shard.error());
    v1::Command command;
    v1::EstateConfig& config = *command.mutable_configure_estate()->mutable_config();
    config = config_of(crowd);
    // Whether the nearest is asked is checked: nobody is passed over for being missed elsewhere.
    config.mutable_policy()->set_missed_s(1);
    const auto bytes = as_operator(std::move(command), 0).SerializeAsString();
    redis_.run({"XADD", keyspace::shard_key(*shard, "commands"), "*", "c", bytes});
}

void Service::open_tokens(const Crowd& crowd) {
    asio::io_context io;
    redis::Client client(io.get_executor(), redis_.endpoint());
    client.start();
    const auto shard_text = redis_.run({"HGET", std::string(keyspace::kEstatesKey), kEstate});
    const auto shard = static_cast<unsigned>(std::stoul(*shard_text.string()));
    const auto stream = keyspace::shard_key(shard, "commands");
    unsigned number = 0;
    unsigned answered = 0;
    const auto open = [&](v1::Role role, const std::string& id) {
        const std::string secret = ids::make_secret(kEstate);
        v1::Command command;
        auto& credential = *command.mutable_open_credential()->mutable_credential();
        credential.set_id(ids::sha256_hex(secret));
        credential.set_kind(v1::CREDENTIAL_KIND_BEARER);
        credential.mutable_principal()->set_estate(kEstate);
        credential.mutable_principal()->set_role(role);
        credential.mutable_principal()->set_id(id);
        const auto bytes = as_operator(std::move(command), ++number).SerializeAsString();
        client.send({"XADD", stream, "*", "c", bytes}, std::chrono::seconds(20),
                    [&](redis::Result result) {
                        if (!result.ok()) throw std::runtime_error(result.error);
                        ++answered;
                    });
        return secret;
    };
    for (unsigned i = 0; i < crowd.volunteers; ++i) {
        tokens_.volunteers.push_back(open(v1::ROLE_VOLUNTEER, fmt::format("v{}", i)));
    }
    for (unsigned i = 0; i < crowd.residents; ++i) {
        tokens_.residents.push_back(open(v1::ROLE_RESIDENT, fmt::format("h{}", i)));
    }
    for (unsigned i = 0; i < crowd.dashboards; ++i) {
        tokens_.coordinators.push_back(open(v1::ROLE_COORDINATOR, fmt::format("k{}", i)));
    }
    test::run_until(
        io, [&] { return answered == number; }, std::chrono::seconds(60));
    const auto last =
        fmt::format("{}/{}/bench/bench-{}", kEstate, static_cast<int>(v1::ROLE_OPERATOR), number);
    test::run_until(
        io,
        [&] {
            const auto reply = redis_.run({"HGET", keyspace::shard_key(shard, "outcomes"), last});
            v1::OutcomeRecord record;
            if (!reply.string() || !record.ParseFromString(*reply.string())) return false;
            if (record.outcome().code() == v1::CODE_OK) return true;
            throw std::runtime_error(record.outcome().ShortDebugString());
        },
        std::chrono::seconds(60));
}

Usage Service::usage() const {
    return {cpu_seconds(gateway_->pid()), cpu_seconds(dispatcher_->pid()),
            cpu_seconds(redis_.pid())};
}

std::uint64_t Service::gateway_private_bytes() const {
    std::ifstream file(fmt::format("/proc/{}/smaps_rollup", gateway_->pid()));
    std::string word;
    std::uint64_t total = 0;
    while (file >> word) {
        std::uint64_t kib = 0;
        if ((word == "Private_Clean:" || word == "Private_Dirty:") && file >> kib) {
            total += kib * 1024;
        }
    }
    return total;
}

}  // namespace circle::bench
