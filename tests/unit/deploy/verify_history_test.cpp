// A day's history that is as promised, then each promise broken once: the history must name it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "deploy/verify/history.hpp"
#include "deploy/verify/journal.hpp"
#include "tests/unit/deploy/findings_text.hpp"

namespace circle::verify {
namespace {

// What a dispatcher would commit: one event a commit, entities as the images make them.
struct Day {
    std::vector<v1::CommitRecord> records;
    std::vector<v1::JournalEntry> journal;
    std::vector<std::string> commands;
    std::map<std::string, v1::Entity> entities;
    std::map<std::string, v1::OutcomeRecord> outcomes;
    v1::ShardState state;

    Day() {
        for (const char* id : {"v1", "v2"}) {
            auto& event = commit(v1::FACT_KIND_DUTY_CHANGED, "", {id});
            event.mutable_fact()->set_reason(id == std::string("v1") ? "on_duty" : "shift");
            auto& image = *event.add_images();
            image.set_estate("xinghe");
            image.mutable_volunteer()->set_id(id);
            image.mutable_volunteer()->set_duty(v1::DUTY_ON_DUTY);
        }
        say(v1::FACT_KIND_REQUEST_SUBMITTED, "r1");
        say(v1::FACT_KIND_WAVE_OPENED, "r1", {"v1", "v2"});
        say(v1::FACT_KIND_VISIT_ACCEPTED, "r1", {"v1"});
        end_offer("r1", "v2", v1::OFFER_OUTCOME_TAKEN);
        progress("r1", "v1", v1::VISIT_STATE_ARRIVED);
        progress("r1", "v1", v1::VISIT_STATE_DONE);
        say(v1::FACT_KIND_REQUEST_RESOLVED, "r1");
        say(v1::FACT_KIND_REQUEST_SUBMITTED, "r2");
        say(v1::FACT_KIND_WAVE_OPENED, "r2", {"v2"});
    }

    v1::Event& commit(v1::FactKind kind, const std::string& request,
                      std::vector<std::string> people) {
        const auto number = records.size() + 1;
        const std::string command = std::to_string(number * 10) + "-0";
        commands.push_back(command);
        auto& line = journal.emplace_back();
        line.set_version(number);
        line.set_now(static_cast<std::int64_t>(number) * 10);
        line.set_first_command(command);
        line.set_last_command(command);
        line.set_commands(1);
        auto& record = records.emplace_back();
        record.set_version(number);
        record.set_previous(number - 1);
        record.set_now(line.now());
        record.set_cursor(command);
        auto& outcome = *record.add_outcomes();
        outcome.mutable_principal()->set_estate("xinghe");
        outcome.mutable_outcome()->set_client_key("k" + std::to_string(number));
        outcome.mutable_outcome()->set_command_id(command);
        outcome.set_now(line.now());
        outcomes["xinghe/0//k" + std::to_string(number)] = outcome;
        auto& event = *record.add_events();
        event.set_estate("xinghe");
        event.set_number(number);
        auto& fact = *event.mutable_fact();
        fact.set_kind(kind);
        fact.set_number(number);
        fact.set_request_id(request);
        for (const auto& id : people) fact.add_volunteer_ids(id);
        state.set_version(number);
        state.set_last_visible(number);
        state.set_commands_applied(number);
        state.set_cursor(command);
        state.set_now(line.now());
        return event;
    }

    v1::Fact& say(v1::FactKind kind, const std::string& request,
                  std::vector<std::string> people = {}) {
        auto& event = commit(kind, request, std::move(people));
        auto& image = *event.add_images();
        image.set_estate("xinghe");
        image.mutable_request()->set_id(request);
        image.mutable_request()->set_headcount(1);
        return *event.mutable_fact();
    }
    void end_offer(const std::string& request, const std::string& who, v1::OfferOutcome outcome) {
        say(v1::FACT_KIND_OFFER_ENDED, request, {who}).set_offer_outcome(outcome);
    }
    void progress(const std::string& request, const std::string& who, v1::VisitState state_now) {
        say(v1::FACT_KIND_VISIT_PROGRESSED, request, {who}).set_visit_state(state_now);
    }

