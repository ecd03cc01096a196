// P8 and P9: who may see what, over all roles, entities and states.
#include "gateway/view/project.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

EstateModel sample() {
    EstateModel model("xinghe");
    model.put(estate_config());
    for (const char* id : {"hA", "hB"}) model.put(household(id));
    for (const char* id : {"v1", "v2"}) model.put(volunteer(id));
    return model;
}

const v1::Principal kStaff = principal(v1::ROLE_STAFF, "v2");

// One life stage of household A's request, and who may read its personal fields then.
struct Stage {
    const char* name;
    v1::VisitState visit;  // of v1; UNSPECIFIED: only an open offer to v1 and v2
    bool live;
};

const Stage kStages[] = {
    {"offered", v1::VISIT_STATE_UNSPECIFIED, false},
    {"accepted", v1::VISIT_STATE_ACCEPTED, true},
    {"on the way", v1::VISIT_STATE_ON_THE_WAY, true},
    {"arrived", v1::VISIT_STATE_ARRIVED, true},
    {"done", v1::VISIT_STATE_DONE, false},
    {"aborted", v1::VISIT_STATE_ABORTED, false},
    {"cancelled", v1::VISIT_STATE_CANCELLED, false},
    {"withdrawn", v1::VISIT_STATE_WITHDRAWN, false},
    {"missed", v1::VISIT_STATE_MISSED, false},
};

class Personal : public testing::TestWithParam<Stage> {
  protected:
    Personal() : model_(sample()), request_(request("r1", "hA", 2)) {
        if (GetParam().visit == v1::VISIT_STATE_UNSPECIFIED) {
            add_offer(request_, "v1");
            add_offer(request_, "v2");
        } else {
            add_visit(request_, "v1", GetParam().visit);
            add_offer(request_, "v2", v1::OFFER_OUTCOME_TAKEN).set_ended_at(kNow + 1);
        }
        auto& remark = *request_.mutable_request()->add_remarks();
        *remark.mutable_by() = kCoordinator;
        *remark.mutable_text() = note("remark");
        event_ = event(2, v1::FACT_KIND_VISIT_PROGRESSED, kNow + 2, "r1");
        *event_.add_images() = request_;
        model_.apply(event_);
    }

    // Both ways by which a viewer learns something.
    std::vector<v1::View> all_views(const v1::Principal& viewer) {
        std::vector<v1::View> views{project(model_, viewer, sealer())};
        const auto touched = touched_by(model_, event_);
        if (auto changed = project(model_, touched, viewer, sealer())) views.push_back(*changed);
        return views;
    }

    bool learns(const v1::Principal& viewer, const std::string& secret) {
        for (const auto& view : all_views(viewer)) {
            if (says(view, secret)) return true;
        }
        return false;
    }

    EstateModel model_;
    v1::Entity request_;
    v1::Event event_;
};

TEST_P(Personal, ReachesOnlyWhoMaySee) {
    struct Row {
        const char* who;
        v1::Principal viewer;
        bool door, phone, name, note, helper_phone;
    };
    const bool live = GetParam().live;
    const Row rows[] = {
        {"household", kResident, true, false, true, true, live},
        {"neighbour", kNeighbour, false, false, false, false, false},
        {"helper", kHelper, live, live, live, live, false},
        {"asked", kOtherHelper, false, false, false, false, false},
        {"staff", kStaff, false, false, false, false, false},
        {"coordinator", kCoordinator, true, true, true, true, true},
        {"operator", principal(v1::ROLE_OPERATOR, "hA"), false, false, false, false, false},
        {"nobody", v1::Principal(), false, false, false, false, false},
        {"other estate", principal(v1::ROLE_COORDINATOR, "station", "other"), false, false, false,
         false, false},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.who);
        EXPECT_EQ(learns(row.viewer, "DOOR-hA"), row.door);
        EXPECT_EQ(learns(row.viewer, "PHONE-hA"), row.phone);
        EXPECT_EQ(learns(row.viewer, "NAME-hA"), row.name);
        EXPECT_EQ(learns(row.viewer, "NOTE-hA"), row.note);
        EXPECT_EQ(learns(row.viewer, "PHONE-v1"), row.helper_phone);
        const bool works_on_it = row.door && row.viewer.role() != v1::ROLE_RESIDENT;
        EXPECT_EQ(learns(row.viewer, "NOTE-remark"), works_on_it);
    }
}

