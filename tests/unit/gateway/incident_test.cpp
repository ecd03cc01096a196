// Outages: what each who has to do with one may see of it (P8, P9).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/view/project.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

const v1::Principal kLead = principal(v1::ROLE_RESIDENT, "hA");
const v1::Principal kSubscriber = principal(v1::ROLE_RESIDENT, "hB");
const v1::Principal kUninvolved = principal(v1::ROLE_RESIDENT, "hC");

class Incident : public testing::Test {
  protected:
    void SetUp() override {
        v1::Entity config = estate_config();
        v1::DoorGroup& group = *config.mutable_config()->mutable_config()->add_groups();
        group.set_id("r3-1");
        group.set_name("3号楼1单元立管");
        group.set_name_en("Riser 3-1");
        model.put(config);
        for (const char* id : {"hA", "hB", "hC"}) model.put(household(id));
        for (const char* id : {"v1", "v2"}) model.put(volunteer(id));
        lead = request("r1", "hA", 2);
        add_visit(lead, "v1", v1::VISIT_STATE_ON_THE_WAY);
        model.put(lead);
        folded = request("r2", "hB", 2);
        folded.mutable_request()->set_incident_id("i8");
        model.put(folded);
        incident = entity(2);
        v1::Incident& i = *incident.mutable_incident();
        i.set_id("i8");
        i.set_number(8);
        i.set_category("water");
        i.set_group("r3-1");
        i.set_opened_at(kNow);
        i.set_lead_request_id("r1");
        for (const char* id : {"r1", "r2"}) i.add_request_ids(id);
        model.put(incident);
    }

    v1::View all(const v1::Principal& viewer) { return project(model, viewer, sealer()); }

    // The update of one event with these images.
    template <class... Images>
    std::optional<v1::View> update(const v1::Principal& viewer, const Images&... images) {
        v1::Event e = event(++number, v1::FACT_KIND_INCIDENT_ANNOUNCED, kNow + 9, "r1");
        ((*e.add_images() = images), ...);
        for (v1::Entity& image : *e.mutable_images()) image.set_version(number);
        model.apply(e);
        const Touched touched = touched_by(model, e);
        const auto view = project(model, touched, viewer, sealer());
        if (view && viewer.role() == v1::ROLE_RESIDENT) {
            EXPECT_TRUE(touched.concerned_households.contains(viewer.id()));
        }
        return view;
    }

    EstateModel model{"xinghe"};
    v1::Entity lead, folded, incident;
    std::uint64_t number = 2;
};

TEST_F(Incident, ASubscriberSeesHelperCountAndNoticesAndNobodyElse) {
    v1::Notice& notice = *incident.mutable_incident()->add_notices();
    notice.set_text("师傅在查总阀");
    notice.set_by("station");
    const auto told = update(kSubscriber, incident);
    ASSERT_TRUE(told);
    for (const v1::View& view : {all(kSubscriber), *told}) {
        ASSERT_EQ(view.incidents_size(), 1);
        const v1::IncidentView& seen = view.incidents(0);
        EXPECT_EQ(seen.group(), "3号楼1单元立管");
        EXPECT_EQ(seen.group_en(), "Riser 3-1");
        EXPECT_EQ(seen.subscribers(), 2u);
        EXPECT_EQ(seen.notices(0).text(), "师傅在查总阀");
        EXPECT_EQ(seen.notices(0).by(), "");
        ASSERT_EQ(seen.helpers_size(), 1);
        EXPECT_EQ(seen.helpers(0).name(), "Helper v1");
        EXPECT_EQ(seen.helpers(0).promised_at(), kNow + 200'000);
        EXPECT_EQ(seen.lead_request_id(), "");
        EXPECT_EQ(seen.request_ids_size(), 0);
        for (const char* secret : {"hA", "PHONE-v1", "\"r1\"", "\"v1\""}) {
            EXPECT_FALSE(says(view, secret)) << secret;
        }
    }
    EXPECT_EQ(all(kSubscriber).requests(0).incident_id(), "i8");
    EXPECT_EQ(all(kLead).requests(0).incident_id(), "i8");
}

TEST_F(Incident, WhoTookTheirsBackSeesItNoLonger) {
    folded.mutable_request()->set_state(v1::REQUEST_STATE_CANCELLED);
    folded.mutable_request()->set_ended_at(kNow);
    incident.mutable_incident()->mutable_request_ids()->RemoveLast();
    const auto told = update(kSubscriber, folded, incident);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->incidents_size(), 0);
    EXPECT_THAT(told->removed(), testing::ElementsAre("incidents/i8"));
    EXPECT_EQ(all(kSubscriber).incidents_size(), 0);
}

TEST_F(Incident, AStrangerLearnsNothing) {
    EXPECT_EQ(all(kUninvolved).incidents_size(), 0);
    EXPECT_FALSE(update(kUninvolved, incident));
    EXPECT_FALSE(update(kUninvolved, lead));
}

TEST_F(Incident, WhatBecomesOfTheLeadReachesAllWhoWait) {
    lead.mutable_request()->mutable_visits(0)->set_state(v1::VISIT_STATE_ARRIVED);
    const auto told = update(kSubscriber, lead);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->incidents(0).helpers(0).state(), v1::VISIT_STATE_ARRIVED);
}

