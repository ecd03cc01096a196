// Each check finds what it is for: a good shard, then one with a single planted mistake each.
#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "deploy/verify/checks.hpp"
#include "tests/unit/deploy/findings_text.hpp"

namespace circle::verify {
namespace {

v1::Entity entity(std::uint64_t version) {
    v1::Entity e;
    e.set_estate("xinghe");
    e.set_version(version);
    return e;
}

// One request with a live visit, one that is offered to somebody, one that has ended.
struct Shard {
    v1::Entity config = entity(1);
    v1::Entity household = entity(1);
    v1::Entity busy = entity(1);
    v1::Entity asked = entity(1);
    v1::Entity credential = entity(1);
    v1::Entity visited = entity(5);
    v1::Entity offered = entity(6);
    v1::Entity ended = entity(4);
    v1::Entity fact = entity(5);
    v1::Entity incident = entity(6);
    v1::OutcomeRecord outcome;
    v1::ShardState state;

    Shard() {
        auto& c = *config.mutable_config()->mutable_config();
        c.set_code("xinghe");
        c.add_buildings()->set_id("3");
        c.add_contacts()->set_id("k-01");
        household.mutable_household()->set_id("h1");
        household.mutable_household()->set_building("3");
        for (auto* e : {&busy, &asked}) {
            e->mutable_volunteer()->set_id(e == &busy ? "v1" : "v2");
            e->mutable_volunteer()->set_group("3");
            e->mutable_volunteer()->set_duty(v1::DUTY_ON_DUTY);
        }
        credential.mutable_credential()->set_id("abc");
        credential.mutable_credential()->mutable_principal()->set_role(v1::ROLE_RESIDENT);
        credential.mutable_credential()->mutable_principal()->set_id("h1");
        make(visited, "r1", 1, "water", v1::REQUEST_STATE_ASSIGNED);
        auto& visit = *visited.mutable_request()->add_visits();
        visit.set_volunteer_id("v1");
        visit.set_state(v1::VISIT_STATE_ACCEPTED);
        make(offered, "r2", 2, "heating", v1::REQUEST_STATE_OFFERING);
        auto& offer = *offered.mutable_request()->add_offers();
        offer.set_id("r2.1");
        offer.set_volunteer_id("v2");
        offer.set_outcome(v1::OFFER_OUTCOME_OPEN);
        make(ended, "r3", 3, "water", v1::REQUEST_STATE_RESOLVED);
        ended.mutable_request()->set_ended_at(9);
        ended.mutable_request()->set_review_at(0);
        incident.mutable_incident()->set_id("i3");
        incident.mutable_incident()->set_lead_request_id("r1");
        incident.mutable_incident()->add_request_ids("r1");
        fact.mutable_fact()->set_request_id("r1");
        fact.mutable_fact()->set_number(5);
        outcome.mutable_principal()->set_estate("xinghe");
        outcome.mutable_principal()->set_role(v1::ROLE_RESIDENT);
        outcome.mutable_principal()->set_id("h1");
        outcome.mutable_outcome()->set_client_key("k");
        state.set_version(7);
        auto& counter = *state.add_counters();
        counter.set_estate("xinghe");
        counter.set_last_event(6);
        counter.set_last_request(3);
    }

    static void make(v1::Entity& e, const char* id, unsigned number, const char* category,
                     v1::RequestState state) {
        auto& r = *e.mutable_request();
        r.set_id(id);
        r.set_number(number);
        r.set_household_id("h1");
        r.set_category(category);
        r.set_state(state);
        r.set_headcount(1);
        r.set_review_at(100);
    }