TEST_P(Personal, NobodyOutsideTheRequestLearnsThatItExists) {
    for (const auto& view : all_views(kNeighbour)) {
        EXPECT_FALSE(says(view, "r1"));
        EXPECT_FALSE(says(view, "hA"));
    }
    for (const auto& view : all_views(principal(v1::ROLE_COORDINATOR, "station", "other"))) {
        EXPECT_EQ(view.ByteSizeLong(), 0u);
    }
}

// Whoever gets an update is counted among those it concerns; else they would miss it.
TEST_P(Personal, AudienceHoldsEverybodyWhoseViewChanges) {
    const auto touched = touched_by(model_, event_);
    for (const auto& viewer : {kResident, kNeighbour, kHelper, kOtherHelper, kStaff}) {
        if (!project(model_, touched, viewer, sealer())) continue;
        const bool counted = viewer.role() == v1::ROLE_RESIDENT
                                 ? touched.concerned_households.contains(viewer.id())
                                 : touched.concerned_volunteers.contains(viewer.id());
        EXPECT_TRUE(counted || touched.config || touched.cover) << viewer.id();
    }
}

INSTANTIATE_TEST_SUITE_P(Stages, Personal, testing::ValuesIn(kStages), [](const auto& stage) {
    std::string name = stage.param.name;
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
});

TEST(Project, OfferShowsCategoryBuildingAndMinutesRoundedUp) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_offer(r, "v1");
    model.put(r);
    const v1::View view = project(model, kHelper, sealer());
    ASSERT_EQ(view.offers_size(), 1);
    EXPECT_EQ(view.offers(0).category(), "water");
    EXPECT_EQ(view.offers(0).building(), "3号楼");
    EXPECT_EQ(view.offers(0).walk_minutes(), 2u);
    EXPECT_EQ(view.offers(0).outcome(), v1::OFFER_OUTCOME_OPEN);
    EXPECT_EQ(view.visits_size(), 0);
}

TEST(Project, EndedOfferIsToldOnceAndThenGone) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_offer(r, "v1", v1::OFFER_OUTCOME_TAKEN).set_ended_at(kNow + 5);
    v1::Event e = event(2, v1::FACT_KIND_OFFER_ENDED, kNow + 5, "r1");
    *e.add_images() = r;
    model.apply(e);
    const auto update = project(model, touched_by(model, e), kHelper, sealer());
    ASSERT_TRUE(update);
    ASSERT_EQ(update->offers_size(), 1);
    EXPECT_EQ(update->offers(0).outcome(), v1::OFFER_OUTCOME_TAKEN);
    EXPECT_EQ(project(model, kHelper, sealer()).offers_size(), 0);

    // A later event of the same request does not tell it again.
    v1::Event later = event(3, v1::FACT_KIND_ALARM_RAISED, kNow + 9, "r1");
    r.set_version(3);
    *later.add_images() = r;
    model.apply(later);
    EXPECT_FALSE(project(model, touched_by(model, later), kHelper, sealer()));
}