    // Makes the requests' images, the entities and the contents fit what was told.
    Contents contents() {
        v1::Request now;
        std::map<std::string, v1::Request> requests;
        for (auto& record : records) {
            auto& event = *record.mutable_events(0);
            for (auto& image : *event.mutable_images()) {
                if (image.has_request()) {
                    auto& r = requests[image.request().id()];
                    r.set_id(image.request().id());
                    r.set_headcount(1);
                    retell(event.fact(), r);
                    *image.mutable_request() = r;
                }
                entities[entity_key_of(image)] = image;
            }
            if (event.fact().request_id().empty()) continue;
            v1::Entity line;
            line.set_estate("xinghe");
            line.set_version(event.number());
            *line.mutable_fact() = event.fact();
            entities[entity_key_of(line)] = line;
        }
        Contents out;
        for (const auto& [key, entity] : entities) {
            out.entities.emplace_back(key, entity.SerializeAsString());
        }
        for (const auto& [key, outcome] : outcomes) {
            out.outcomes.emplace_back(key, outcome.SerializeAsString());
        }
        out.state = state.SerializeAsString();
        out.version = std::to_string(state.version());
        return out;
    }

    static std::string entity_key_of(const v1::Entity& e) {
        if (e.has_volunteer()) return "volunteer/xinghe/" + e.volunteer().id();
        if (e.has_request()) return "request/xinghe/" + e.request().id();
        return fmt::format("fact/xinghe/{}/{:012}", e.fact().request_id(), e.fact().number());
    }

