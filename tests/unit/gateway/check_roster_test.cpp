// Frames of roster and book: what is refused, and what they become.
#include <gtest/gtest.h>

#include "gateway/ws/check_roster.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway::test {
namespace {

void expect_refused(const v1::ClientFrame& f, const std::string& field, Problem problem) {
    const auto error = validate(f);
    ASSERT_TRUE(error) << field;
    EXPECT_EQ(error->field, field);
    EXPECT_EQ(error->problem, problem) << field;
}

TEST(CheckRoster, Shifts) {
    v1::ClientFrame f = keyed_frame();
    v1::Shift& shift = *f.mutable_set_shifts()->add_shifts();
    shift.set_from_min(600);
    shift.set_to_min(700);
    expect_refused(f, "set_shifts.shifts.weekday", Problem::out_of_range);
    shift.set_weekday(8);
    expect_refused(f, "set_shifts.shifts.weekday", Problem::out_of_range);
    shift.set_weekday(7);
    EXPECT_FALSE(validate(f));
    shift.set_to_min(600);
    expect_refused(f, "set_shifts.shifts.to_min", Problem::out_of_range);
    shift.set_from_min(1440);
    expect_refused(f, "set_shifts.shifts.from_min", Problem::out_of_range);
    for (int i = 0; i < kMaxShifts; ++i) f.mutable_set_shifts()->add_shifts();
    expect_refused(f, "set_shifts.shifts", Problem::too_many);
}

TEST(CheckRoster, ChangesAndTheirAnswers) {
    v1::ClientFrame f = keyed_frame();
    auto& ask = *f.mutable_ask_shift_change();
    expect_refused(f, "ask_shift_change.kind", Problem::not_a_choice);
    ask.set_kind(v1::SHIFT_CHANGE_KIND_LEAVE);
    expect_refused(f, "ask_shift_change.from", Problem::missing);
    ask.set_from(kNow);
    ask.set_to(kNow);
    expect_refused(f, "ask_shift_change.to", Problem::out_of_range);
    ask.set_to(kNow + 1);
    EXPECT_FALSE(validate(f));
    ask.set_reason(std::string(201, 'x'));
    expect_refused(f, "ask_shift_change.reason", Problem::too_long);

    v1::ClientFrame a = keyed_frame();
    a.mutable_answer_shift_change()->set_id("v1-1");
    expect_refused(a, "answer_shift_change.state", Problem::not_a_choice);
    a.mutable_answer_shift_change()->set_state(v1::SHIFT_CHANGE_STATE_AGREED);
    EXPECT_FALSE(validate(a));
    a.mutable_answer_shift_change()->clear_id();
    expect_refused(a, "answer_shift_change.id", Problem::missing);
}

TEST(CheckRoster, GapsThanksAndMonths) {
    v1::ClientFrame gap = keyed_frame();
    gap.mutable_acknowledge_gap();
    expect_refused(gap, "acknowledge_gap.id", Problem::missing);
    v1::ClientFrame thanks = keyed_frame();
    thanks.mutable_thank_helpers();
    expect_refused(thanks, "thank_helpers.request_id", Problem::missing);
    thanks.mutable_thank_helpers()->set_request_id("r1");
    EXPECT_FALSE(validate(thanks)) << "words are optional";
    thanks.mutable_thank_helpers()->set_text(std::string(201, 'x'));
    expect_refused(thanks, "thank_helpers.text", Problem::too_long);
    v1::ClientFrame ledger;
    ledger.mutable_get_ledger();
    EXPECT_FALSE(validate(ledger));
    for (const char* month : {"2026-13", "2026-00", "2026-1", "x026-11", "1969-12", "2026-11-01"}) {
        ledger.mutable_get_ledger()->set_month(month);
        expect_refused(ledger, "get_ledger.month", Problem::not_a_choice);
    }
    ledger.mutable_get_ledger()->set_month("2026-11");
    EXPECT_FALSE(validate(ledger));
}

TEST(CheckRoster, WordsOfThanksAreSealed) {
    v1::ClientFrame f = keyed_frame();
    f.mutable_thank_helpers()->set_request_id("r1");
    const auto who = principal(v1::ROLE_RESIDENT, "hA");
    EXPECT_FALSE(to_command(f, who, sealer()).thank_helpers().has_text());
    f.mutable_thank_helpers()->set_text("谢谢");
    const auto command = to_command(f, who, sealer());
    EXPECT_EQ(sealer().open(command.thank_helpers().text())->note(), "谢谢");
}

}  // namespace
}  // namespace circle::gateway::test
