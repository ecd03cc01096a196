// What commits tell metrics and log, and that what follows from a command bears its trace.
#include "dispatcher/engine/told.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatcher/engine/batch.hpp"
#include "dispatcher/engine/metrics.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::engine {
namespace {

using core::testing::World;
using testing::ElementsAre;
using testing::HasSubstr;

// "water 30", of all that has happened.
std::vector<std::string> marks(const World& world, std::vector<Reached> Told::*which) {
    std::vector<std::string> all;
    for (const auto& effects : world.history()) {
        const Told told = told_by(effects);
        for (const auto& [category, seconds] : told.*which) {
            all.push_back(category + " " + std::to_string(static_cast<int>(seconds)));
        }
    }
    return all;
}

class ToldTest : public testing::Test {
  protected:
    ToldTest() {
        for (const auto* v : {"v1", "v2"}) world.on_duty(v);
    }
    void expect(std::vector<std::string> accepted, std::vector<std::string> arrived) const {
        EXPECT_EQ(marks(world, &Told::accepted), accepted);
        EXPECT_EQ(marks(world, &Told::arrived), arrived);
    }
    World world;
};

TEST_F(ToldTest, TimesCountFromTheTap) {
    const auto id = world.submit_widely("h1");
    world.show("v1", world.offer_of("v1", id));
    world.wait(20'000);
    EXPECT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    expect({"water 20"}, {});
    world.wait(60'000);
    world.progress("v1", id, v1::VISIT_STATE_ON_THE_WAY);
    expect({"water 20"}, {});
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    expect({"water 20"}, {"water 80"});
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    expect({"water 20"}, {"water 80"});
}

TEST_F(ToldTest, OnlyTheFirstYesOfARoundCounts) {
    const auto id = world.submit_widely("h1");
    world.wait(5'000);
    world.assign(id, "v1");
    world.wait(5'000);
    world.assign(id, "v2", "v1");  // the first one goes home
    expect({"water 5"}, {});
}

TEST_F(ToldTest, AReopenedRequestIsAnotherRound) {
    const auto id = world.submit_widely("h1");
    world.assign(id, "v1");
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    world.wait(100'000);
    ASSERT_EQ(world.reopen(World::resident("h1"), id).code(), v1::CODE_OK);
    world.wait(7'000);
    world.assign(id, "v2");
    world.wait(3'000);
    world.progress("v2", id, v1::VISIT_STATE_ARRIVED);
    expect({"water 0", "water 7"}, {"water 0", "water 10"});
}

TEST_F(ToldTest, OpenRequestsAreCountedByState) {
    const auto id = world.submit_widely("h1");
    world.assign(id, "v1");
    world.submit("h2");
    const auto open = world.machine().open_requests();
    EXPECT_EQ(open.at(v1::REQUEST_STATE_ASSIGNED), 1u);
    EXPECT_EQ(open.at(v1::REQUEST_STATE_OFFERING), 1u);
    world.cancel("h2", world.submit("h2").request_id());
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    EXPECT_TRUE(world.machine().open_requests().empty());
}

TEST_F(ToldTest, ABrokenPromiseIsToldWithItsCause) {
    World nobody;
    nobody.submit("h1");
    const Told told = told_by(nobody.wait(600'000));
    EXPECT_THAT(told.breached, ElementsAre(v1::BREACH_CAUSE_NOBODY_ON_DUTY));
}

TEST_F(ToldTest, MetricsTakeItOver) {
    Metrics metrics;
    Told told;
    told.accepted = {{"water", 12}, {"elder_care", 200}};
    told.arrived = {{"water", 300}};
    told.breached = {v1::BREACH_CAUSE_NOBODY_ACCEPTED};
    metrics.count(told);
    metrics.of(3).show({{v1::REQUEST_STATE_QUEUED, 2}});
    const auto page = metrics.registry.text();
    for (const char* line :
         {"circle_dispatcher_time_to_accept_seconds_count{category=\"water\"} 1",
          "circle_dispatcher_time_to_accept_seconds_bucket{category=\"elder_care\",le=\"180\"} 0",
          "circle_dispatcher_time_to_arrive_seconds_sum{category=\"water\"} 300",
          "circle_dispatcher_breaches_total{cause=\"nobody_accepted\"} 1",
          "circle_dispatcher_open_requests{shard=\"3\",state=\"queued\"} 2",
          "circle_dispatcher_open_requests{shard=\"3\",state=\"arrived\"} 0"}) {
        EXPECT_THAT(page, HasSubstr(line));
    }
    metrics.of(3).clear();
    EXPECT_THAT(metrics.registry.text(),
                HasSubstr("circle_dispatcher_open_requests{shard=\"3\",state=\"queued\"} 0"));
}

class Traced : public testing::Test {
  protected:
    // One batch on the same machine: the estate and whoever sends.
    v1::CommitRecord run(std::vector<v1::Command> commands) {
        Batch batch;
        for (auto& command : commands) {
            batch.commands.push_back({{++id_, 0}, std::move(command), true});
        }
        batch.moment = {id_, 1};
        const auto result = run_batch(*machine_, state_, "inc", batch);
        state_ = result.state;
        v1::CommitRecord record;
        EXPECT_TRUE(record.ParseFromString(result.commit.record));
        return record;
    }
    static v1::Command command(const v1::Principal& who, const std::string& key,
                               const std::string& trace) {
        v1::Command command;
        *command.mutable_principal() = who;
        command.set_client_key(key);
        command.set_trace(trace);
        return command;
    }
    Traced() {
        auto configure = command(World::operator_(), "k", "");
        *configure.mutable_configure_estate()->mutable_config() = core::testing::small_estate();
        run({configure});
    }

    static constexpr const char* kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    std::unique_ptr<core::Machine> machine_ = core::make_machine();
    v1::ShardState state_;
    core::Time id_ = core::testing::kStart;
};

TEST_F(Traced, EventsAndOutcomesBearTheTraceOfTheirCommand) {
    auto duty = command(World::helper("v1"), "a", "");
    duty.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    auto tap = command(World::resident("h1"), "b", kTrace);
    tap.mutable_submit_request()->set_category("water");
    const auto record = run({duty, tap});
    ASSERT_GE(record.events_size(), 3);  // duty, tap, wave
    EXPECT_EQ(record.events(0).trace(), "");
    for (int i = 1; i < record.events_size(); ++i) EXPECT_EQ(record.events(i).trace(), kTrace);
    EXPECT_EQ(record.outcomes(0).outcome().trace(), "");
    EXPECT_EQ(record.outcomes(1).outcome().trace(), kTrace);
    // The answer to a repeat belongs to the repeat.
    auto again = tap;
    again.set_trace("");
    EXPECT_EQ(run({again}).outcomes(0).outcome().trace(), "");
}

TEST_F(Traced, WhatIsNoTraceIsNotCarriedOn) {
    auto tap = command(World::resident("h1"), "b", std::string(2'000, 'x'));
    tap.mutable_submit_request()->set_category("water");
    const auto record = run({tap});
    EXPECT_EQ(record.outcomes(0).outcome().trace(), "");
    for (const auto& event : record.events()) EXPECT_EQ(event.trace(), "");
}

}  // namespace
}  // namespace circle::engine
