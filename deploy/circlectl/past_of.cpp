#include "deploy/circlectl/past_of.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <set>
#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/entities.hpp"
#include "deploy/circlectl/estate_now.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/reading.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr const char* kKindsRead[] = {"estate/", "household/", "volunteer/", "request/"};

std::string listed(const std::set<std::string>& codes) {
    if (codes.empty()) return "none yet: circlectl import makes one";
    return fmt::format("{}", fmt::join(codes, ", "));
}

}  // namespace

asio::awaitable<sim::Past> past_of(redis::Client& client, std::string code) {
    const std::set<std::string> codes = co_await estate_codes(client);
    if (code.empty() && codes.size() == 1) code = *codes.begin();
    if (code.empty()) {
        throw std::runtime_error("which estate? --estate CODE; estates: " + listed(codes));
    }
    std::string copy = code;
    const auto shard = co_await keyspace::find_estate(client, std::move(copy));
    if (shard.has_error()) throw std::runtime_error(shard.error());
    if (!shard->has_value()) {
        throw std::runtime_error(fmt::format("no estate \"{}\"; estates: {}", code, listed(codes)));
    }
    sim::Past past;
    std::size_t read = 0;
    SeeEntry record = [&](const StreamEntry& entry) {
        v1::CommitRecord commit;
        if (entry.fields.size() != 2 || !commit.ParseFromString(entry.fields[1])) return;
        for (const v1::Event& event : commit.events()) {
            if (event.estate() == code) past.add(event);
        }
        if (++read % 1000 == 0) show_progress(fmt::format("{} entries of the log", read));
    };
    std::string events = keyspace::shard_key(**shard, "events");
    co_await walk_stream(client, std::move(events), std::move(record));
    const std::function<void(const v1::Entity&)> see = [&](const v1::Entity& entity) {
        past.see(entity);
    };
    for (const char* kind : kKindsRead) {
        std::string pattern = kind + code + "/*";
        std::function<void(const v1::Entity&)> seen = see;
        co_await scan_entities(client, **shard, std::move(pattern), std::move(seen));
    }
    co_return past;
}

}  // namespace circle::deploy
