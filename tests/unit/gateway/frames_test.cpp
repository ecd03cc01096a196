// Codec, validation, texts, admission, rate limit.
#include <gtest/gtest.h>

#include <limits>

#include "gateway/auth/permissions.hpp"
#include "gateway/ws/accepted.hpp"
#include "gateway/ws/admission.hpp"
#include "gateway/ws/codec.hpp"
#include "gateway/ws/token_bucket.hpp"
#include "gateway/ws/validate.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

v1::ClientFrame submit(const std::string& category, const std::string& note = {},
                       const std::string& key = "k1") {
    v1::ClientFrame f;
    f.set_seq(2);
    f.set_client_key(key);
    f.mutable_submit()->set_category(category);
    f.mutable_submit()->set_note(note);
    return f;
}

TEST(Codec, JsonPrintsDefaultsAndIgnoresUnknownFields) {
    v1::ServerFrame frame;
    frame.set_reply_to(3);
    frame.mutable_outcome()->set_client_key("k");
    const std::string text = encode(Codec::json, frame);
    EXPECT_NE(text.find("\"code\":\"CODE_OK\""), std::string::npos) << text;
    EXPECT_NE(text.find("\"replyTo\":3"), std::string::npos) << text;
    EXPECT_NE(text.find("\"repeat\":false"), std::string::npos) << text;

    const auto decoded = decode(
        Codec::json,
        R"({"seq":2,"clientKey":"k","futureField":{"a":[1]},"submit":{"category":"water","x":1}})",
        false);
    ASSERT_TRUE(decoded.ok) << decoded.error;
    EXPECT_EQ(decoded.frame.submit().category(), "water");
}

TEST(Codec, BothRoundTrip) {
    const v1::ClientFrame sent = submit("water", "厨房漏水");
    const auto pb = decode(Codec::pb, sent.SerializeAsString(), true);
    ASSERT_TRUE(pb.ok);
    EXPECT_EQ(pb.frame.SerializeAsString(), sent.SerializeAsString());
}

TEST(Codec, MalformedSaysWhatAndWhere) {
    for (const char* bad : {"", "{", "[]", "{\"seq\":\"x\"}", "{\"submit\":7}", "nul", "\"a\"",
                            "{\"submit\":{},\"ping\":{}}"}) {
        const auto decoded = decode(Codec::json, bad, false);
        EXPECT_FALSE(decoded.ok) << bad;
        EXPECT_NE(decoded.error.find("proto3 JSON: "), std::string::npos);
        EXPECT_GT(decoded.error.size(), 40u) << decoded.error;
    }
    EXPECT_FALSE(decode(Codec::pb, "\xff\xff\xff\xff", true).ok);
    EXPECT_FALSE(decode(Codec::pb, std::string("\x12\x02\xff\xfe", 4), true).ok);  // not UTF-8
    EXPECT_NE(decode(Codec::pb, "{}", false).error.find("binary"), std::string::npos);
    EXPECT_NE(decode(Codec::json, "{}", true).error.find("text"), std::string::npos);
    EXPECT_FALSE(decode(Codec::json, std::string(5000, '['), false).ok);
}