    Contents contents() const {
        Contents out;
        out.entities = {{"estate/xinghe/xinghe", config.SerializeAsString()},
                        {"household/xinghe/h1", household.SerializeAsString()},
                        {"volunteer/xinghe/v1", busy.SerializeAsString()},
                        {"volunteer/xinghe/v2", asked.SerializeAsString()},
                        {"credential/xinghe/abc", credential.SerializeAsString()},
                        {"request/xinghe/r1", visited.SerializeAsString()},
                        {"request/xinghe/r2", offered.SerializeAsString()},
                        {"request/xinghe/r3", ended.SerializeAsString()},
                        {"incident/xinghe/i3", incident.SerializeAsString()},
                        {"fact/xinghe/r1/000000000005", fact.SerializeAsString()}};
        out.outcomes = {{"xinghe/1/h1/k", outcome.SerializeAsString()}};
        out.state = state.SerializeAsString();
        out.version = "7";
        return out;
    }
};

TEST(VerifyChecks, SayNothingOfAGoodShard) {
    EXPECT_EQ(text_of(check_shard(Shard().contents())), "");
    EXPECT_EQ(text_of(check_shard({})), "") << "never used";
}

TEST(VerifyChecks, ARequestWaitsForTheTradeThatItsHelperCalled) {
    Shard shard;
    auto& r = *shard.visited.mutable_request();
    r.mutable_visits(0)->set_state(v1::VISIT_STATE_DONE);
    r.set_arrived_at(5);
    r.mutable_trade()->set_called_at(6);
    r.set_state(v1::REQUEST_STATE_ARRIVED);
    EXPECT_EQ(text_of(check_shard(shard.contents())), "");
    r.mutable_trade()->set_done_at(7);
    EXPECT_NE(text_of(check_shard(shard.contents())), "");
}

struct Mistake {
    const char* name;
    const char* check;
    std::function<void(Shard&)> plant;
};

class VerifyMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(VerifyMistakes, AreFound) {
    Shard shard;
    GetParam().plant(shard);
    const auto findings = check_shard(shard.contents());
    EXPECT_THAT(findings, testing::Contains(testing::Field(&Finding::check, GetParam().check)))
        << text_of(findings);
}

const Mistake kMistakes[] = {
    {"TwoWinners", "P2",
     [](Shard& s) { *s.visited.mutable_request()->add_visits() = s.visited.request().visits(0); }},
    {"OneHelperAtTwoDoors", "P2",
     [](Shard& s) { *s.offered.mutable_request()->add_visits() = s.visited.request().visits(0); }},
    {"OfferedOffDuty", "P4", [](Shard& s) { s.asked.mutable_volunteer()->set_duty(v1::DUTY_OFF); }},
    {"OpenAfterTheEnd", "P4",
     [](Shard& s) { *s.ended.mutable_request()->add_offers() = s.offered.request().offers(0); }},
    {"OfferWithoutOutcome", "P4",
     [](Shard& s) {
         s.offered.mutable_request()->mutable_offers(0)->set_outcome(v1::OFFER_OUTCOME_UNSPECIFIED);
     }},
    {"EndedOfferIsOpen", "P4",
     [](Shard& s) { s.offered.mutable_request()->mutable_offers(0)->set_ended_at(5); }},
    {"NothingDue", "P6", [](Shard& s) { s.visited.mutable_request()->set_review_at(0); }},
    {"AlarmOfNobody", "P6",
     [](Shard& s) { s.visited.mutable_request()->mutable_alarm()->set_acknowledged_at(5); }},
    {"AlarmThatStopped", "P6",
     [](Shard& s) { s.visited.mutable_request()->mutable_alarm()->set_raised_at(5); }},
    {"TimerAfterTheEnd", "P6", [](Shard& s) { s.ended.mutable_request()->set_review_at(5); }},
    {"NewerThanTheNewest", "P7", [](Shard& s) { s.state.mutable_counters(0)->set_last_event(5); }},
    {"NotCounted", "P7", [](Shard& s) { s.state.clear_counters(); }},
    {"StateWithoutVisits", "state",
     [](Shard& s) { s.visited.mutable_request()->set_state(v1::REQUEST_STATE_QUEUED); }},
    {"LiveVisitOfAnEndedRequest", "state",
     [](Shard& s) { *s.ended.mutable_request()->add_visits() = s.visited.request().visits(0); }},
    {"SameNumberTwice", "state", [](Shard& s) { s.visited.mutable_request()->set_number(2); }},
    {"NumberBeyondTheNewest", "state",
     [](Shard& s) { s.visited.mutable_request()->set_number(4); }},
    {"TwoOpenForTheSame", "state",
     [](Shard& s) { s.offered.mutable_request()->set_category("water"); }},
    {"OtherVersion", "state", [](Shard& s) { s.state.set_version(8); }},
    {"AskedWhilePaused", "state",
     [](Shard& s) { s.offered.mutable_request()->add_pauses()->set_from(5); }},
    {"PauseThatNeverEnds", "P6",
     [](Shard& s) { s.ended.mutable_request()->add_pauses()->set_from(5); }},
    {"PauseThatEndedBeforeItBegan", "state",
     [](Shard& s) {
         auto& pause = *s.visited.mutable_request()->add_pauses();
         pause.set_from(5);
         pause.set_ended_at(4);
     }},
    {"NoHousehold", "refers",
     [](Shard& s) { s.visited.mutable_request()->set_household_id("h9"); }},
    {"NoVolunteer", "refers",
     [](Shard& s) { s.visited.mutable_request()->mutable_visits(0)->set_volunteer_id("v9"); }},
    {"NoBuilding", "refers", [](Shard& s) { s.household.mutable_household()->set_building("9"); }},
    {"NoPersonOfACredential", "refers",
     [](Shard& s) { s.credential.mutable_credential()->mutable_principal()->set_id("h9"); }},
    {"FoldedIntoNothing", "refers",
     [](Shard& s) { s.offered.mutable_request()->set_incident_id("i9"); }},
    {"FoldedAndNotListed", "refers",
     [](Shard& s) { s.offered.mutable_request()->set_incident_id("i3"); }},
    {"EndedAndStillListed", "refers",
     [](Shard& s) { s.incident.mutable_incident()->add_request_ids("r3"); }},
    {"OutageWithoutADispatch", "P6",
     [](Shard& s) { s.incident.mutable_incident()->clear_lead_request_id(); }},
    {"UnderAnotherKey", "parses", [](Shard& s) { s.household.mutable_household()->set_id("h2"); }},
    {"OutcomeOfAnother", "parses", [](Shard& s) { s.outcome.mutable_principal()->set_id("h2"); }},
};
INSTANTIATE_TEST_SUITE_P(Planted, VerifyMistakes, testing::ValuesIn(kMistakes),
                         [](const auto& mistake) { return std::string(mistake.param.name); });

TEST(VerifyChecks, FindGarbage) {
    auto contents = Shard().contents();
    contents.entities.emplace_back("household/xinghe/h7", "\xff\xff");
    contents.outcomes.emplace_back("x", "\xff\xff");
    EXPECT_EQ(check_shard(contents).size(), 2u);
    contents = Shard().contents();
    contents.state = "\xff\xff";
    EXPECT_THAT(text_of(check_shard(contents)), testing::HasSubstr("it is no ShardState"));
}

std::string record(std::uint64_t previous, std::uint64_t version,
                   std::initializer_list<std::uint64_t> events) {
    v1::CommitRecord r;
    r.set_previous(previous);
    r.set_version(version);
    for (const auto number : events) {
        auto& event = *r.add_events();
        event.set_estate("xinghe");
        event.set_number(number);
    }
    return r.SerializeAsString();
}

TEST(VerifyChecks, FindGapsInTheStream) {
    Findings findings;
    StreamCheck good;
    good.add("1-0", record(0, 5, {1, 2}), findings);
    good.add("2-0", record(5, 6, {3}), findings);
    v1::ShardState state;
    state.add_counters()->set_estate("xinghe");
    state.mutable_counters(0)->set_last_event(3);
    good.finish(state.SerializeAsString(), findings);
    EXPECT_EQ(text_of(findings), "");

    state.mutable_counters(0)->set_last_event(4);
    good.finish(state.SerializeAsString(), findings);
    EXPECT_EQ(findings.size(), 1u) << "the newest is lost";
    StreamCheck lost_event = good;
    lost_event.add("3-0", record(6, 7, {5}), findings);
    EXPECT_EQ(findings.size(), 2u);
    StreamCheck lost_record = good;
    lost_record.add("3-0", record(7, 8, {4}), findings);
    EXPECT_EQ(findings.size(), 3u);
    StreamCheck lost_beginning;
    lost_beginning.add("2-0", record(5, 6, {3}), findings);
    EXPECT_EQ(findings.size(), 5u) << "the record before, and its events";
    StreamCheck garbage = good;
    garbage.add("3-0", "\xff\xff", findings);
    EXPECT_EQ(findings.size(), 6u);
}

}  // namespace
}  // namespace circle::verify
