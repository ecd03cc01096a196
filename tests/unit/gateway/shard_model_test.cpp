#include "gateway/view/shard_model.hpp"

#include <gtest/gtest.h>

#include "gateway/view/entity_id.hpp"
#include "gateway/view/resume_token.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;
using keyspace::StreamId;

const v1::Principal kViewer = principal(v1::ROLE_RESIDENT, "hA");

struct Heard : ShardObserver {
    void on_events(const EstateFeed&, Entries entries) override {
        ++commits;
        for (const HistoryEntry& entry : entries) numbers.push_back(entry.number);
    }
    void on_outcome(const v1::OutcomeRecord& record) override {
        outcomes.push_back(record.outcome().client_key());
    }
    int commits = 0;
    std::vector<std::uint64_t> numbers;
    std::vector<std::string> outcomes;
};

std::string commit(std::uint64_t version, std::uint64_t previous,
                   std::initializer_list<std::uint64_t> numbers) {
    v1::CommitRecord record;
    record.set_version(version);
    record.set_previous(previous);
    for (const auto n : numbers) {
        v1::Event e = event(n, v1::FACT_KIND_POSITION_CHANGED);
        v1::Entity v = volunteer("v1", v1::DUTY_ON_DUTY, n);
        v.mutable_volunteer()->set_position_at(std::int64_t(n));
        *e.add_images() = v;
        *record.add_events() = e;
    }
    return record.SerializeAsString();
}

std::string state(std::uint64_t last_visible, std::uint64_t last_event) {
    v1::ShardState s;
    s.set_incarnation("inc");
    s.set_last_visible(last_visible);
    auto& counter = *s.add_counters();
    counter.set_estate("xinghe");
    counter.set_last_event(last_event);
    return s.SerializeAsString();
}

// End of the stream is version 10 with event 5; events 4 and 5 are remembered.
ShardModel loaded() {
    ShardModel model(3, "inc");
    EXPECT_TRUE(model.begin({100, 0}, state(10, 5)));
    EXPECT_TRUE(model.add_history({90, 0}, commit(9, 8, {4})));
    EXPECT_TRUE(model.add_history({100, 0}, commit(10, 9, {5})));
    EXPECT_TRUE(model.add_entity(volunteer("v1", v1::DUTY_ON_DUTY, 5).SerializeAsString()));
    return model;
}

TEST(ShardModel, AppliesWhatFollowsAndTellsIt) {
    ShardModel model = loaded();
    EXPECT_TRUE(model.caught_up());
    Heard heard;
    EXPECT_EQ(model.apply({110, 0}, commit(12, 10, {6, 7}), heard), ShardModel::Applied::ok);
    EXPECT_EQ(heard.numbers, (std::vector<std::uint64_t>{6, 7}));
    EXPECT_EQ(model.estate("xinghe")->model.number(), 7u);
    EXPECT_EQ(model.estate("xinghe")->model.volunteer("v1")->position_at(), 7);
    EXPECT_EQ(model.position(), (StreamId{110, 0}));
}

TEST(ShardModel, NoticesAGapOfCommitsAndOfNumbers) {
    Heard heard;
    ShardModel missing_commit = loaded();
    EXPECT_EQ(missing_commit.apply({120, 0}, commit(12, 11, {6}), heard), ShardModel::Applied::gap);
    ShardModel missing_number = loaded();
    EXPECT_EQ(missing_number.apply({120, 0}, commit(11, 10, {7}), heard), ShardModel::Applied::gap);
    EXPECT_TRUE(heard.numbers.empty());
    EXPECT_EQ(missing_commit.position(), (StreamId{100, 0}));
    EXPECT_EQ(missing_commit.apply({120, 0}, "\xff\xff", heard), ShardModel::Applied::malformed);
}

TEST(ShardModel, StateNewerThanTheEndIsReachedBeforeAnybodyIsTold) {
    ShardModel model(3, "inc");
    ASSERT_TRUE(model.begin({100, 0}, state(11, 6)));
    ASSERT_TRUE(model.add_history({100, 0}, commit(10, 9, {5})));
    EXPECT_FALSE(model.caught_up());
    Heard heard;
    EXPECT_EQ(model.apply({110, 0}, commit(11, 10, {6}), heard), ShardModel::Applied::ok);
    EXPECT_TRUE(model.caught_up());
    EXPECT_TRUE(heard.numbers.empty());  // snapshots hold it already
    EXPECT_NE(model.estate("xinghe")->history.find(6), nullptr);
}

