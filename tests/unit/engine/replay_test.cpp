// State + commands + journal make the same bytes again (DESIGN 3.4), whatever happened to owners.
#include "dispatcher/engine/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/engine/living_shard.hpp"

namespace circle::test {
namespace {

using engine::Replay;
using std::chrono::milliseconds;

// Throws on every submit whose key ends with 7, as if the core had a fault in it.
class Planted : public core::Machine {
  public:
    void load(const v1::ShardState& s, const std::vector<v1::Entity>& e,
              const std::vector<v1::OutcomeRecord>& o) override {
        core_->load(s, e, o);
    }
    core::Effects apply(const core::Input& input, core::Moment moment) override {
        if (input.command->client_key().ends_with("7") && input.command->has_submit_request()) {
            core_->apply(input, moment);  // half way through
            throw std::runtime_error("planted");
        }
        return core_->apply(input, moment);
    }
    core::Effects tick(core::Moment moment, core::Time outage_from) override {
        return core_->tick(moment, outage_from);
    }
    void silence(const std::string& request) override { core_->silence(request); }
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
    std::unique_ptr<core::Machine> core_ = core::make_machine();
};

class Replays : public testing::Test {
  protected:
    explicit Replays(std::uint64_t seed = 1) : shard_(seed) {
        shard_.make_machine = [] { return std::make_unique<Planted>(); };
        shard_.configure(core::testing::small_estate());
        for (const auto* v : {"v1", "v2", "v3", "v4"}) shard_.set_duty(v, v1::DUTY_ON_DUTY);
        shard_.live(milliseconds(1'800'000), milliseconds(2'000));
    }

    LivingShard shard_;
};

class AnyReplay : public Replays, public testing::WithParamInterface<std::uint64_t> {
  protected:
    AnyReplay() : Replays(GetParam()) {}
};

TEST_P(AnyReplay, IsByteIdentical) {
    shard_.run(milliseconds(300'000));
    shard_.run_and_vanish(milliseconds(300'000));
    shard_.run(milliseconds(300'000));
    shard_.nobody(milliseconds(60'000));
    while (shard_.time().now() < kStart + 1'500'000) shard_.run_and_vanish(milliseconds(50'000));
    shard_.run(milliseconds(1'200'000));

    const auto journal = shard_.journal();
    const auto set_aside = std::ranges::count_if(
        journal, [](const v1::JournalEntry& entry) { return !entry.quarantined().empty(); });
    const auto outages = std::ranges::count_if(
        journal, [](const v1::JournalEntry& entry) { return entry.outage_from() > 0; });
    ASSERT_GT(shard_.commands().size(), 500u);
    ASSERT_GT(set_aside, 0);
    ASSERT_GT(outages, 0);

    Replay replay(core::make_machine(), "first");
    auto event = shard_.keys().events.entries().begin();
    auto next = shard_.commands();
    for (const auto& entry : journal) {
        const std::vector<store::LoggedCommand> part(next.begin(), next.begin() + entry.commands());
        next.erase(next.begin(), next.begin() + entry.commands());
        ASSERT_EQ(replay.step(entry, part), "") << "version " << entry.version();
        if (!replay.record().empty()) {
            ASSERT_EQ(replay.record(), (event++)->data) << "version " << entry.version();
        }
    }
    EXPECT_EQ(event, shard_.keys().events.entries().end());
    EXPECT_EQ(replay.entities(), shard_.keys().entities);
    EXPECT_EQ(replay.outcomes(), shard_.keys().outcomes);
    EXPECT_EQ(replay.state().SerializeAsString(), shard_.keys().state.blob);
}

TEST_F(Replays, NoticeAChangedCommand) {
    shard_.run(milliseconds(200'000));
    auto commands = shard_.commands();
    v1::Command first;
    first.ParseFromString(commands[0].data);
    first.mutable_configure_estate()->mutable_config()->set_name("another");
    commands[0].data = first.SerializeAsString();
    Replay replay(core::make_machine(), "first");
    EXPECT_EQ(engine::replay(replay, shard_.journal(), commands), "");
    EXPECT_NE(replay.entities(), shard_.keys().entities);
}

TEST_F(Replays, NoticeAMissingCommandOrLine) {
    shard_.run(milliseconds(200'000));
    auto commands = shard_.commands();
    commands.erase(commands.begin() + 20);
    Replay first(core::make_machine(), "first");
    EXPECT_THAT(engine::replay(first, shard_.journal(), commands), testing::HasSubstr("version"));
    auto journal = shard_.journal();
    journal.erase(journal.begin() + 5);
    Replay second(core::make_machine(), "first");
    EXPECT_THAT(engine::replay(second, journal, shard_.commands()), testing::HasSubstr("version"));
}

TEST_F(Replays, GoOnFromAStoredState) {
    shard_.run(milliseconds(200'000));
    std::vector<v1::Entity> entities;
    std::vector<v1::OutcomeRecord> outcomes;
    for (const auto& [key, blob] : shard_.keys().entities) {
        entities.emplace_back().ParseFromString(blob);
    }
    for (const auto& [key, blob] : shard_.keys().outcomes) {
        outcomes.emplace_back().ParseFromString(blob);
    }
    Replay replay(core::make_machine(), "first");
    ASSERT_EQ(replay.start_from(shard_.state(), entities, outcomes), "");
    auto journal = shard_.journal();
    auto commands = shard_.commands();
    const auto lines = static_cast<std::ptrdiff_t>(journal.size());
    const auto applied = static_cast<std::ptrdiff_t>(shard_.state().commands_applied());
    shard_.run(milliseconds(200'000));
    journal = shard_.journal();
    commands = shard_.commands();
    journal.erase(journal.begin(), journal.begin() + lines);
    commands.erase(commands.begin(), commands.begin() + applied);
    ASSERT_EQ(engine::replay(replay, journal, commands), "");
    EXPECT_EQ(replay.entities(), shard_.keys().entities);
    EXPECT_EQ(replay.outcomes(), shard_.keys().outcomes);
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyReplay, testing::Range<std::uint64_t>(1, 4));

}  // namespace
}  // namespace circle::test