TEST(Project, CorrectedDoorReachesTheHelperUnderWay) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_visit(r, "v1", v1::VISIT_STATE_ON_THE_WAY);
    model.put(r);
    v1::Event import = event(3, v1::FACT_KIND_ESTATE_CONFIGURED, kNow + 9);
    v1::Entity corrected = household("hA", 3);
    *corrected.mutable_household()->mutable_personal() = personal("corrected");
    *import.add_images() = corrected;
    model.apply(import);
    const Touched touched = touched_by(model, import);
    EXPECT_TRUE(touched.concerned_volunteers.contains("v1"));
    const auto update = project(model, touched, kHelper, sealer());
    ASSERT_TRUE(update);
    EXPECT_TRUE(says(*update, "DOOR-corrected"));
    EXPECT_FALSE(project(model, touched, kOtherHelper, sealer()));
    EXPECT_TRUE(says(*project(model, touched, principal(v1::ROLE_COORDINATOR, "station"), sealer()),
                     "PHONE-corrected"));
}

TEST(Project, CorrectedPhoneOfTheHelperReachesWhoWaits) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_visit(r, "v1", v1::VISIT_STATE_ON_THE_WAY);
    model.put(r);
    v1::Event import = event(3, v1::FACT_KIND_ESTATE_CONFIGURED, kNow + 9);
    v1::Entity corrected = volunteer("v1", v1::DUTY_ON_DUTY, 3);
    *corrected.mutable_volunteer()->mutable_personal() = personal("corrected");
    *import.add_images() = corrected;
    model.apply(import);
    const Touched touched = touched_by(model, import);
    EXPECT_TRUE(touched.concerned_households.contains("hA"));
    const auto update = project(model, touched, kResident, sealer());
    ASSERT_TRUE(update);
    EXPECT_TRUE(says(*update, "PHONE-corrected"));
}

TEST(Project, LateReaderOfAnOldEventLearnsNoMoreThanNow) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_visit(r, "v1", v1::VISIT_STATE_ACCEPTED);
    v1::Event accepted = event(2, v1::FACT_KIND_VISIT_ACCEPTED, kNow + 1, "r1");
    *accepted.add_images() = r;
    model.apply(accepted);
    r.mutable_request()->mutable_visits(0)->set_state(v1::VISIT_STATE_ABORTED);
    r.mutable_request()->mutable_visits(0)->set_ended_at(kNow + 9);
    r.set_version(3);
    v1::Event aborted = event(3, v1::FACT_KIND_VISIT_ABORTED, kNow + 9, "r1");
    *aborted.add_images() = r;
    model.apply(aborted);
    const auto replayed = project(model, touched_by(model, accepted), kHelper, sealer());
    ASSERT_TRUE(replayed);
    EXPECT_FALSE(says(*replayed, "DOOR-hA"));
}

TEST(Project, PhoneIsShownWhenThePromiseIsInDanger) {
    struct Row {
        const char* name;
        std::int64_t breached_at;
        int contact;  // -1: no alarm
        v1::RequestState state;
        bool shown;
    };
    const Row rows[] = {
        {"fine", 0, -1, v1::REQUEST_STATE_OFFERING, false},
        {"first contact is being alarmed", 0, 0, v1::REQUEST_STATE_QUEUED, false},
        {"next contact", 0, 1, v1::REQUEST_STATE_QUEUED, true},
        {"breached", kNow, -1, v1::REQUEST_STATE_ASSIGNED, true},
        {"at the door", kNow, 1, v1::REQUEST_STATE_ARRIVED, false},
        {"ended", kNow, 1, v1::REQUEST_STATE_RESOLVED, false},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.name);
        EstateModel model = sample();
        v1::Entity r = request("r1", "hA", 2);
        r.mutable_request()->set_state(row.state);
        r.mutable_request()->set_breached_at(row.breached_at);
        if (row.contact >= 0) {
            r.mutable_request()->mutable_alarm()->set_contact(unsigned(row.contact));
        }
        model.put(r);
        const v1::View view = project(model, kResident, sealer());
        ASSERT_EQ(view.requests_size(), 1);
        EXPECT_EQ(view.requests(0).show_phone(), row.shown);
    }
}

