// One request whose timers throw, with the real core in virtual time: the others' go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "dispatcher/engine/replay.hpp"
#include "tests/unit/engine/living_shard.hpp"

namespace circle::test {
namespace {

using std::chrono::milliseconds;

// Throws, half way through a tick, as long as `broken` is not silenced.
class Broken : public core::Machine {
  public:
    explicit Broken(const std::string& broken) : broken_(broken) {}

    void load(const v1::ShardState& s, const std::vector<v1::Entity>& e,
              const std::vector<v1::OutcomeRecord>& o) override {
        silenced_.clear();
        core_->load(s, e, o);
    }
    core::Effects apply(const core::Input& input, core::Moment moment) override {
        return core_->apply(input, moment);
    }
    core::Effects tick(core::Moment moment, core::Time outage_from) override {
        auto effects = core_->tick(moment, outage_from);
        if (!broken_.empty() && !silenced_.contains(broken_)) {
            throw core::TimerFailed(broken_, "planted");
        }
        return effects;
    }
    void silence(const std::string& request) override {
        silenced_.insert(request);
        core_->silence(request);
    }
    core::Effects quarantine(const core::Input& input, const std::string& error,
                             core::Moment moment) override {
        return core_->quarantine(input, error, moment);
    }
    std::optional<core::Time> next_due() const override { return core_->next_due(); }
    std::vector<v1::Entity> entities() const override { return core_->entities(); }
    std::map<v1::RequestState, std::size_t> open_requests() const override {
        return core_->open_requests();
    }
    std::vector<v1::EstateCounter> counters() const override { return core_->counters(); }

  private:
    const std::string& broken_;
    std::set<std::string> silenced_;
    std::unique_ptr<core::Machine> core_ = core::make_machine();
};

class Silence : public testing::Test {
  protected:
    void SetUp() override {
        shard_.make_machine = [this] { return std::make_unique<Broken>(broken_); };
        shard_.configure(core::testing::small_estate());
        for (const auto* v : {"v1", "v2", "v3", "v4"}) shard_.set_duty(v, v1::DUTY_ON_DUTY);
        first_ = submit("h1");
        second_ = submit("h2");
        broken_ = "test/" + first_;
    }
    std::string submit(const std::string& household) {
        const auto key = shard_.submit(household, "lost_found");
        shard_.run(milliseconds(1'000));
        const auto who = LivingShard::World::resident(household);
        return shard_.outcome(who, key).outcome().request_id();
    }
    v1::Request request(const std::string& id) {
        for (auto& request : shard_.requests()) {
            if (request.id() == id) return request;
        }
        return {};
    }

    LivingShard shard_{1};
    std::string broken_;
    std::string first_, second_;
};

TEST_F(Silence, OneRequestDoesNotStopTheTimersOfOthers) {
    shard_.run(milliseconds(700'000));
    EXPECT_EQ(request(first_).breached_at(), 0);
    EXPECT_EQ(request(first_).offers(0).outcome(), v1::OFFER_OUTCOME_OPEN);
    EXPECT_GT(request(second_).breached_at(), 0);
    EXPECT_EQ(request(second_).offers(0).outcome(), v1::OFFER_OUTCOME_UNREACHABLE);
    EXPECT_LT(request(second_).offers(0).ended_at(), kStart + 15'000);
    EXPECT_LT(shard_.journal().size(), 1'000u) << "and nobody spins";
}

TEST_F(Silence, EndsWithTheTerm) {
    shard_.run(milliseconds(100'000));
    broken_.clear();
    shard_.run(milliseconds(1'000));
    EXPECT_EQ(request(first_).offers(0).outcome(), v1::OFFER_OUTCOME_UNREACHABLE);
}

TEST_F(Silence, IsReplayed) {
    shard_.run(milliseconds(700'000));
    broken_.clear();
    shard_.run(milliseconds(100'000));
    engine::Replay replay(core::make_machine(), "first");
    ASSERT_EQ(engine::replay(replay, shard_.journal(), shard_.commands()), "");
    EXPECT_EQ(replay.entities(), shard_.keys().entities);
    EXPECT_EQ(replay.state().SerializeAsString(), shard_.keys().state.blob);
}

}  // namespace
}  // namespace circle::test