TEST(ShardModel, ResumesExactlyWhatWasMissed) {
    ShardModel model = loaded();
    const std::string token = model.resume_token(*model.estate("xinghe"), kViewer);
    EXPECT_EQ(model.missed(*model.estate("xinghe"), kViewer, token)->size(), 0u);
    Heard heard;
    ASSERT_EQ(model.apply({110, 0}, commit(11, 10, {6, 7}), heard), ShardModel::Applied::ok);
    const auto missed = model.missed(*model.estate("xinghe"), kViewer, token);
    ASSERT_TRUE(missed);
    ASSERT_EQ(missed->size(), 2u);
    EXPECT_EQ((*missed)[0].number, 6u);
    EXPECT_EQ((*missed)[1].number, 7u);
}

TEST(ShardModel, UnusableTokensMeanASnapshot) {
    ShardModel model = loaded();
    const auto usable = [&](const ResumeToken& t) {
        return model.missed(*model.estate("xinghe"), kViewer, encode(t)).has_value();
    };
    const std::string mine = viewer_mark(kViewer);
    EXPECT_TRUE(usable({"inc", 3, {100, 0}, 5, mine}));
    for (const v1::Principal& other :
         {principal(v1::ROLE_RESIDENT, "hB"), principal(v1::ROLE_VOLUNTEER, "hA"),
          principal(v1::ROLE_RESIDENT, "hA", "elsewhere")}) {
        EXPECT_FALSE(usable({"inc", 3, {100, 0}, 5, viewer_mark(other)}));
    }
    EXPECT_FALSE(usable({"inc", 3, {100, 0}, 5, ""}));
    EXPECT_TRUE(usable({"inc", 3, {90, 0}, 4, mine}));
    EXPECT_FALSE(usable({"restored", 3, {100, 0}, 5, mine}));
    EXPECT_FALSE(usable({"inc", 4, {100, 0}, 5, mine}));
    EXPECT_FALSE(usable({"inc", 3, {101, 0}, 5, mine}));  // history was rewound
    EXPECT_FALSE(usable({"inc", 3, {80, 0}, 3, mine}));   // too old
    EXPECT_FALSE(usable({"inc", 3, {110, 0}, 6, mine}));  // from the future
    for (const char* garbage : {"", "x", "AAAA", "%%%", "MS8z"}) {
        EXPECT_FALSE(model.missed(*model.estate("xinghe"), kViewer, garbage)) << garbage;
    }
}

TEST(ResumeToken, RoundTrips) {
    const ResumeToken token{"in/car-nation", 15, {1732300000000, 7}, 1234567, "0a1b2c"};
    EXPECT_EQ(decode_resume_token(encode(token)), token);
}

TEST(History, IsBoundedByCountAndBytes) {
    History by_count(3, 1 << 20);
    for (std::uint64_t n = 1; n <= 10; ++n) {
        by_count.add({std::int64_t(n), 0},
                     std::make_shared<v1::Event>(event(n, v1::FACT_KIND_DUTY_CHANGED)));
    }
    EXPECT_EQ(by_count.entries().size(), 3u);
    EXPECT_EQ(by_count.find(7), nullptr);
    EXPECT_EQ(by_count.find(8)->number, 8u);
    EXPECT_EQ(by_count.find(11), nullptr);

    History by_bytes(1000, 2000);
    for (std::uint64_t n = 1; n <= 100; ++n) {
        v1::Event e = event(n, v1::FACT_KIND_DUTY_CHANGED);
        e.mutable_fact()->set_reason(std::string(100, 'x'));
        by_bytes.add({std::int64_t(n), 0}, std::make_shared<v1::Event>(e));
        EXPECT_LE(by_bytes.bytes(), 2000u);
    }
    EXPECT_NE(by_bytes.find(100), nullptr);
}