TEST(Validate, NamesTheField) {
    struct Row {
        v1::ClientFrame frame;
        const char* field;
        Problem problem;
    };
    const auto with = [](auto&& fill) {
        v1::ClientFrame f;
        f.set_client_key("k");
        fill(f);
        return f;
    };
    const std::string long_note = [] {
        std::string s;
        for (int i = 0; i < 201; ++i) s += "水";
        return s;
    }();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Row rows[] = {
        {submit("water", "", ""), "client_key", Problem::missing},
        {submit("water", "", std::string(65, 'k')), "client_key", Problem::too_long},
        {submit(""), "submit.category", Problem::missing},
        {submit("water", long_note), "submit.note", Problem::too_long},
        {with([](auto& f) { f.mutable_cancel_request(); }), "cancel_request.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_resolve_request(); }), "resolve_request.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_close_request()->set_request_id("r"); }),
         "close_request.reason", Problem::missing},
        {with([](auto& f) { f.mutable_show_offer(); }), "show_offer.offer_id", Problem::missing},
        {with([](auto& f) { f.mutable_accept_offer()->set_offer_id(std::string(129, 'x')); }),
         "accept_offer.offer_id", Problem::too_long},
        {with([](auto& f) { f.mutable_decline_offer(); }), "decline_offer.offer_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_progress_visit()->set_request_id("r"); }),
         "progress_visit.state", Problem::not_a_choice},
        {with([&](auto& f) {
             f.mutable_abort_visit()->set_request_id("r");
             f.mutable_abort_visit()->set_reason(long_note);
         }),
         "abort_visit.reason", Problem::too_long},
        {with([](auto& f) { f.mutable_set_duty()->set_duty(v1::DUTY_BUSY); }), "set_duty.duty",
         Problem::not_a_choice},
        {with([](auto& f) { f.mutable_set_position(); }), "set_position.position",
         Problem::missing},
        {with([&](auto& f) { f.mutable_set_position()->mutable_position()->set_lat(nan); }),
         "set_position.position.lat", Problem::out_of_range},
        {with([](auto& f) { f.mutable_set_position()->mutable_position()->set_lon(181); }),
         "set_position.position.lon", Problem::out_of_range},
        {with([](auto& f) { f.mutable_acknowledge_alarm(); }), "acknowledge_alarm.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_get_timeline(); }), "get_timeline.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_set_lift()->set_unit("1"); }), "set_lift.building",
         Problem::missing},
        {with([](auto& f) { f.mutable_set_lift()->set_building("3"); }), "set_lift.unit",
         Problem::missing},
        {with([](auto& f) {
             f.mutable_set_lift()->set_building("3");
             f.mutable_set_lift()->set_unit("1");
             f.mutable_set_lift()->set_out_of_order(true);
         }),
         "set_lift.reason", Problem::missing},
        {with([](auto& f) {
             f.mutable_submit()->set_category("water");
             f.mutable_submit()->set_sex(static_cast<v1::Sex>(7));
         }),
         "submit.sex", Problem::not_a_choice},
        {with([&](auto& f) {
             f.mutable_assign_volunteer()->set_request_id("r");
             f.mutable_assign_volunteer()->set_volunteer_id("v");
             f.mutable_assign_volunteer()->set_despite(long_note);
         }),
         "assign_volunteer.despite", Problem::too_long},
        {with([](auto& f) { f.mutable_pause_clock(); }), "pause_clock.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_pause_clock()->set_request_id("r"); }), "pause_clock.reason",
         Problem::not_a_choice},
        {with([](auto& f) {
             f.mutable_pause_clock()->set_request_id("r");
             f.mutable_pause_clock()->set_reason(v1::PAUSE_REASON_PART);
             f.mutable_pause_clock()->set_seconds(59);
         }),
         "pause_clock.seconds", Problem::out_of_range},
        {with([](auto& f) { f.mutable_resume_clock(); }), "resume_clock.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_object_pause(); }), "object_pause.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_call_trade(); }), "call_trade.request_id", Problem::missing},
        {with([](auto& f) { f.mutable_progress_trade(); }), "progress_trade.request_id",
         Problem::missing},
        {with([](auto& f) { f.mutable_fold_request()->set_request_id("r"); }),
         "fold_request.incident_id", Problem::missing},
        {with([](auto& f) { f.mutable_unfold_request(); }), "unfold_request.request_id",
         Problem::missing},
        {with([&](auto& f) {
             f.mutable_announce_incident()->set_incident_id("i");
             f.mutable_announce_incident()->set_text(long_note);
         }),
         "announce_incident.text", Problem::too_long},
        {with([](auto& f) { f.mutable_end_incident()->set_incident_id("i"); }),
         "end_incident.reason", Problem::missing},
    };
    for (const Row& row : rows) {
        const auto error = validate(row.frame);
        ASSERT_TRUE(error) << row.field;
        EXPECT_EQ(error->field, row.field);
        EXPECT_EQ(error->problem, row.problem) << row.field;
        for (const Lang lang : {Lang::zh, Lang::en}) {
            EXPECT_NE(text_of(*error, lang).find(row.field), std::string::npos);
        }
    }
}

TEST(Validate, CountsCharactersNotBytes) {
    std::string note;
    for (int i = 0; i < 200; ++i) note += "水";
    EXPECT_FALSE(validate(submit("water", note, "钥匙")));
}

TEST(Command, CarriesWhoAndASealedNote) {
    const auto who = principal(v1::ROLE_RESIDENT, "hA");
    const auto command = to_command(submit("water", "漏水"), who, sealer());
    EXPECT_EQ(command.principal().id(), "hA");
    EXPECT_EQ(command.client_key(), "k1");
    EXPECT_EQ(command.submit_request().category(), "water");
    EXPECT_EQ(sealer().open(command.submit_request().note())->note(), "漏水");
    EXPECT_FALSE(to_command(submit("water"), who, sealer()).submit_request().has_note());
    EXPECT_EQ(client_field("submit_request.category"), "submit.category");
    EXPECT_EQ(client_field("set_duty.duty"), "set_duty.duty");
}