TEST(Project, HouseholdLearnsOfTheAlarmOnlyThatItWasTakenBesideThePhone) {
    v1::Entity r = request("r1", "hA", 2);
    v1::Alarm& alarm = *r.mutable_request()->mutable_alarm();
    const auto seen = [&] {
        EstateModel model = sample();
        model.put(r);
        return project(model, kResident, sealer()).requests(0);
    };
    alarm.set_contact(1);
    EXPECT_FALSE(seen().has_alarm());
    alarm.set_acknowledged_by("station");
    alarm.set_acknowledged_at(kNow + 3);
    v1::Alarm shown;
    shown.set_acknowledged_at(kNow + 3);
    EXPECT_EQ(seen().alarm().SerializeAsString(), shown.SerializeAsString());
    alarm.set_contact(0);  // taken before the phone was shown
    EXPECT_FALSE(seen().has_alarm());
}

TEST(Project, BusyFollowsFromTheLiveVisit) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_visit(r, "v1", v1::VISIT_STATE_ON_THE_WAY);
    v1::Event e = event(2, v1::FACT_KIND_VISIT_ACCEPTED, kNow + 1, "r1");
    *e.add_images() = r;
    model.apply(e);
    EXPECT_EQ(project(model, kHelper, sealer()).me().duty(), v1::DUTY_BUSY);
    const auto board = project(model, touched_by(model, e), kCoordinator, sealer());
    ASSERT_TRUE(board);
    ASSERT_EQ(board->volunteers_size(), 1);
    EXPECT_EQ(board->volunteers(0).duty(), v1::DUTY_BUSY);
    EXPECT_EQ(board->volunteers(0).request_id(), "r1");
}

TEST(Project, DutyChangeTellsEverybodyHowManyAreThere) {
    EstateModel model = sample();
    v1::Event e = event(2, v1::FACT_KIND_DUTY_CHANGED);
    *e.add_images() = volunteer("v1", v1::DUTY_OFF, 2);
    model.apply(e);
    const auto touched = touched_by(model, e);
    EXPECT_TRUE(touched.cover);
    const auto view = project(model, touched, kNeighbour, sealer());
    ASSERT_TRUE(view);
    EXPECT_EQ(view->cover().on_duty(), 1u);
    EXPECT_EQ(view->estate().buildings_size(), 0);
    EXPECT_EQ(view->volunteers_size(), 0);
}

TEST(Project, AMissedOfferStandsUntilSomebodyHasWon) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_offer(r, "v1", v1::OFFER_OUTCOME_TIMED_OUT).set_ended_at(kNow + 1);
    model.put(r);
    const auto before = project(model, kHelper, sealer());
    ASSERT_EQ(before.offers_size(), 1) << "also for who comes back later";
    EXPECT_TRUE(before.offers(0).standing());

    add_visit(r, "v2", v1::VISIT_STATE_ACCEPTED).set_accepted_at(kNow + 9);
    r.set_version(3);
    v1::Event e = event(3, v1::FACT_KIND_VISIT_ACCEPTED, kNow + 9, "r1");
    *e.add_images() = r;
    model.apply(e);
    const auto touched = touched_by(model, e);
    EXPECT_TRUE(touched.concerned_volunteers.contains("v1"));
    const auto update = project(model, touched, kHelper, sealer());
    ASSERT_TRUE(update);
    ASSERT_EQ(update->offers_size(), 1);
    EXPECT_FALSE(update->offers(0).standing());
    EXPECT_EQ(project(model, kHelper, sealer()).offers_size(), 0);
}

TEST(Project, AMissedOfferStandsForNobodyWhoLacksTheLicenceItTakesNow) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_offer(r, "v1", v1::OFFER_OUTCOME_TIMED_OUT).set_ended_at(kNow + 1);
    model.put(r);
    ASSERT_TRUE(project(model, kHelper, sealer()).offers(0).standing());

    r.mutable_request()->set_licence("gas");
    r.mutable_request()->set_life_threatening(true);
    r.set_version(3);
    v1::Event e = event(3, v1::FACT_KIND_ALARM_RAISED, kNow + 9, "r1");
    *e.add_images() = r;
    model.apply(e);
    const auto update = project(model, touched_by(model, e), kHelper, sealer());
    ASSERT_TRUE(update);
    ASSERT_EQ(update->offers_size(), 1) << "told that a yes counts no more";
    EXPECT_FALSE(update->offers(0).standing());
    EXPECT_EQ(project(model, kHelper, sealer()).offers_size(), 0);

    v1::Entity licensed = volunteer("v1", v1::DUTY_ON_DUTY, 4);
    licensed.mutable_volunteer()->add_skills("gas");
    model.put(licensed);
    EXPECT_EQ(project(model, kHelper, sealer()).offers_size(), 1);
}

