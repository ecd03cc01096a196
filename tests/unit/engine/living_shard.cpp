#include "tests/unit/engine/living_shard.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <utility>

namespace circle::test {

using std::chrono::milliseconds;

LivingShard::LivingShard(std::uint64_t seed)
    : shard_(std::make_shared<keyspace::MemoryShard>([this] { return time_.now() + skew; },
                                                     [this](milliseconds b) { time_.pass(b); })),
      random_(seed) {}

void LivingShard::run(milliseconds time) {
    boost::asio::io_context io;
    engine::Settings settings;
    settings.incarnation = "first";
    auto store = std::make_unique<FaultyStore>(shard_);
    store->away = [this] { return away; };
    engine::ShardOwner owner(0, settings, std::move(store),
                             std::make_unique<VirtualTimekeeper>(time_), make_machine,
                             [this] { return random_(); });
    time_.at(time_.now() + time.count(), [&] { owner.stop(); });
    std::exception_ptr failure;
    boost::asio::co_spawn(io, owner.run(), [&](std::exception_ptr error) { failure = error; });
    io.run();
    if (failure) std::rethrow_exception(failure);
}

void LivingShard::run_and_vanish(milliseconds time) {
    run(time);
    shard_->lease.released = false;
    shard_->lease.until = shard_->lease.renewed + 3'000;
}

void LivingShard::nobody(milliseconds time) {
    const auto end = time_.now() + time.count();
    while (time_.now() < end) time_.pass(milliseconds(end - time_.now()));
}

std::string LivingShard::send(const v1::Principal& who, v1::Command body) {
    auto key = fmt::format("k{}", ++sent_);
    *body.mutable_principal() = who;
    body.set_client_key(key);
    shard_->add_command(body.SerializeAsString());
    return key;
}

void LivingShard::configure(const v1::EstateConfig& config) {
    v1::Command body;
    *body.mutable_configure_estate()->mutable_config() = config;
    send(World::operator_(), std::move(body));
}

void LivingShard::set_duty(const std::string& volunteer, v1::Duty duty) {
    v1::Command body;
    body.mutable_set_duty()->set_duty(duty);
    send(World::helper(volunteer), std::move(body));
}

std::string LivingShard::submit(const std::string& household, const std::string& category) {
    v1::Command body;
    body.mutable_submit_request()->set_category(category);
    return send(World::resident(household), std::move(body));
}

void LivingShard::live(milliseconds time, milliseconds every) {
    std::exponential_distribution<double> gap(1.0 / static_cast<double>(every.count()));
    auto when = static_cast<double>(time_.now());
    const auto end = when + static_cast<double>(time.count());
    while ((when += gap(random_)) < end) {
        time_.at(static_cast<core::Time>(when), [this] { somebody_acts(); });
    }
}

void LivingShard::somebody_acts() {
    const auto volunteer = fmt::format("v{}", 1 + pick(4));
    switch (pick(8)) {
        case 0:
        case 1: {
            const char* categories[] = {"water", "elder_care", "lost_found", "no_such_thing"};
            submit(fmt::format("h{}", 1 + pick(6)), categories[pick(4)]);
            return;
        }
        case 2:
            return set_duty(volunteer, pick(4) == 0 ? v1::DUTY_OFF : v1::DUTY_ON_DUTY);
        case 3:
        case 4:
        case 5:
            if (act_on_an_offer()) return;
            [[fallthrough]];
        default:
            if (!act_on_a_visit()) set_duty(volunteer, v1::DUTY_ON_DUTY);
    }
}

bool LivingShard::act_on_an_offer() {
    for (const auto& request : requests()) {
        for (const auto& offer : request.offers()) {
            if (offer.outcome() != v1::OFFER_OUTCOME_OPEN || pick(2) == 0) continue;
            v1::Command body;
            switch (pick(3)) {
                case 0:
                    body.mutable_show_offer()->set_offer_id(offer.id());
                    break;
                case 1:
                    body.mutable_decline_offer()->set_offer_id(offer.id());
                    break;
                default:
                    body.mutable_accept_offer()->set_offer_id(offer.id());
            }
            send(World::helper(offer.volunteer_id()), std::move(body));
            return true;
        }
    }
    return false;
}

bool LivingShard::act_on_a_visit() {
    for (const auto& request : requests()) {
        for (const auto& visit : request.visits()) {
            if (visit.state() >= v1::VISIT_STATE_DONE || pick(2) == 0) continue;
            v1::Command body;
            if (pick(5) == 0) {
                body.mutable_abort_visit()->set_request_id(request.id());
            } else {
                body.mutable_progress_visit()->set_request_id(request.id());
                body.mutable_progress_visit()->set_state(
                    static_cast<v1::VisitState>(visit.state() + 1));
            }
            send(World::helper(visit.volunteer_id()), std::move(body));
            return true;
        }
    }
    return false;
}

std::vector<v1::Request> LivingShard::requests() const {
    std::vector<v1::Request> all;
    for (const auto& [key, blob] : shard_->entities) {
        v1::Entity entity;
        entity.ParseFromString(blob);
        if (entity.has_request()) all.push_back(entity.request());
    }
    return all;
}

v1::OutcomeRecord LivingShard::outcome(const v1::Principal& who, const std::string& key) const {
    v1::OutcomeRecord record;
    record.ParseFromString(shard_->outcomes.at(core::outcome_key(who, key)));
    return record;
}

v1::ShardState LivingShard::state() const {
    v1::ShardState state;
    state.ParseFromString(shard_->state.blob);
    return state;
}

std::vector<v1::JournalEntry> LivingShard::journal() const {
    std::vector<v1::JournalEntry> all;
    for (const auto& line : shard_->journal.entries()) {
        all.emplace_back().ParseFromString(line.data);
    }
    return all;
}

std::vector<store::LoggedCommand> LivingShard::commands() const {
    std::vector<store::LoggedCommand> all;
    for (const auto& entry : shard_->commands.entries()) all.push_back({entry.id, entry.data});
    return all;
}

}  // namespace circle::test
