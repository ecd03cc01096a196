#include <gtest/gtest.h>

#include "gateway/auth/authenticate.hpp"
#include "gateway/auth/cookies.hpp"
#include "gateway/auth/origin.hpp"
#include "gateway/auth/permissions.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

struct Authenticate : testing::Test {
    Authenticate() : model("xinghe") {
        model.put(estate_config());
        model.put(household("hA"));
        session =
            credential(secret, v1::CREDENTIAL_KIND_SESSION, principal(v1::ROLE_RESIDENT, "hA"));
    }
    Standing standing(std::int64_t now = kNow) {
        return identify(model, secret, {v1::CREDENTIAL_KIND_SESSION, v1::CREDENTIAL_KIND_BEARER},
                        now)
            .standing;
    }
    const std::string secret = "the session";
    EstateModel model;
    v1::Entity session;
};

TEST_F(Authenticate, FindsTheHolder) {
    EXPECT_EQ(standing(), Standing::unknown);
    model.put(session);
    const auto identity = identify(model, secret, {v1::CREDENTIAL_KIND_SESSION}, kNow);
    EXPECT_EQ(identity.standing, Standing::valid);
    EXPECT_EQ(identity.principal.id(), "hA");
    EXPECT_EQ(identity.credential, secret);
    EXPECT_EQ(identify(model, secret + "A", {v1::CREDENTIAL_KIND_SESSION}, kNow).standing,
              Standing::unknown);
}

TEST_F(Authenticate, ACardIsNoSession) {
    session.mutable_credential()->set_kind(v1::CREDENTIAL_KIND_CARD);
    model.put(session);
    EXPECT_EQ(standing(), Standing::unknown);
}

TEST_F(Authenticate, ExpiresAndIsRevoked) {
    session.mutable_credential()->set_expires_at(kNow + 1000);
    model.put(session);
    EXPECT_EQ(standing(kNow + 999), Standing::valid);
    EXPECT_EQ(standing(kNow + 1000), Standing::expired);
    session.set_version(2);
    session.mutable_credential()->set_revoked_at(kNow);
    model.put(session);
    EXPECT_EQ(standing(), Standing::revoked);
}

TEST_F(Authenticate, FallsWithTheCardThatBoundIt) {
    v1::Entity card =
        credential("card", v1::CREDENTIAL_KIND_CARD, principal(v1::ROLE_RESIDENT, "hA"));
    session.mutable_credential()->set_opened_with("card");
    model.put(session);
    model.put(card);
    EXPECT_EQ(standing(), Standing::valid);
    card.set_version(2);
    card.mutable_credential()->set_revoked_at(kNow);
    model.put(card);
    EXPECT_EQ(standing(), Standing::revoked);
}

TEST_F(Authenticate, HolderMustExistAndBeAClient) {
    for (const auto& who :
         {principal(v1::ROLE_RESIDENT, "gone"), principal(v1::ROLE_VOLUNTEER, "gone"),
          principal(v1::ROLE_COORDINATOR, "gone"), principal(v1::ROLE_OPERATOR, "root"),
          principal(v1::ROLE_RESIDENT, "hA", "other")}) {
        *session.mutable_credential()->mutable_principal() = who;
        session.set_version(session.version() + 1);
        model.put(session);
        EXPECT_EQ(standing(), Standing::unknown) << who.ShortDebugString();
    }
}

TEST(Cookies, ArePickedByRole) {
    const std::string header =
        "a=b; circle_resident=xinghe.R; circle_volunteer=\"xinghe.V\";circle_coordinator=xinghe.C";
    EXPECT_EQ(find_cookie(header, cookie_name(v1::ROLE_RESIDENT)), "xinghe.R");
    EXPECT_EQ(find_cookie(header, cookie_name(v1::ROLE_VOLUNTEER)), "xinghe.V");
    EXPECT_EQ(find_cookie(header, cookie_name(v1::ROLE_COORDINATOR)), "xinghe.C");
    EXPECT_EQ(find_cookie(header, cookie_name(v1::ROLE_OPERATOR)), "");
    EXPECT_EQ(
        find_cookie("xcircle_resident=1; circle_residentx=2; circle_resident", "circle_resident"),
        "");
    EXPECT_EQ(
        set_cookie(v1::ROLE_VOLUNTEER, "xinghe.V", true),
        "circle_volunteer=xinghe.V; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000; Secure");
    EXPECT_EQ(role_named("coordinator"), v1::ROLE_COORDINATOR);
    EXPECT_EQ(role_named("operator"), v1::ROLE_UNSPECIFIED);
}

