#include "deploy/circlectl/estate_now.hpp"

#include <functional>
#include <map>
#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/entities.hpp"
#include "deploy/estate/write_estate.hpp"
#include "dispatcher/core/people_config.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kEstateDeadline{3'000};
constexpr const char* kEstateKinds[] = {"estate/", "household/", "volunteer/", "request/"};

void note_needed(const v1::Request& request, EstateNow& now) {
    if (core::is_terminal(request.state())) return;
    now.busy_households.insert(request.household_id());
    for (const auto& offer : request.offers()) {
        if (offer.outcome() == v1::OFFER_OUTCOME_OPEN) {
            now.busy_volunteers.insert(offer.volunteer_id());
        }
    }
    for (const auto& visit : request.visits()) {
        if (core::is_live(visit)) now.busy_volunteers.insert(visit.volunteer_id());
    }
}

}  // namespace

asio::awaitable<std::optional<EstateNow>> load_estate(redis::Client& client, std::string code) {
    std::string copy = code;
    const auto shard = co_await keyspace::find_estate(client, std::move(copy));
    if (shard.has_error()) throw std::runtime_error(shard.error());
    if (!shard->has_value()) co_return std::nullopt;
    bool configured = false;
    EstateNow now;
    std::map<std::string, v1::HouseholdConfig> households;  // a scan may show one twice
    std::map<std::string, v1::VolunteerConfig> volunteers;
    const std::function<void(const v1::Entity&)> see = [&](const v1::Entity& entity) {
        if (entity.has_config()) {
            configured = true;
            now.config = entity.config().config();
        } else if (entity.has_household()) {
            households[entity.household().id()] = core::config_of(entity.household());
        } else if (entity.has_volunteer()) {
            volunteers[entity.volunteer().id()] = core::config_of(entity.volunteer());
        } else if (entity.has_request()) {
            note_needed(entity.request(), now);
        }
    };
    for (const char* kind : kEstateKinds) {
        std::string pattern = kind + code + "/*";
        std::function<void(const v1::Entity&)> seen = see;
        co_await scan_entities(client, **shard, std::move(pattern), std::move(seen));
    }
    if (!configured) co_return std::nullopt;
    for (auto& [id, household] : households) *now.config.add_households() = std::move(household);
    for (auto& [id, volunteer] : volunteers) *now.config.add_volunteers() = std::move(volunteer);
    sort_people(now.config);
    co_return now;
}

asio::awaitable<std::set<std::string>> estate_codes(redis::Client& client) {
    redis::Command keys;
    keys.push_back("HKEYS");
    keys.push_back(std::string(keyspace::kEstatesKey));
    const redis::Result result = co_await client.send(std::move(keys), kEstateDeadline);
    const auto* list = result.ok() ? result.reply.array() : nullptr;
    if (list == nullptr) throw std::runtime_error("Redis does not answer: " + result.error);
    std::set<std::string> codes;
    for (const redis::Reply& code : *list) {
        if (code.string() != nullptr) codes.insert(*code.string());
    }
    co_return codes;
}

}  // namespace circle::deploy