    static void retell(const v1::Fact& fact, v1::Request& r) {
        switch (fact.kind()) {
            case v1::FACT_KIND_WAVE_OPENED:
                for (const auto& id : fact.volunteer_ids()) {
                    r.add_offers()->set_volunteer_id(id);
                    r.mutable_offers(r.offers_size() - 1)->set_outcome(v1::OFFER_OUTCOME_OPEN);
                }
                break;
            case v1::FACT_KIND_VISIT_ACCEPTED:
                for (auto& offer : *r.mutable_offers()) {
                    if (offer.volunteer_id() != fact.volunteer_ids(0)) continue;
                    offer.set_outcome(v1::OFFER_OUTCOME_ACCEPTED);
                }
                r.add_visits()->set_volunteer_id(fact.volunteer_ids(0));
                r.mutable_visits(r.visits_size() - 1)->set_state(v1::VISIT_STATE_ACCEPTED);
                break;
            case v1::FACT_KIND_OFFER_ENDED:
                for (auto& offer : *r.mutable_offers()) {
                    if (offer.volunteer_id() != fact.volunteer_ids(0)) continue;
                    offer.set_outcome(fact.offer_outcome());
                }
                break;
            case v1::FACT_KIND_VISIT_PROGRESSED:
                for (auto& visit : *r.mutable_visits()) visit.set_state(fact.visit_state());
                break;
            case v1::FACT_KIND_REQUEST_RESOLVED:
                r.set_state(v1::REQUEST_STATE_RESOLVED);
                break;
            default:
                break;
        }
    }
};

// `spoil`: what happens to the contents after they were committed.
Findings check(Day& day, const std::function<void(Contents&)>& spoil = {}) {
    Contents contents = day.contents();
    if (spoil) spoil(contents);
    Findings findings;
    HistoryCheck history;
    JournalCheck journal(contents);
    StreamCheck stream(day.state.version());
    for (const auto& line : day.journal) journal.add("j", line.SerializeAsString(), findings);
    for (const auto& record : day.records) {
        const auto* found = stream.add("1-0", record.SerializeAsString(), findings);
        if (found == nullptr) continue;
        history.add("1-0", *found, findings);
        journal.see_record("1-0", *found, findings);
    }
    for (const auto& command : day.commands) journal.see_command(command, findings);
    history.finish(contents, findings);
    journal.finish(findings);
    return findings;
}

TEST(VerifyHistory, SaysNothingOfAGoodDay) {
    Day day;
    EXPECT_EQ(text_of(check(day)), "");
}

TEST(VerifyHistory, LeavesWhatCameLaterAlone) {
    Day day;
    const Contents before = day.contents();
    day.say(v1::FACT_KIND_VISIT_ACCEPTED, "r2", {"v2"});
    day.state.ParseFromString(before.state);
    EXPECT_EQ(text_of(check(day, [&](Contents& c) { c = before; })), "");
}

struct Broken {
    const char* name;
    const char* check;
    const char* text;
    std::function<void(Day&)> plant;
};

class VerifyBrokenHistory : public testing::TestWithParam<Broken> {};

TEST_P(VerifyBrokenHistory, IsFound) {
    Day day;
    GetParam().plant(day);
    const auto findings = check(day);
    EXPECT_THAT(findings, testing::Contains(testing::AllOf(
                              testing::Field(&Finding::check, GetParam().check),
                              testing::Field(&Finding::text, testing::HasSubstr(GetParam().text)))))
        << text_of(findings);
}

void accept(Day& day, const char* request, const char* who) {
    day.say(v1::FACT_KIND_VISIT_ACCEPTED, request, {who});
}

const Broken kBroken[] = {
    {"OfferAfterTheEnd", "P4", "offered after it has ended",
     [](Day& d) { d.say(v1::FACT_KIND_WAVE_OPENED, "r1", {"v1"}); }},
    {"TwoHoldersOnceUponATime", "P2", "2 hold it at a time, 1 are wanted",
     [](Day& d) {
         accept(d, "r2", "v2");
         accept(d, "r2", "v1");
         d.say(v1::FACT_KIND_VISIT_ABORTED, "r2", {"v1"});
     }},
    {"OneHelperAtTwoDoors", "P2", "v2 is also at request/xinghe/r2",
     [](Day& d) {
         accept(d, "r2", "v2");
         d.say(v1::FACT_KIND_REQUEST_SUBMITTED, "r3");
         d.say(v1::FACT_KIND_VISIT_ASSIGNED, "r3", {"v2"});
     }},
    {"AcceptedAfterTheEnd", "P2", "goes after it has ended", [](Day& d) { accept(d, "r1", "v1"); }},
    {"OfferedOffDuty", "P4", "offered to v1, who is off duty",
     [](Day& d) {
         auto& off = d.commit(v1::FACT_KIND_DUTY_CHANGED, "", {"v1"});
         off.mutable_fact()->set_reason("off");
         d.say(v1::FACT_KIND_WAVE_OPENED, "r2", {"v1"});
     }},
    {"OfferedAfterTheShift", "P4", "offered to v1, who is off duty",
     [](Day& d) {
         auto& over = d.commit(v1::FACT_KIND_DUTY_CHANGED, "", {"v1"});
         over.mutable_fact()->set_reason("shift_over");
         d.say(v1::FACT_KIND_WAVE_OPENED, "r2", {"v1"});
     }},
    {"OfferWithoutOutcome", "P4", "the offer to v2 has no outcome",
     [](Day& d) { d.say(v1::FACT_KIND_REQUEST_RESOLVED, "r2"); }},
    {"EndedWithoutBeingOpen", "P4", "v1 has no open offer",
     [](Day& d) { d.end_offer("r2", "v1", v1::OFFER_OUTCOME_TIMED_OUT); }},
    {"OfferedTwice", "P4", "v2 has an open offer of it already",
     [](Day& d) { d.say(v1::FACT_KIND_WAVE_OPENED, "r2", {"v2"}); }},
    {"EndsTwice", "state", "it ends twice",
     [](Day& d) { d.say(v1::FACT_KIND_REQUEST_RESOLVED, "r1"); }},
    {"FactOfNobodysRequest", "state", "nobody has asked for it",
     [](Day& d) { d.say(v1::FACT_KIND_WAVE_OPENED, "r9", {"v1"}); }},
    {"CommandPassedOver", "P1", "no commit has decided it",
     [](Day& d) { d.commands.insert(d.commands.begin() + 3, "35-0"); }},
    {"CommandLost", "P1", "the stream has 0", [](Day& d) { d.commands.erase(d.commands.begin()); }},
    {"CommandDecidedTwice", "P3", "it decides 30-0 again",
     [](Day& d) { d.journal[3].set_first_command("30-0"); }},
    {"NoOutcomeGiven", "P3", "no outcome was given", [](Day& d) { d.records[2].clear_outcomes(); }},
    {"JournalEntryLost", "P7", "the journal knows no commit 4",
     [](Day& d) { d.journal.erase(d.journal.begin() + 3); }},
    {"RecordLost", "P7", "it follows version 3, the one before it is 2",
     [](Day& d) { d.records.erase(d.records.begin() + 2); }},
    {"NewestRecordLost", "P7", "the newest visible commit is 11, the stream ends with 10",
     [](Day& d) { d.records.pop_back(); }},
    {"NewestJournalEntryLost", "P7", "the journal ends with 10",
     [](Day& d) { d.journal.pop_back(); }},
    {"OtherPosition", "P7", "its time and position",
     [](Day& d) { d.records[2].set_cursor("1-0"); }},
};
INSTANTIATE_TEST_SUITE_P(Planted, VerifyBrokenHistory, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return std::string(broken.param.name); });

TEST(VerifyHistory, ComparesWhatIsStoredWithWhatHappened) {
    const auto found = [](const std::function<void(Contents&)>& spoil) {
        Day day;
        return text_of(check(day, spoil));
    };
    const auto at = [](Contents& c, const std::string& key) {
        return std::find_if(c.entities.begin(), c.entities.end(),
                            [&](const auto& pair) { return pair.first == key; });
    };
    EXPECT_THAT(found([&](Contents& c) { c.entities.erase(at(c, "request/xinghe/r1")); }),
                testing::HasSubstr("P7 request/xinghe/r1: an event has made it, it is not there"));
    EXPECT_THAT(found([&](Contents& c) {
                    c.entities.emplace_back("volunteer/xinghe/v9",
                                            at(c, "volunteer/xinghe/v1")->second);
                }),
                testing::HasSubstr("P7 volunteer/xinghe/v9: no event has made it"));
    EXPECT_THAT(
        found([&](Contents& c) {
            v1::Entity changed;
            changed.ParseFromString(at(c, "request/xinghe/r2")->second);
            changed.mutable_request()->mutable_offers(0)->set_outcome(v1::OFFER_OUTCOME_TAKEN);
            at(c, "request/xinghe/r2")->second = changed.SerializeAsString();
        }),
        testing::AllOf(testing::HasSubstr("it is not what its newest event"),
                       testing::HasSubstr("P4 request/xinghe/r2: its facts tell of other")));
    EXPECT_THAT(found([](Contents& c) { c.outcomes.erase(c.outcomes.begin()); }),
                testing::HasSubstr("P3 xinghe/0//k1: an outcome was given, it is not there"));
    EXPECT_THAT(
        found([](Contents& c) { c.outcomes.emplace_back("xinghe/0//zz", c.outcomes[0].second); }),
        testing::HasSubstr("P3 xinghe/0//zz: no commit has given this outcome"));
}

TEST(VerifyHistory, LetsOldOutcomesGo) {
    Day day;
    const Findings findings = check(day, [](Contents& c) {
        v1::ShardState state;
        state.ParseFromString(c.state);
        state.set_now(10 + kKept);
        c.state = state.SerializeAsString();
        c.outcomes.erase(c.outcomes.begin());  // of 10
    });
    EXPECT_THAT(text_of(findings), testing::Not(testing::HasSubstr("P3")));
}

}  // namespace
}  // namespace circle::verify