TEST(Project, TheHouseholdSeesUntilWhenItIsHeldAndNothingElseOfIt) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    auto& hold = *r.mutable_request()->mutable_hold();
    hold.set_until(kNow + 600'000);
    hold.set_reason("WHY");
    hold.set_by("station");
    model.put(r);
    const v1::View home = project(model, kResident, sealer());
    ASSERT_EQ(home.requests_size(), 1);
    EXPECT_EQ(home.requests(0).hold().until(), kNow + 600'000);
    EXPECT_FALSE(says(home, "WHY"));
    EXPECT_EQ(home.requests(0).hold().by(), "");
    EXPECT_EQ(project(model, kCoordinator, sealer()).requests(0).hold().reason(), "WHY");
}

TEST(Project, TwoHelpersSeeEachOtherWhileBothAreComing) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    r.mutable_request()->set_headcount(2);
    add_visit(r, "v1", v1::VISIT_STATE_ON_THE_WAY);
    add_visit(r, "v2", v1::VISIT_STATE_ACCEPTED);
    model.put(r);
    const auto view = project(model, kHelper, sealer());
    ASSERT_EQ(view.visits_size(), 1);
    ASSERT_EQ(view.visits(0).companions_size(), 1);
    EXPECT_EQ(view.visits(0).companions(0).name(), "Helper v2");
    EXPECT_EQ(view.visits(0).companions(0).phone(), "PHONE-v2");
}

TEST(Project, WhoOfThisRoundIsDoneStaysACompanionWithoutAPhone) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    r.mutable_request()->set_headcount(2);
    add_visit(r, "v2", v1::VISIT_STATE_DONE);  // of the round before
    r.mutable_request()->set_earlier_visits(1);
    add_visit(r, "v2", v1::VISIT_STATE_ABORTED);
    add_visit(r, "v1", v1::VISIT_STATE_ARRIVED);
    model.put(r);
    EXPECT_EQ(project(model, kHelper, sealer()).visits(0).companions_size(), 0);
    r.set_version(3);
    add_visit(r, "v2", v1::VISIT_STATE_DONE);
    model.put(r);
    const auto view = project(model, kHelper, sealer());
    ASSERT_EQ(view.visits(0).companions_size(), 1);
    EXPECT_EQ(view.visits(0).companions(0).state(), v1::VISIT_STATE_DONE);
    EXPECT_EQ(view.visits(0).companions(0).phone(), "");
}

TEST(Project, PastVisitsStayWithoutAnythingPersonal) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_visit(r, "v1", v1::VISIT_STATE_DONE);
    r.mutable_request()->set_state(v1::REQUEST_STATE_RESOLVED);
    r.mutable_request()->set_ended_at(kNow + 2);
    model.put(r);
    const auto view = project(model, kHelper, sealer());
    ASSERT_EQ(view.visits_size(), 1);
    EXPECT_EQ(view.visits(0).ended_at(), kNow + 2);
    EXPECT_FALSE(says(view, "-hA"));
}

