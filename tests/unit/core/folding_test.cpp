// Outages: how requests fold into one incident, what goes on in it, and how it ends.
#include <gtest/gtest.h>

#include <algorithm>

#include "dispatcher/core/request_rules.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::core::testing {
namespace {

using Ids = std::vector<std::string>;

// h1 to h5 hang on one riser (water), h5 and h6 on another one.
v1::EstateConfig with_risers() {
    v1::EstateConfig config = small_estate();
    for (const char* id : {"r1", "r2"}) {
        v1::DoorGroup& group = *config.add_groups();
        group.set_id(id);
        group.set_name(std::string("立管") + id);
        group.set_kind(v1::DOOR_GROUP_KIND_RISER);
        group.add_categories("water");
    }
    config.mutable_categories(0)->mutable_trade()->set_name("水管工");
    config.mutable_categories(0)->mutable_trade()->set_sla_s(3600);
    for (int i = 0; i < 6; ++i) {
        if (i < 5) config.mutable_households(i)->add_groups("r1");
        if (i > 3) config.mutable_households(i)->add_groups("r2");
    }
    return config;
}

class Folding : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const char* v : {"v1", "v2"}) world.on_duty(v);
    }

    Ids tap(std::initializer_list<const char*> households) {
        Ids ids;
        for (const char* h : households) ids.push_back(world.submit(h).request_id());
        return ids;
    }
    std::vector<v1::Incident> incidents() const {
        std::vector<v1::Incident> out;
        for (const auto& entity : world.machine().entities()) {
            if (entity.has_incident()) out.push_back(entity.incident());
        }
        return out;
    }
    v1::Incident incident() const {
        const auto all = incidents();
        EXPECT_EQ(all.size(), 1u);
        return all.at(0);
    }
    Ids members() const {
        const v1::Incident i = incident();
        return {i.request_ids().begin(), i.request_ids().end()};
    }
    int open_offers() const {
        int n = 0;
        for (const auto& entity : world.machine().entities()) {
            const auto& offers = entity.request().offers();
            n += static_cast<int>(std::count_if(offers.begin(), offers.end(), [](const auto& o) {
                return o.outcome() == v1::OFFER_OUTCOME_OPEN;
            }));
        }
        return n;
    }
    int alarms() const {
        int n = 0;
        for (const auto& entity : world.machine().entities()) n += entity.request().has_alarm();
        return n;
    }
    std::string live_helper(const std::string& request) const {
        for (const auto& visit : world.request(request).visits()) {
            if (is_live(visit)) return visit.volunteer_id();
        }
        return {};
    }
    void help(const std::string& request, const std::string& volunteer) {
        EXPECT_EQ(world.accept(volunteer, world.offer_of(volunteer, request)).code(), v1::CODE_OK);
    }
    v1::Outcome fold(const std::string& request, const std::string& incident_id) {
        v1::Command c;
        c.mutable_fold_request()->set_request_id(request);
        c.mutable_fold_request()->set_incident_id(incident_id);
        return world.ask(World::coordinator("k1"), c);
    }
    v1::Outcome unfold(const std::string& request) {
        v1::Command c;
        c.mutable_unfold_request()->set_request_id(request);
        return world.ask(World::coordinator("k1"), c);
    }
    v1::Outcome announce(const std::string& incident_id, const std::string& text) {
        v1::Command c;
        c.mutable_announce_incident()->set_incident_id(incident_id);
        c.mutable_announce_incident()->set_text(text);
        return world.ask(World::coordinator("k2"), c);
    }
    v1::Outcome end(const std::string& incident_id, const std::string& reason) {
        v1::Command c;
        c.mutable_end_incident()->set_incident_id(incident_id);
        c.mutable_end_incident()->set_reason(reason);
        return world.ask(World::coordinator("k1"), c);
    }
    v1::Outcome resolve(const std::string& household, const std::string& request) {
        v1::Command c;
        c.mutable_resolve_request()->set_request_id(request);
        return world.ask(World::resident(household), c);
    }

    World world{with_risers()};
};