TEST_F(Incident, OnlyAChangeOfTheLeadSendsTheirRequestsAgainAndEachOnce) {
    EXPECT_EQ(update(kSubscriber, incident)->requests_size(), 0);
    EXPECT_EQ(update(kSubscriber, lead)->requests_size(), 1);
    EXPECT_EQ(update(kSubscriber, lead, folded, incident)->requests_size(), 1);
    EXPECT_EQ(update(kLead, lead)->requests_size(), 1);
    folded.mutable_request()->set_state(v1::REQUEST_STATE_CANCELLED);
    folded.mutable_request()->set_ended_at(kNow);
    update(kSubscriber, folded);
    EXPECT_EQ(update(kSubscriber, lead)->requests_size(), 0);
}

TEST_F(Incident, TheHelperSeesForHowManyDoorsItIs) {
    const v1::View view = all(kHelper);
    EXPECT_EQ(view.visits(0).incident_name(), "3号楼1单元立管");
    EXPECT_EQ(view.visits(0).incident_doors(), 2u);
    EXPECT_EQ(view.visits(0).door(), "DOOR-hA");
    EXPECT_FALSE(says(view, "hB"));
    incident.mutable_incident()->add_request_ids("r3");
    const auto more = update(kHelper, incident);
    ASSERT_TRUE(more);
    EXPECT_EQ(more->visits(0).incident_doors(), 3u);
}

TEST_F(Incident, WhoIsAskedSeesForHowManyDoorsItIsAndForNoneAlone) {
    lead.mutable_request()->clear_visits();
    add_offer(lead, "v2");
    const auto asked = update(principal(v1::ROLE_VOLUNTEER, "v2"), lead);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->offers(0).incident_name(), "3号楼1单元立管");
    EXPECT_EQ(asked->offers(0).incident_doors(), 2u);
    EXPECT_FALSE(says(*asked, "hB"));
    incident.mutable_incident()->add_request_ids("r3");
    const auto more = update(principal(v1::ROLE_VOLUNTEER, "v2"), incident);
    ASSERT_TRUE(more);
    EXPECT_EQ(more->offers(0).incident_doors(), 3u);
    incident.mutable_incident()->set_lead_request_id("r3");
    const auto alone = update(principal(v1::ROLE_VOLUNTEER, "v2"), incident, lead);
    ASSERT_TRUE(alone);
    EXPECT_EQ(alone->offers(0).incident_name(), "");
}

TEST_F(Incident, CoordinatorsSeeWhoWaitsUntilItExpires) {
    const v1::View view = all(kCoordinator);
    ASSERT_EQ(view.incidents_size(), 1);
    EXPECT_EQ(view.incidents(0).lead_request_id(), "r1");
    EXPECT_EQ(view.incidents(0).request_ids_size(), 2);
    EXPECT_EQ(view.incidents(0).helpers(0).phone(), "PHONE-v1");
    v1::Event e = event(3, v1::FACT_KIND_REQUESTS_EXPIRED);
    e.add_erased("incident/xinghe/i8");
    model.apply(e);
    const auto gone = project(model, touched_by(model, e), kCoordinator, sealer());
    EXPECT_THAT(gone->removed(), testing::ElementsAre("incidents/i8"));
}

TEST_F(Incident, TheAlarmOfTheLeadShowsThePhoneToAll) {
    EXPECT_FALSE(all(kSubscriber).requests(0).show_phone());
    lead.mutable_request()->mutable_alarm()->set_contact(1);
    const auto rung = update(kSubscriber, lead);
    ASSERT_EQ(rung->requests_size(), 1);
    EXPECT_TRUE(rung->requests(0).show_phone());
    EXPECT_TRUE(all(kSubscriber).requests(0).show_phone());
}

TEST_F(Incident, WhoWaitsLearnsThatTheAlarmOfTheLeadWasTakenAndThatItIsOver) {
    v1::Alarm& alarm = *lead.mutable_request()->mutable_alarm();
    alarm.set_contact(1);
    alarm.set_acknowledged_by("station");
    alarm.set_acknowledged_at(kNow + 3);
    const auto taken = update(kSubscriber, lead);
    ASSERT_EQ(taken->requests_size(), 1);
    EXPECT_EQ(taken->requests(0).alarm().acknowledged_at(), kNow + 3);
    EXPECT_EQ(taken->requests(0).alarm().acknowledged_by(), "");
    lead.mutable_request()->clear_alarm();
    const auto over = update(kSubscriber, lead);
    ASSERT_EQ(over->requests_size(), 1);
    EXPECT_FALSE(over->requests(0).show_phone());
    EXPECT_FALSE(over->requests(0).has_alarm());
}

TEST_F(Incident, ALeadThatWasOpenedAgainIsPartOfNone) {
    incident.mutable_incident()->set_ended_at(kNow + 5);
    update(kLead, incident);
    EXPECT_EQ(all(kLead).requests(0).incident_id(), "");
    lead.mutable_request()->set_state(v1::REQUEST_STATE_RESOLVED);
    lead.mutable_request()->set_ended_at(kNow + 5);
    update(kLead, lead);
    EXPECT_EQ(all(kLead).requests(0).incident_id(), "i8");
}

}  // namespace
}  // namespace circle::gateway