TEST(Project, AFailureNamesWhomToCallToCoordinatorsOnly) {
    EstateModel model = sample();
    v1::Event e = event(2, v1::FACT_KIND_COMMAND_QUARANTINED);
    v1::Entity kept = entity(2);
    kept.mutable_failure()->set_id("5-0");
    kept.mutable_failure()->set_command("submit_request");
    *kept.mutable_failure()->mutable_principal() = kResident;
    *e.add_images() = kept;
    model.apply(e);
    const auto touched = touched_by(model, e);
    for (const auto& view : {project(model, kCoordinator, sealer()),
                             *project(model, touched, kCoordinator, sealer())}) {
        ASSERT_EQ(view.failures_size(), 1);
        EXPECT_EQ(view.failures(0).door(), "DOOR-hA");
        EXPECT_EQ(view.failures(0).phone(), "PHONE-hA");
    }
    EXPECT_EQ(project(model, kResident, sealer()).failures_size(), 0);
    EXPECT_FALSE(project(model, touched, kHelper, sealer()));

    v1::Event seen = event(3, v1::FACT_KIND_FAILURE_ACKNOWLEDGED);
    seen.add_erased("failure/xinghe/5-0");
    model.apply(seen);
    const auto update = project(model, touched_by(model, seen), kCoordinator, sealer());
    EXPECT_THAT(update->removed(), testing::ElementsAre("failures/5-0"));
}

v1::Page history(const EstateModel& model, const v1::Principal& viewer, const std::string& query,
                 const std::string& before = {}, unsigned limit = 0) {
    v1::GetHistory asked;
    asked.set_query(query);
    asked.set_before(before);
    asked.set_limit(limit);
    return project_history(model, asked, viewer, sealer()).value();
}

TEST(History, IsPagedNewestFirstAndOnlyOnesOwn) {
    EstateModel model = sample();
    for (int i = 1; i <= 5; ++i) {
        v1::Entity r = request("r" + std::to_string(i), i == 3 ? "hB" : "hA", 2);
        r.mutable_request()->set_number(static_cast<std::uint64_t>(i));
        r.mutable_request()->set_state(v1::REQUEST_STATE_RESOLVED);
        r.mutable_request()->set_ended_at(kNow + i);
        model.put(r);
    }
    const auto first = history(model, kCoordinator, "", "", 2);
    ASSERT_EQ(first.requests_size(), 2);
    EXPECT_EQ(first.requests(0).id(), "r5");
    const auto second = history(model, kCoordinator, "", first.next(), 2);
    EXPECT_EQ(second.requests(0).id(), "r3");
    const auto last = history(model, kCoordinator, "", second.next(), 2);
    EXPECT_EQ(last.requests_size(), 1);
    EXPECT_EQ(last.next(), "");
    EXPECT_EQ(history(model, kResident, "").requests_size(), 4);
    EXPECT_EQ(history(model, kResident, "").requests(0).phone(), "");
    EXPECT_EQ(history(model, kHelper, "").requests_size(), 0);

    EXPECT_EQ(history(model, kCoordinator, "door-hb").requests(0).id(), "r3");
    EXPECT_EQ(history(model, kCoordinator, "#4").requests(0).id(), "r4");
    EXPECT_EQ(history(model, kCoordinator, "水管").requests_size(), 5);
    EXPECT_EQ(history(model, kResident, "door-hb").requests_size(), 0);
    v1::GetHistory garbled;
    garbled.set_before("yesterday");
    EXPECT_FALSE(project_history(model, garbled, kCoordinator, sealer()));
}

