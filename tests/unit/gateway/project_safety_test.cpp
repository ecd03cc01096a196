// Who sees what of the safety gate, the pauses and the licensed trade.
#include <gtest/gtest.h>

#include "gateway/view/project.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

// v1 is at the door of hA though it lacks a licence; the clocks were paused, the trade is called.
EstateModel gated_sample() {
    EstateModel model("xinghe");
    v1::Entity estate = estate_config();
    auto& config = *estate.mutable_config()->mutable_config();
    config.mutable_script()->set_text("先打120");
    config.mutable_policy()->set_sla_s(480);
    auto& category = *config.mutable_categories(0);
    category.set_licence("plumber");
    category.set_may_ask_sex(true);
    category.mutable_trade()->set_name("水电工");
    category.mutable_trade()->set_phone("0371-99");
    auto& other = *config.add_categories();
    other.set_id("electrical");
    other.set_sla_s(900);
    other.mutable_script()->set_text("先拉闸");
    model.put(estate);
    model.put(household("hA"));
    v1::Entity helper = volunteer("v1");
    helper.mutable_volunteer()->set_sex(v1::SEX_MALE);
    model.put(helper);
    v1::Entity r = request("r1", "hA", 2);
    v1::Visit& visit = add_visit(r, "v1", v1::VISIT_STATE_ARRIVED);
    visit.set_despite("licence");
    visit.set_despite_reason("只是关阀");
    auto& q = *r.mutable_request();
    q.set_licence("plumber");
    q.set_skill("plumbing");
    q.set_two_go_together(true);
    q.set_life_threatening(true);
    q.set_sla_s(480);
    q.set_breach_cause(v1::BREACH_CAUSE_HELD);
    q.set_clock_from(kNow);
    for (const std::int64_t from : {kNow - 1, kNow + 1}) {
        auto& pause = *q.add_pauses();
        pause.set_reason(v1::PAUSE_REASON_PART);
        pause.set_text("等阀门");
        pause.set_from(from);
        pause.set_until(kNow + 60'000);
        *pause.mutable_by() = kCoordinator;
    }
    q.mutable_trade()->set_name("水电工");
    q.mutable_trade()->set_due_at(kNow + 3'600'000);
    *q.mutable_trade()->mutable_by() = kHelper;
    model.put(r);
    return model;
}

TEST(ProjectSafety, CategoriesTellTheHouseholdWhatItNeeds) {
    const EstateModel model = gated_sample();
    const v1::View view = project(model, kResident, sealer());
    const auto& water = view.estate().categories(0);
    EXPECT_TRUE(water.may_ask_sex());
    EXPECT_EQ(water.script().text(), "先打120") << "the estate's";
    EXPECT_EQ(water.sla_s(), 480u) << "the policy's";
    EXPECT_EQ(water.licence(), "");
    EXPECT_EQ(water.trade().name(), "水电工");
    EXPECT_EQ(water.trade().phone(), "");
    EXPECT_EQ(view.estate().categories(1).script().text(), "先拉闸");
    EXPECT_EQ(view.estate().categories(1).sla_s(), 900u);
    const v1::View board = project(model, kCoordinator, sealer());
    EXPECT_EQ(board.estate().categories(0).licence(), "plumber");
    EXPECT_EQ(board.estate().categories(0).trade().phone(), "0371-99");
}

TEST(ProjectSafety, TheHouseholdSeesPauseAndTradeWithoutWho) {
    const v1::View view = project(gated_sample(), kResident, sealer());
    ASSERT_EQ(view.requests_size(), 1);
    const auto& r = view.requests(0);
    ASSERT_EQ(r.pauses_size(), 1) << "of this round only";
    EXPECT_EQ(r.pauses(0).text(), "等阀门");
    EXPECT_FALSE(r.pauses(0).has_by());
    EXPECT_EQ(r.trade().name(), "水电工");
    EXPECT_FALSE(r.trade().has_by());
    EXPECT_TRUE(r.life_threatening());
    EXPECT_TRUE(r.two_go_together());
    EXPECT_EQ(r.breach_cause(), v1::BREACH_CAUSE_UNSPECIFIED);
    EXPECT_EQ(r.licence(), "");
    EXPECT_EQ(r.skill(), "");
    EXPECT_EQ(r.helpers(0).despite(), "");
    EXPECT_EQ(r.helpers(0).despite_reason(), "");
}

TEST(ProjectSafety, TheBoardSeesAllOfIt) {
    const v1::View view = project(gated_sample(), kCoordinator, sealer());
    const auto& r = view.requests(0);
    EXPECT_EQ(r.pauses(0).by().id(), "station");
    EXPECT_EQ(r.breach_cause(), v1::BREACH_CAUSE_HELD);
    EXPECT_EQ(r.licence(), "plumber");
    EXPECT_EQ(r.skill(), "plumbing");
    EXPECT_EQ(r.helpers(0).despite(), "licence");
    EXPECT_EQ(r.helpers(0).despite_reason(), "只是关阀");
    EXPECT_EQ(view.volunteers(0).sex(), v1::SEX_MALE);
}

TEST(ProjectSafety, TheHelperSeesThemWhileTheVisitIsLive) {
    EstateModel model = gated_sample();
    const v1::View view = project(model, kHelper, sealer());
    ASSERT_EQ(view.visits_size(), 1);
    EXPECT_EQ(view.visits(0).trade_name(), "水电工");
    EXPECT_EQ(view.visits(0).trade().due_at(), kNow + 3'600'000);
    EXPECT_EQ(view.visits(0).pauses_size(), 1);
    EXPECT_TRUE(view.visits(0).two_go_together());
    EXPECT_EQ(view.visits(0).despite(), "licence") << "they are to know what they may not do";
    EXPECT_EQ(view.visits(0).despite_reason(), "只是关阀");
    v1::Entity r = request("r1", "hA", 3);
    add_visit(r, "v1", v1::VISIT_STATE_DONE);
    r.mutable_request()->mutable_trade()->set_name("水电工");
    model.put(r);
    const v1::View later = project(model, kHelper, sealer());
    for (const auto& past : later.visits()) EXPECT_FALSE(past.has_trade());
}

}  // namespace
}  // namespace circle::gateway
