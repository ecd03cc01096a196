// circlectl tail: what happens, one fact a line, across restarts of Redis and of the service.
#include <circle/v1/storage.pb.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <iostream>
#include <map>
#include <stdexcept>
#include <thread>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/readable.hpp"
#include "deploy/circlectl/reading.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kBlock{1'000};
constexpr std::chrono::seconds kTailPatience{10};
constexpr std::chrono::milliseconds kTryAgain{500};

// Waiting does not help.
struct Ends : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The pipe that it prints into is closed: `tail | head`.
bool nobody_reads() {
    pollfd out{STDOUT_FILENO, 0, 0};
    return !std::cout || (::poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0);
}

// Follows the event streams; what it has read so far outlives a connection.
class Follower {
  public:
    explicit Follower(const TailOptions& options) : options_(options) {}

    // Returns when nobody reads its output any more; throws when Redis goes away.
    asio::awaitable<int> follow(redis::Client& client) {
        co_await begin(client);
        for (;;) {
            redis::Command read;
            for (const char* word : {"XREAD", "COUNT", "64", "BLOCK"}) read.push_back(word);
            read.push_back(std::to_string(kBlock.count()));
            read.push_back("STREAMS");
            for (const auto& [key, position] : positions_) read.push_back(key);
            for (const auto& [key, position] : positions_) read.push_back(position);
            const redis::Result result = co_await client.send(std::move(read), kTailPatience);
            if (!result.ok()) throw std::runtime_error(result.error);
            if (lost_) std::cerr << "circlectl: connected again" << std::endl;
            lost_ = false;
            print(result.reply);
            if (nobody_reads()) co_return 0;
        }
    }

    // Before it has begun a failure is an error; afterwards it is waited out.
    bool begun() const { return !positions_.empty(); }

    void lose(const std::string& why) {
        if (!lost_) std::cerr << "circlectl: " << why << "; waiting for it" << std::endl;
        lost_ = true;
    }

  private:
    asio::awaitable<void> begin(redis::Client& client) {
        const keyspace::Meta meta = co_await read_installation(client);
        if (begun() && meta.incarnation != incarnation_) {
            throw Ends(
                "the installation was restored meanwhile, another history begins: start "
                "tail again");
        }
        incarnation_ = meta.incarnation;
        if (begun()) co_return;
        std::map<std::string, std::string> positions;
        std::optional<unsigned> only;
        if (!options_.estate.empty()) {
            std::string code = options_.estate;
            const auto shard = co_await keyspace::find_estate(client, std::move(code));
            if (shard.has_error()) throw std::runtime_error(shard.error());
            if (!shard->has_value()) throw Ends("there is no estate " + options_.estate);
            only = **shard;
        }
        for (unsigned shard = 0; shard < meta.shards; ++shard) {
            if (only && *only != shard) continue;
            std::string key = keyspace::shard_key(shard, "events");
            std::string& position = positions[key];
            position = options_.from == "start" ? "0" : options_.from;
            if (!position.empty()) continue;
            // "$" would mean "from now on" anew with each read.
            const StreamPosition end = co_await stream_position(client, std::move(key));
            position = end.last.empty() ? "0" : end.last;
        }
        positions_ = std::move(positions);
    }

    void print(const redis::Reply& reply) {
        const auto* streams = reply.array();
        for (std::size_t i = 0; streams != nullptr && i < streams->size(); ++i) {
            const auto* stream = (*streams)[i].array();
            const auto* entries =
                stream != nullptr && stream->size() == 2 ? (*stream)[1].array() : nullptr;
            if (entries == nullptr || (*stream)[0].string() == nullptr) continue;
            for (const auto& entry : *entries) print_entry(*(*stream)[0].string(), entry);
        }
        std::cout << std::flush;
    }

    void print_entry(const std::string& key, const redis::Reply& entry) {
        const auto* parts = entry.array();
        const auto* id = parts != nullptr && parts->size() == 2 ? (*parts)[0].string() : nullptr;
        if (id == nullptr) return;
        positions_[key] = *id;
        const auto* fields = (*parts)[1].array();
        v1::CommitRecord record;
        if (fields == nullptr || fields->size() != 2 || (*fields)[1].string() == nullptr ||
            !record.ParseFromString(*(*fields)[1].string())) {
            std::cerr << fmt::format("circlectl: {} {} cannot be read\n", key, *id);
            return;
        }
        for (const auto& event : record.events()) {
            if (!options_.estate.empty() && event.estate() != options_.estate) continue;
            if (!options_.json) {
                std::cout << fact_line(event.estate(), event.fact()) << '\n';
                continue;
            }
            v1::Event shown;
            shown.set_estate(event.estate());
            shown.set_number(event.number());
            *shown.mutable_fact() = event.fact();
            shown.set_trace(event.trace());
            std::string line = to_json(shown, false);
            line.insert(1, fmt::format("\"id\":\"{}\",", *id));
            std::cout << line << '\n';
        }
    }

    const TailOptions& options_;
    std::map<std::string, std::string> positions_;  // stream → newest id that was read
    std::string incarnation_;
    bool lost_ = false;
};

}  // namespace

int run_tail(const TailOptions& options) {
    Follower follower(options);
    for (;;) {
        try {
            return with_redis(options.where,
                              [&](redis::Client& client) { return follower.follow(client); });
        } catch (const Ends&) {
            throw;
        } catch (const std::runtime_error& error) {
            if (!follower.begun()) throw;
            follower.lose(error.what());
        }
        std::this_thread::sleep_for(kTryAgain);
    }
}

}  // namespace circle::deploy