TEST(History, EveryTermIsFoundSomewhereAndHelpersByTheirNames) {
    EstateModel model = sample();
    for (const char* id : {"r1", "r2"}) {
        v1::Entity e = request(id, "hA", 2);
        e.mutable_request()->set_number(id == std::string("r1") ? 1 : 2);
        e.mutable_request()->set_state(v1::REQUEST_STATE_CLOSED);
        e.mutable_request()->set_ended_at(kNow);
        e.mutable_request()->set_end_reason("Family came");
        model.put(e);
    }
    v1::Entity helped = request("r3", "hA", 2);
    add_visit(helped, "v1", v1::VISIT_STATE_DONE);
    helped.mutable_request()->set_number(3);
    helped.mutable_request()->set_state(v1::REQUEST_STATE_RESOLVED);
    helped.mutable_request()->set_ended_at(kNow);
    model.put(helped);
    EXPECT_EQ(history(model, kCoordinator, "family").requests_size(), 2);
    EXPECT_EQ(history(model, kCoordinator, " 水管  #2 ").requests_size(), 1);
    EXPECT_EQ(history(model, kCoordinator, "family #3").requests_size(), 0);
    ASSERT_EQ(history(model, kCoordinator, "#3").requests_size(), 1);
    const std::string name = history(model, kCoordinator, "#3").requests(0).helpers(0).name();
    ASSERT_FALSE(name.empty());
    ASSERT_EQ(history(model, kCoordinator, name).requests_size(), 1);
    EXPECT_EQ(history(model, kCoordinator, name).requests(0).id(), "r3");
}

TEST(Project, ErasedRequestIsRemovedForItsHouseholdAndTheBoardOnly) {
    EstateModel model = sample();
    model.put(request("r1", "hA", 2));
    v1::Event e = event(3, v1::FACT_KIND_REQUESTS_EXPIRED);
    e.add_erased("request/xinghe/r1");
    model.apply(e);
    const auto touched = touched_by(model, e);
    const auto own = project(model, touched, kResident, sealer());
    ASSERT_TRUE(own);
    EXPECT_THAT(own->removed(), testing::ElementsAre("requests/r1"));
    EXPECT_TRUE(touched.concerned_households.contains("hA"));
    EXPECT_FALSE(project(model, touched, kNeighbour, sealer()));
    EXPECT_FALSE(project(model, touched, kHelper, sealer()));
    const auto board = project(model, touched, kCoordinator, sealer());
    ASSERT_TRUE(board);
    EXPECT_THAT(board->removed(), testing::ElementsAre("requests/r1"));
}

TEST(Project, WhoWasSentIsToldFromWhoSaidYes) {
    EstateModel model = sample();
    v1::Entity r = request("r1", "hA", 2);
    add_visit(r, "v1", v1::VISIT_STATE_ACCEPTED);
    add_visit(r, "v2", v1::VISIT_STATE_ACCEPTED).set_assigned_by("station");  // despite an offer
    add_visit(r, "s1", v1::VISIT_STATE_ACCEPTED).clear_offer_id();            // staff on duty
    model.put(r);
    const auto own = project(model, kResident, sealer()).requests(0);
    ASSERT_EQ(own.helpers_size(), 3);
    EXPECT_FALSE(own.helpers(0).sent());
    EXPECT_TRUE(own.helpers(1).sent());
    EXPECT_EQ(own.helpers(1).assigned_by(), "") << "by whom is for coordinators";
    EXPECT_TRUE(own.helpers(2).sent());
    const auto visit = project(model, kHelper, sealer()).visits(0);
    EXPECT_FALSE(visit.sent());
    ASSERT_EQ(visit.companions_size(), 2);
    EXPECT_TRUE(visit.companions(0).sent());
    EXPECT_TRUE(visit.companions(1).sent());
}

TEST(Project, TimelineIsForCoordinatorsOfTheEstate) {
    EstateModel model = sample();
    v1::Event e = event(2, v1::FACT_KIND_REQUEST_SUBMITTED, kNow, "r1");
    *e.add_images() = request("r1", "hA", 2);
    model.apply(e);
    const auto timeline = project_timeline(model, "r1", kCoordinator);
    ASSERT_TRUE(timeline);
    ASSERT_EQ(timeline->facts_size(), 1);
    EXPECT_EQ(timeline->facts(0).number(), 2u);
    for (const auto& viewer :
         {kResident, kHelper, kStaff, principal(v1::ROLE_COORDINATOR, "station", "other")}) {
        EXPECT_FALSE(project_timeline(model, "r1", viewer));
    }
    EXPECT_FALSE(project_timeline(model, "r9", kCoordinator));
}

}  // namespace
}  // namespace circle::gateway