TEST(EstateModel, NewestVersionWinsAndTheErasedStayErased) {
    EstateModel model("xinghe");
    EXPECT_TRUE(model.put(volunteer("v1", v1::DUTY_ON_DUTY, 5)));
    EXPECT_FALSE(model.put(volunteer("v1", v1::DUTY_OFF, 4)));
    EXPECT_EQ(model.volunteer("v1")->duty(), v1::DUTY_ON_DUTY);
    EXPECT_EQ(model.on_duty(), 1u);
    EXPECT_FALSE(model.erase("volunteer/xinghe/v1", 4));  // a newer image is held
    EXPECT_TRUE(model.erase("volunteer/xinghe/v1", 6));
    EXPECT_FALSE(model.put(volunteer("v1", v1::DUTY_ON_DUTY, 5)));  // a page read late
    EXPECT_EQ(model.volunteer("v1"), nullptr);
    EXPECT_TRUE(model.put(volunteer("v1", v1::DUTY_ON_DUTY, 7)));
    EXPECT_FALSE(model.erase("volunteer/other/v1", 9));
}

TEST(EstateModel, CountsWhoIsOnDuty) {
    EstateModel model("xinghe");
    const auto put = [&](const char* id, v1::Duty duty, std::uint64_t version) {
        model.put(volunteer(id, duty, version));
        return model.on_duty();
    };
    EXPECT_EQ(put("v1", v1::DUTY_ON_DUTY, 1), 1u);
    EXPECT_EQ(put("v1", v1::DUTY_ON_DUTY, 2), 1u);
    EXPECT_EQ(put("v2", v1::DUTY_ON_DUTY, 3), 2u);
    EXPECT_EQ(put("v1", v1::DUTY_OFF, 4), 1u);
    EXPECT_EQ(put("v1", v1::DUTY_ON_DUTY, 3), 1u);  // old news
    EXPECT_EQ(put("v3", v1::DUTY_OFF, 5), 1u);
    model.erase("volunteer/xinghe/v2", 6);
    EXPECT_EQ(model.on_duty(), 0u);
    model.erase("volunteer/xinghe/v2", 7);
    EXPECT_EQ(model.on_duty(), 0u);
}

TEST(EstateModel, IndexesFollowTheRequests) {
    EstateModel model("xinghe");
    v1::Entity r = request("r1", "hA", 1);
    add_offer(r, "v1");
    model.put(r);
    EXPECT_EQ(model.engagements("v1").size(), 1u);
    EXPECT_EQ(model.recent_requests_of("hA", 0).size(), 1u);
    r.set_version(2);
    r.mutable_request()->mutable_offers(0)->set_outcome(v1::OFFER_OUTCOME_TIMED_OUT);
    r.mutable_request()->set_state(v1::REQUEST_STATE_CLOSED);
    r.mutable_request()->set_ended_at(kNow);
    model.put(r);
    EXPECT_TRUE(model.engagements("v1").empty());
    EXPECT_TRUE(model.recent_requests(0).empty());
    EXPECT_EQ(model.recent_requests(1).size(), 1u);
    EXPECT_EQ(model.recent_requests_of("hA", 1).size(), 1u);
    v1::Entity earlier = request("r0", "hA", 1);
    earlier.mutable_request()->set_state(v1::REQUEST_STATE_CLOSED);
    earlier.mutable_request()->set_ended_at(kNow - 1);
    model.put(earlier);
    EXPECT_EQ(model.recent_requests(1).size(), 1u);
    EXPECT_EQ(model.recent_requests(1, 2).size(), 2u);
    earlier.set_version(2);
    earlier.mutable_request()->set_ended_at(kNow - 86'400'000);
    model.put(earlier);
    EXPECT_EQ(model.recent_requests(1, 2).size(), 1u) << "of the day before";
    model.erase("request/xinghe/r0", 3);
    model.erase("request/xinghe/r1", 3);
    EXPECT_TRUE(model.recent_requests(1).empty());
    EXPECT_TRUE(model.recent_requests_of("hA", 1).empty());
}

TEST(EntityId, ReadsItsOwnNames) {
    v1::Entity fact = entity(3);
    fact.mutable_fact()->set_request_id("r1");
    fact.mutable_fact()->set_number(3);
    EXPECT_EQ(to_string(id_of(fact)), "fact/xinghe/r1/000000000003");
    EXPECT_EQ(parse_entity_key("fact/xinghe/r1/000000000003"), id_of(fact));
    for (const char* bad : {"", "request", "request/xinghe", "request/xinghe/", "/x/y", "a//b"}) {
        EXPECT_FALSE(parse_entity_key(bad)) << bad;
    }
}

}  // namespace
}  // namespace circle::gateway