TEST(Origin, OnlyOurOwn) {
    EXPECT_TRUE(same_origin("http://127.0.0.1:8080", "127.0.0.1:8080"));
    EXPECT_TRUE(same_origin("https://Circle.Example", "circle.example"));
    EXPECT_TRUE(same_origin("https://circle.example", "circle.example:443"));
    EXPECT_TRUE(same_origin("http://circle.example:80", "circle.example"));
    for (const char* foreign :
         {"http://evil.example", "http://127.0.0.1:8081", "null", "", "http://", "127.0.0.1:8080",
          "file://127.0.0.1:8080", "http://127.0.0.1:8080.evil.example"}) {
        EXPECT_FALSE(same_origin(foreign, "127.0.0.1:8080")) << foreign;
    }
    EXPECT_FALSE(same_origin("http://", ""));
}

// The whole table, written a second time by role.
TEST(Permissions, RoleByFrame) {
    using Frame = v1::ClientFrame;
    const std::map<v1::Role, std::set<int>> allowed = {
        {v1::ROLE_UNSPECIFIED, {}},
        {v1::ROLE_OPERATOR, {}},
        {v1::ROLE_RESIDENT,
         {Frame::kHello, Frame::kPing, Frame::kSubmit, Frame::kCancelRequest,
          Frame::kResolveRequest, Frame::kGetHistory, Frame::kReopenRequest, Frame::kObjectPause,
          Frame::kThankHelpers, Frame::kReportLost, Frame::kWithdrawLost, Frame::kReportFound}},
        {v1::ROLE_VOLUNTEER,
         {Frame::kHello, Frame::kPing, Frame::kShowOffer, Frame::kAcceptOffer, Frame::kDeclineOffer,
          Frame::kProgressVisit, Frame::kAbortVisit, Frame::kSetDuty, Frame::kSetPosition,
          Frame::kRemark, Frame::kCallTrade, Frame::kProgressTrade, Frame::kReportFound,
          Frame::kGetLedger, Frame::kSetShifts, Frame::kAskShiftChange, Frame::kAnswerShiftChange}},
        {v1::ROLE_COORDINATOR,
         {Frame::kHello,
          Frame::kPing,
          Frame::kGetTimeline,
          Frame::kCloseRequest,
          Frame::kSetDuty,
          Frame::kAcknowledgeAlarm,
          Frame::kGetHistory,
          Frame::kAssignVolunteer,
          Frame::kWithdrawVisit,
          Frame::kEscalateRequest,
          Frame::kHoldRequest,
          Frame::kReopenRequest,
          Frame::kRemark,
          Frame::kAcknowledgeFailure,
          Frame::kSetLift,
          Frame::kPauseClock,
          Frame::kResumeClock,
          Frame::kCallTrade,
          Frame::kProgressTrade,
          Frame::kFoldRequest,
          Frame::kUnfoldRequest,
          Frame::kAnnounceIncident,
          Frame::kEndIncident,
          Frame::kReportLost,
          Frame::kWithdrawLost,
          Frame::kReportFound,
          Frame::kChangeItem,
          Frame::kDismissSuggestion,
          Frame::kHandOverItem,
          Frame::kGetLedger,
          Frame::kSetShifts,
          Frame::kAskShiftChange,
          Frame::kAnswerShiftChange,
          Frame::kAcknowledgeGap}},
    };
    const auto* body = Frame::descriptor()->FindOneofByName("body");
    for (const auto& [role, frames] : allowed) {
        for (int i = 0; i < body->field_count(); ++i) {
            const int number = body->field(i)->number();
            EXPECT_EQ(may_send(role, static_cast<Frame::BodyCase>(number)), frames.contains(number))
                << v1::Role_Name(role) << " " << body->field(i)->name();
        }
        EXPECT_FALSE(may_send(role, Frame::BODY_NOT_SET));
    }
    EXPECT_FALSE(is_mutation(Frame::kGetTimeline));
    EXPECT_TRUE(is_mutation(Frame::kSubmit));
}

}  // namespace
}  // namespace circle::gateway