TEST_F(Folding, TheThirdTapOfOneRiserMakesOneIncidentWithOneDispatch) {
    const Ids two = tap({"h1", "h2"});
    EXPECT_TRUE(incidents().empty());
    EXPECT_FALSE(world.offer_of("v1", two[1]).empty());
    const Ids third = tap({"h3"});

    const v1::Incident i = incident();
    EXPECT_EQ(i.lead_request_id(), two[0]);
    EXPECT_EQ(members(), (Ids{two[0], two[1], third[0]}));
    EXPECT_EQ(i.group(), "r1");
    EXPECT_EQ(world.request(two[0]).incident_id(), "");
    EXPECT_EQ(world.request(two[1]).incident_id(), i.id());
    EXPECT_EQ(world.request(two[1]).offers(0).outcome(), v1::OFFER_OUTCOME_WITHDRAWN);
    EXPECT_EQ(world.request(third[0]).offers_size(), 0);
    EXPECT_FALSE(world.offer_of("v1", two[0]).empty());
}

TEST_F(Folding, OtherCategoriesOtherGroupsAndOldTapsDoNotCount) {
    tap({"h1", "h6"});
    world.submit("h2", "lost_found");
    EXPECT_TRUE(incidents().empty());
    world.wait(900'001);
    tap({"h2", "h3"});
    EXPECT_TRUE(incidents().empty());
    tap({"h4"});
    EXPECT_EQ(members().size(), 3u);
}

TEST_F(Folding, AnOpenIncidentTakesInLaterTapsUntilItEnds) {
    tap({"h1", "h2", "h3"});
    world.wait(2'000'000);
    const Ids late = tap({"h4"});
    EXPECT_EQ(members().back(), late[0]);
    EXPECT_EQ(end(incident().id(), "总阀修好了").code(), v1::CODE_OK);
    tap({"h1"});
    EXPECT_EQ(members().size(), 4u);
}

TEST_F(Folding, ADoorOfTwoGroupsJoinsTheOneThatGoesOn) {
    const Ids first = tap({"h6"});
    tap({"h1", "h2", "h3", "h5"});
    EXPECT_EQ(members().size(), 4u);
    EXPECT_EQ(world.request(first[0]).incident_id(), "");
}

TEST_F(Folding, TheFurthestLeads) {
    const Ids two = tap({"h1", "h2"});
    world.escalate(two[1]);
    help(two[1], "v2");
    tap({"h3"});
    EXPECT_EQ(incident().lead_request_id(), two[1]);
    EXPECT_EQ(members()[0], two[1]);
}

TEST_F(Folding, LiveVisitsOfOthersGoOn) {
    const Ids two = tap({"h1", "h2"});
    world.escalate(two[1]);
    help(two[0], "v1");
    help(two[1], "v2");
    tap({"h3"});
    EXPECT_EQ(incident().lead_request_id(), two[0]);
    EXPECT_EQ(world.progress("v2", two[1], v1::VISIT_STATE_ARRIVED).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(two[1]).state(), v1::REQUEST_STATE_ARRIVED);
    world.progress("v1", two[0], v1::VISIT_STATE_ARRIVED);
    world.progress("v1", two[0], v1::VISIT_STATE_DONE);
    // The incident has ended; who has a helper at the door goes on with them.
    EXPECT_GT(incident().ended_at(), 0);
    EXPECT_EQ(world.request(two[1]).state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_EQ(world.request(two[1]).incident_id(), "");
    world.progress("v2", two[1], v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.request(two[1]).end_reason(), "done");
}

TEST_F(Folding, AHelperOfTheLeadStopsEveryClockAndTheEndEndsAll) {
    const Ids ids = tap({"h1", "h2", "h3"});
    const auto before = world.request(ids[2]);
    help(ids[0], "v1");
    world.wait(60'000);
    world.progress("v1", ids[0], v1::VISIT_STATE_ARRIVED);
    for (const auto& id : ids) {
        EXPECT_EQ(world.request(id).arrived_at(), world.now());
        EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    }
    const Ids late = tap({"h4"});  // somebody is there already
    EXPECT_EQ(world.request(late[0]).arrived_at(), world.request(late[0]).submitted_at());
    world.progress("v1", ids[0], v1::VISIT_STATE_DONE);
    EXPECT_EQ(incident().end_reason(), "done");
    EXPECT_EQ(world.request(ids[0]).end_reason(), "done");
    for (const auto& id : {ids[1], ids[2], late[0]}) {
        EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
        EXPECT_EQ(world.request(id).end_reason(), "立管r1");
        EXPECT_EQ(world.request(id).breached_at(), 0);
    }
    const auto after = world.request(ids[2]);
    EXPECT_EQ(before.submitted_at(), after.submitted_at());
    EXPECT_EQ(before.clock_from(), after.clock_from());
    EXPECT_EQ(before.sla_due_at(), after.sla_due_at());
}

TEST_F(Folding, EveryBreachIsMarkedAndOneAlarmRings) {
    const Ids ids = tap({"h1", "h2", "h3", "h4"});
    const Effects effects = world.wait(660'000);
    for (const auto& id : ids) {
        EXPECT_EQ(world.request(id).breached_at(), world.request(id).sla_due_at());
    }
    EXPECT_EQ(alarms(), 1);
    EXPECT_TRUE(world.request(ids[0]).has_alarm());
    const auto lines = facts(effects);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "SLA_BREACHED"), 4);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "ALARM_RAISED SLA_BREACHED"), 1);
}