TEST(Command, EveryMutationBecomesOne) {
    const auto* body = v1::ClientFrame::descriptor()->FindOneofByName("body");
    for (int i = 0; i < body->field_count(); ++i) {
        const auto* field = body->field(i);
        v1::ClientFrame frame;
        frame.set_client_key("k");
        frame.GetReflection()->MutableMessage(&frame, field);
        const auto command = to_command(frame, principal(v1::ROLE_RESIDENT, "hA"), sealer());
        EXPECT_EQ(command.body_case() != v1::Command::BODY_NOT_SET, is_mutation(frame.body_case()))
            << field->name();
    }
}

TEST(Accepted, IsSaidOfWhatTheCoreRefuses) {
    EXPECT_EQ(accepted_in("submit.category", Lang::en),
              "submit.category: a category of this estate");
    EXPECT_EQ(accepted_in("submit.answers[12].option", Lang::zh),
              "submit.answers[12].option：这个问题的一个选项");
    EXPECT_EQ(accepted_in("submit.answers: where", Lang::en),
              "submit.answers: where: an answer to each question that is required");
    EXPECT_EQ(accepted_in("report_lost.thing.words", Lang::en),
              "report_lost.thing.words: at most 200 characters; required for the kind “other”");
    EXPECT_EQ(accepted_in("close_request.reason", Lang::en),
              "close_request.reason: 1 to 200 characters");
    EXPECT_EQ(accepted_in("principal.id", Lang::en), "");
}

TEST(Texts, EveryCodeHasOneInBothLanguages) {
    const auto* codes = v1::Code_descriptor();
    for (int i = 0; i < codes->value_count(); ++i) {
        const auto code = static_cast<v1::Code>(codes->value(i)->number());
        EXPECT_FALSE(text_of(code, Lang::zh).empty()) << v1::Code_Name(code);
        EXPECT_FALSE(text_of(code, Lang::en).empty()) << v1::Code_Name(code);
    }
    EXPECT_EQ(lang_of("en-GB"), Lang::en);
    EXPECT_EQ(lang_of(""), Lang::zh);
}

// P14: positions go first, then the rest, help requests and accepts last.
TEST(Admission, RefusesInOrder) {
    struct Row {
        Load load;
        bool position, other, help;
    };
    const Row rows[] = {
        {{0, 0, 0}, true, true, true},
        {{999, .79, 1 << 20}, true, true, true},
        {{1'000, 0, 0}, false, true, true},
        {{4'000, 0, 0}, false, false, true},
        {{16'000, 0, 0}, false, false, false},
        {{0, .80, 0}, false, true, true},
        {{0, .90, 0}, false, false, true},
        {{0, .97, 0}, false, false, false},
        {{0, 0, 32u << 20}, false, true, true},
        {{0, 0, 64u << 20}, false, false, true},
        {{0, 0, 256u << 20}, false, false, false},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(admit(Priority::position, row.load).admitted, row.position);
        EXPECT_EQ(admit(Priority::other, row.load).admitted, row.other);
        EXPECT_EQ(admit(Priority::help, row.load).admitted, row.help);
        const auto refused = admit(Priority::position, row.load);
        EXPECT_EQ(refused.retry_after_ms > 0, !refused.admitted);
    }
    using Frame = v1::ClientFrame;
    EXPECT_EQ(priority_of(Frame::kSetPosition), Priority::position);
    EXPECT_EQ(priority_of(Frame::kSubmit), Priority::help);
    EXPECT_EQ(priority_of(Frame::kAcceptOffer), Priority::help);
    EXPECT_EQ(priority_of(Frame::kSetDuty), Priority::other);
}

TEST(TokenBucket, BurstThenRate) {
    TokenBucket bucket(10, 3);
    EXPECT_TRUE(bucket.take(1000));
    EXPECT_TRUE(bucket.take(1000));
    EXPECT_TRUE(bucket.take(1000));
    EXPECT_FALSE(bucket.take(1000));
    EXPECT_EQ(bucket.wait_ms(1000), 100u);
    EXPECT_FALSE(bucket.take(1099));
    EXPECT_TRUE(bucket.take(1100));
    EXPECT_TRUE(bucket.full(9000));
}

}  // namespace
}  // namespace circle::gateway