TEST_F(Folding, AnAlarmOfASubscriberOutlivesAYesToTheLead) {
    const Ids first = tap({"h1"});
    world.wait(300'000);
    const Ids more = tap({"h2"});
    world.escalate(more[0]);
    help(more[0], "v2");
    tap({"h3"});
    EXPECT_EQ(incident().lead_request_id(), more[0]);
    world.wait(310'000);
    EXPECT_GT(world.request(first[0]).breached_at(), 0);
    EXPECT_EQ(world.request(more[0]).breached_at(), 0);
    EXPECT_EQ(alarms(), 1);
    world.abort("v2", more[0]);
    ASSERT_FALSE(world.offer_of("v1", more[0]).empty());
    help(more[0], "v1");
    EXPECT_EQ(alarms(), 1);
}

TEST_F(Folding, AnObjectionOfASubscriberRingsThereWhateverBecomesOfTheLead) {
    for (const char* v : {"v1", "v2"}) world.off_duty(v);
    const Ids ids = tap({"h1", "h2", "h3"});
    const std::string lead = incident().lead_request_id();
    const std::string other = ids[0] == lead ? ids[1] : ids[0];
    v1::Command acknowledge;
    acknowledge.mutable_acknowledge_alarm()->set_request_id(lead);
    ASSERT_EQ(world.ask(World::coordinator("k1"), acknowledge).code(), v1::CODE_OK);
    v1::Command pause;
    pause.mutable_pause_clock()->set_request_id(other);
    pause.mutable_pause_clock()->set_reason(v1::PAUSE_REASON_PART);
    pause.mutable_pause_clock()->set_seconds(600);
    ASSERT_EQ(world.ask(World::coordinator("k1"), pause).code(), v1::CODE_OK);
    v1::Command object;
    object.mutable_object_pause()->set_request_id(other);
    const auto household = World::resident(world.request(other).household_id());
    ASSERT_EQ(world.ask(household, object).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(other).alarm().reason(), v1::ALARM_REASON_PAUSE_OBJECTED);
    EXPECT_NE(world.request(lead).alarm().reason(), v1::ALARM_REASON_PAUSE_OBJECTED);
    world.cancel(world.request(lead).household_id(), lead);
    EXPECT_EQ(world.request(other).alarm().reason(), v1::ALARM_REASON_PAUSE_OBJECTED);
    EXPECT_EQ(world.request(other).alarm().acknowledged_at(), 0);
}

TEST_F(Folding, TheIncidentAsksForTheMostUrgentAndTheMostHelpers) {
    v1::EstateConfig config = with_risers();
    config.mutable_groups(0)->add_categories("elder_care");
    World w(config);
    for (const char* v : {"v1", "v2"}) w.on_duty(v);
    const auto first = w.submit("h1", "elder_care").request_id();
    w.submit("h2", "elder_care");
    w.accept("v1", w.offer_of("v1", first));
    EXPECT_EQ(w.request(first).state(), v1::REQUEST_STATE_ASSIGNED);
    v1::Command lifting;
    lifting.mutable_submit_request()->set_category("elder_care");
    auto& answer = *lifting.mutable_submit_request()->add_answers();
    answer.set_question("what");
    answer.set_option("lifting");
    w.send(World::resident("h3"), lifting);
    EXPECT_EQ(w.request(first).headcount(), 2u);
    EXPECT_EQ(w.request(first).state(), v1::REQUEST_STATE_OFFERING);
    EXPECT_FALSE(w.offer_of("v2", first).empty());
}

TEST_F(Folding, WithoutItsLeadTheNextGoesOn) {
    const Ids ids = tap({"h1", "h2", "h3"});
    EXPECT_EQ(world.cancel("h1", ids[0]).code(), v1::CODE_OK);
    EXPECT_EQ(incident().lead_request_id(), ids[1]);
    EXPECT_EQ(members(), (Ids{ids[1], ids[2]}));
    EXPECT_FALSE(world.offer_of("v1", ids[1]).empty());
    EXPECT_EQ(world.cancel("h3", ids[2]).code(), v1::CODE_OK);
    EXPECT_EQ(members(), Ids{ids[1]});
    EXPECT_EQ(incident().ended_at(), 0);
    EXPECT_EQ(world.cancel("h2", ids[1]).code(), v1::CODE_OK);
    EXPECT_GT(incident().ended_at(), 0);
}

TEST_F(Folding, AnOverdueIncidentStillRingsUnderItsNextLead) {
    const Ids ids = tap({"h1", "h2", "h3"});
    world.wait(601'000);
    world.cancel("h1", ids[0]);
    EXPECT_TRUE(world.request(ids[1]).has_alarm());
    EXPECT_EQ(alarms(), 1);
}

TEST_F(Folding, WhoIsSolvedBeforeAnybodyCameSpeaksForOneDoor) {
    const Ids ids = tap({"h1", "h2", "h3"});
    help(ids[0], "v1");
    EXPECT_EQ(resolve("h1", ids[0]).code(), v1::CODE_OK);
    EXPECT_EQ(incident().lead_request_id(), ids[1]);
    EXPECT_EQ(live_helper(ids[1]), "v1");
}

TEST_F(Folding, WhoIsOnTheWayGoesOnToTheNextLead) {
    const Ids ids = tap({"h1", "h2", "h3"});
    help(ids[0], "v1");
    world.progress("v1", ids[0], v1::VISIT_STATE_ON_THE_WAY);
    EXPECT_EQ(world.cancel("h1", ids[0]).code(), v1::CODE_OK);
    EXPECT_EQ(incident().lead_request_id(), ids[1]);
    EXPECT_EQ(live_helper(ids[1]), "v1") << "nobody is called back from an outage that goes on";
    EXPECT_EQ(open_offers(), 0) << "nor is anybody else asked";
    EXPECT_EQ(world.request(ids[1]).visits(0).state(), v1::VISIT_STATE_ON_THE_WAY)
        << "nor are they asked to set out once more";
    world.progress("v1", ids[1], v1::VISIT_STATE_ARRIVED);
    world.progress("v1", ids[1], v1::VISIT_STATE_DONE);
    EXPECT_GT(incident().ended_at(), 0);
}

TEST_F(Folding, WhoHasEndedDutyIsNotSentOn) {
    const Ids ids = tap({"h1", "h2", "h3"});
    help(ids[0], "v1");
    world.off_duty("v1");
    world.cancel("h1", ids[0]);
    EXPECT_EQ(live_helper(ids[1]), "");
}

TEST_F(Folding, UnfoldedByHandOneGoesOnAloneOnItsOwnClock) {
    const Ids ids = tap({"h1", "h2", "h3"});
    const auto before = world.request(ids[1]);
    help(ids[0], "v1");
    world.progress("v1", ids[0], v1::VISIT_STATE_ARRIVED);
    world.wait(30'000);
    EXPECT_EQ(unfold(ids[1]).code(), v1::CODE_OK);
    const auto& r = world.request(ids[1]);
    EXPECT_TRUE(r.alone());
    EXPECT_EQ(r.incident_id(), "");
    EXPECT_EQ(r.arrived_at(), 0);  // whoever came to the lead did not come to this door
    EXPECT_EQ(r.sla_due_at(), before.sla_due_at());
    world.wait(1);  // the rung that came due in between
    EXPECT_FALSE(world.offer_of("v2", ids[1]).empty());
    EXPECT_EQ(members(), (Ids{ids[0], ids[2]}));
    EXPECT_TRUE(unfold(ids[1]).repeat());
    tap({"h4"});
    EXPECT_EQ(members().size(), 3u);
    EXPECT_EQ(world.request(ids[1]).incident_id(), "");
}

TEST_F(Folding, TheUnfoldedLeadKeepsItsHelperAndTheNextOneLeads) {
    const Ids ids = tap({"h1", "h2", "h3"});
    help(ids[0], "v1");
    EXPECT_EQ(unfold(ids[0]).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(ids[0]).state(), v1::REQUEST_STATE_ASSIGNED);
    EXPECT_EQ(incident().lead_request_id(), ids[1]);
    EXPECT_FALSE(world.offer_of("v2", ids[1]).empty());
}

TEST_F(Folding, FoldedByHandWhenItIsOfTheCategory) {
    const Ids ids = tap({"h1", "h2", "h3"});
    const Ids other = tap({"h6"});
    const std::string lost = world.submit("h6", "lost_found").request_id();
    EXPECT_EQ(fold("nothing", incident().id()).field(), "fold_request.request_id");
    EXPECT_EQ(fold(other[0], "nothing").field(), "fold_request.incident_id");
    EXPECT_EQ(fold(lost, incident().id()).code(), v1::CODE_INVALID);
    EXPECT_EQ(fold(other[0], incident().id()).code(), v1::CODE_OK);
    EXPECT_TRUE(fold(other[0], incident().id()).repeat());
    EXPECT_TRUE(fold(ids[0], incident().id()).repeat());
    EXPECT_EQ(members().size(), 4u);
    EXPECT_EQ(world.assign(other[0], "v2").code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(world.hold(other[0], 60).code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(end(incident().id(), "好了").code(), v1::CODE_OK);
    EXPECT_EQ(unfold(other[0]).code(), v1::CODE_WRONG_STATE);
}

TEST_F(Folding, WhoWaitsForATradeOfTheirOwnWaitsOnAfterTheOutage) {
    const std::string own = tap({"h6"})[0];
    help(own, "v2");
    world.progress("v2", own, v1::VISIT_STATE_ARRIVED);
    v1::Command call;
    call.mutable_call_trade()->set_request_id(own);
    ASSERT_EQ(world.ask(World::coordinator("k2"), call).code(), v1::CODE_OK);
    world.progress("v2", own, v1::VISIT_STATE_DONE);
    const Ids ids = tap({"h1", "h2", "h3"});
    ASSERT_EQ(fold(own, incident().id()).code(), v1::CODE_OK);
    help(ids[0], "v1");
    world.progress("v1", ids[0], v1::VISIT_STATE_ARRIVED);
    world.wait(40 * 60'000);  // longer than no news of a visit is left alone
    ASSERT_EQ(end(incident().id(), "修好了").code(), v1::CODE_OK);
    world.wait(60'000);
    const v1::Request& r = world.request(own);
    EXPECT_FALSE(r.has_alarm()) << "the trade has its own mark";
    EXPECT_EQ(r.breached_at(), 0);
    EXPECT_EQ(r.state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_EQ(r.incident_id(), "");
    EXPECT_GT(r.arrived_at(), 0) << "somebody has been at this door";
    EXPECT_TRUE(world.offer_of("v1", own).empty()) << "nobody else is needed";
    v1::Command done;
    done.mutable_progress_trade()->set_request_id(own);
    done.mutable_progress_trade()->set_done(true);
    ASSERT_EQ(world.ask(World::coordinator("k2"), done).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(own).state(), v1::REQUEST_STATE_RESOLVED);
}

TEST_F(Folding, ATradeThatWasCalledBeforeAnybodyCameIsOverWithTheOutage) {
    const std::string own = tap({"h6"})[0];
    v1::Command call;
    call.mutable_call_trade()->set_request_id(own);
    ASSERT_EQ(world.ask(World::coordinator("k2"), call).code(), v1::CODE_OK);
    tap({"h1", "h2", "h3"});
    ASSERT_EQ(fold(own, incident().id()).code(), v1::CODE_OK);
    ASSERT_EQ(end(incident().id(), "修好了").code(), v1::CODE_OK);
    EXPECT_EQ(world.request(own).state(), v1::REQUEST_STATE_RESOLVED);
}

TEST_F(Folding, NoticesAreKeptUntilItsEnd) {
    tap({"h1", "h2", "h3"});
    const std::string id = incident().id();
    EXPECT_EQ(announce("nothing", "x").field(), "announce_incident.incident_id");
    EXPECT_EQ(announce(id, "").field(), "announce_incident.text");
    EXPECT_EQ(announce(id, "师傅在查总阀").code(), v1::CODE_OK);
    EXPECT_EQ(incident().notices(0).text(), "师傅在查总阀");
    EXPECT_EQ(incident().notices(0).by(), "k2");
    EXPECT_EQ(end(id, "").field(), "end_incident.reason");
    EXPECT_EQ(end(id, "修好了").code(), v1::CODE_OK);
    EXPECT_TRUE(end(id, "修好了").repeat());
    EXPECT_EQ(announce(id, "x").code(), v1::CODE_WRONG_STATE);
}

TEST_F(Folding, EndedByHandBeforeAnybodyCameEachKeepsItsBreach) {
    const Ids ids = tap({"h1", "h2", "h3"});
    world.wait(500'000);
    world.assign(ids[0], "v1");
    world.wait(101'000);
    EXPECT_EQ(end(incident().id(), "自来水公司已恢复").code(), v1::CODE_OK);
    for (const auto& id : ids) {
        EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
        EXPECT_EQ(world.request(id).end_reason(), "立管r1：自来水公司已恢复");
        EXPECT_EQ(world.request(id).breached_at(), world.request(id).sla_due_at());
    }
    EXPECT_EQ(world.request(ids[0]).visits(0).state(), v1::VISIT_STATE_CANCELLED);
    EXPECT_EQ(alarms(), 0);
}

TEST_F(Folding, WhatIsReopenedStartsAlone) {
    const Ids ids = tap({"h1", "h2", "h3"});
    end(incident().id(), "修好了");
    EXPECT_EQ(world.reopen(World::resident("h2"), ids[1]).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(ids[1]).incident_id(), "");
    EXPECT_FALSE(world.offer_of("v1", ids[1]).empty());
    tap({"h1", "h3"});  // with the reopened one three, and yet no outage
    EXPECT_EQ(incidents().size(), 1u);
}

TEST_F(Folding, SomethingOfItsOwnIsNeverFolded) {
    const Ids ids = tap({"h1", "h2", "h3"});
    unfold(ids[1]);
    world.cancel("h1", ids[0]);
    world.cancel("h3", ids[2]);
    tap({"h1", "h3"});
    const auto all = incidents();
    EXPECT_EQ(all.size(), 1u);
    EXPECT_GT(all[0].ended_at(), 0);
}

TEST_F(Folding, ExpiresWithTheRequestThatLedIt) {
    tap({"h1", "h2", "h3"});
    end(incident().id(), "修好了");
    world.wait(7 * 86'400'000LL - 1000);
    EXPECT_EQ(incidents().size(), 1u);
    world.wait(2'000);
    EXPECT_TRUE(incidents().empty());
}

TEST_F(Folding, ConfigurationNamesTheFieldThatIsWrong) {
    const auto refused = [](auto change) {
        v1::EstateConfig config = with_risers();
        change(config);
        v1::Command c;
        *c.mutable_configure_estate()->mutable_config() = config;
        World w;
        return w.ask(World::operator_(), c).field();
    };
    const std::string path = "configure_estate.config.";
    EXPECT_EQ(refused([](auto& c) { c.mutable_groups(1)->set_id("r1"); }), path + "groups[1].id");
    EXPECT_EQ(refused([](auto& c) { c.mutable_groups(0)->clear_name(); }), path + "groups[0].name");
    EXPECT_EQ(refused([](auto& c) { c.mutable_groups(0)->clear_kind(); }), path + "groups[0].kind");
    EXPECT_EQ(refused([](auto& c) { c.mutable_groups(0)->set_categories(0, "x"); }),
              path + "groups[0].categories");
    EXPECT_EQ(refused([](auto& c) { c.mutable_households(2)->add_groups("r9"); }),
              path + "households[2].groups");
}

// Sixty doors of one riser within five minutes.
TEST(Riser, SixtyTapsOfOneRiserAreOneIncidentAndNoStormOfOffers) {
    v1::EstateConfig config = with_risers();
    config.clear_households();
    for (int h = 1; h <= 60; ++h) {
        auto* household = config.add_households();
        household->set_id("h" + std::to_string(h));
        household->set_building("1");
        household->set_floor(h / 4 + 1);
        household->add_groups("r1");
    }
    World world(config);
    World alone(config);  // the same with one request
    for (const char* v : {"v1", "v2", "v3", "v4"}) {
        world.on_duty(v);
        alone.on_duty(v);
    }
    Ids ids;
    const auto one = alone.submit("h1").request_id();
    for (int h = 1; h <= 60; ++h) {
        ids.push_back(world.submit("h" + std::to_string(h)).request_id());
        if (world.request(ids[0]).visits().empty() && !world.offer_of("v1", ids[0]).empty()) {
            EXPECT_EQ(world.show("v1", world.offer_of("v1", ids[0])).code(), v1::CODE_OK);
            EXPECT_EQ(alone.show("v1", alone.offer_of("v1", one)).code(), v1::CODE_OK);
        }
        world.wait(5'000);
        alone.wait(5'000);
    }
    int incidents = 0;
    int offers = 0;
    for (const auto& entity : world.machine().entities()) {
        incidents += entity.has_incident();
        if (entity.has_request() && entity.request().id() != ids[0]) {
            offers += entity.request().offers_size();
        }
    }
    EXPECT_EQ(incidents, 1);
    // The second asked, too, before the third made it an outage: at most one wave.
    EXPECT_LE(offers, 3);
    EXPECT_LE(world.request(ids[0]).offers_size(), alone.request(one).offers_size() + 1);

    // A late yes counts: nobody has won.
    EXPECT_EQ(world.accept("v1", world.request(ids[0]).offers(0).id()).code(), v1::CODE_OK);
    world.progress("v1", ids[0], v1::VISIT_STATE_ARRIVED);
    world.progress("v1", ids[0], v1::VISIT_STATE_DONE);
    for (const auto& id : ids) {
        EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
        EXPECT_GT(world.request(id).arrived_at(), 0);
    }
}

}  // namespace
}  // namespace circle::core::testing
