// Sixty households of one riser tap within minutes: one incident, one dispatch, and everybody hears
// of it, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/sealed/sealer.hpp"
#include "tests/integration/gateway/stack.hpp"

namespace circle::test {
namespace {

using gateway::Codec;
using Frame = v1::ServerFrame;

constexpr int kDoors = 60;

v1::Sealed named(const std::string& id) {
    v1::Personal personal;
    personal.set_name("NAME-" + id + ".");
    personal.set_phone("PHONE-" + id + ".");
    personal.set_door("DOOR-" + id + ".");
    return sealed::make_null_sealer()->seal(personal);
}

v1::EstateConfig one_riser() {
    v1::EstateConfig config;
    config.set_code("xinghe");
    config.set_name("兴禾花园");
    config.set_phone("0371-5555-0100");
    auto& building = *config.add_buildings();
    building.set_id("3");
    building.set_name("3号楼");
    building.mutable_point()->set_lat(34.75);
    building.mutable_point()->set_lon(113.62);
    auto& category = *config.add_categories();
    category.set_id("water");
    category.set_name("水管漏水");
    category.set_urgency(v1::URGENCY_NORMAL);
    category.set_headcount(1);
    auto& riser = *config.add_groups();
    riser.set_id("riser-3-1");
    riser.set_name("3号楼1单元立管");
    riser.set_kind(v1::DOOR_GROUP_KIND_RISER);
    riser.add_categories("water");
    auto& contact = *config.add_contacts();
    contact.set_id("station");
    contact.set_name("服务站");
    for (int i = 1; i <= kDoors; ++i) {
        auto& household = *config.add_households();
        household.set_id("h" + std::to_string(i));
        household.set_building("3");
        household.set_floor(i / 4 + 1);
        household.add_groups("riser-3-1");
        *household.mutable_personal() = named(household.id());
    }
    for (int i = 1; i <= 4; ++i) {
        auto& volunteer = *config.add_volunteers();
        volunteer.set_id("v" + std::to_string(i));
        volunteer.set_name("志愿者" + std::to_string(i));
        volunteer.set_group("3");
        *volunteer.mutable_personal() = named(volunteer.id());
    }
    return config;
}

// The newest image of the viewer's incident that `wanted` holds for. No frame on the way may tell
// of another household.
v1::IncidentView see(WsClient& resident, const std::function<bool(const v1::IncidentView&)>& wanted,
                     const std::string& own) {
    v1::IncidentView seen;
    resident.until([&](const Frame& f) {
        const std::string text = f.Utf8DebugString();
        for (auto at = text.find("DOOR-"); at != std::string::npos; at = text.find("DOOR-", at)) {
            at += 5;
            EXPECT_EQ(text.substr(at, own.size() + 1), own + ".");
        }
        EXPECT_EQ(text.find("PHONE-h"), std::string::npos);
        if (f.update().view().incidents_size() == 0) return false;
        seen = f.update().view().incidents(0);
        return wanted(seen);
    });
    return seen;
}

class SixtyTaps : public testing::Test {
  protected:
    void SetUp() override {
        v1::Command configure;
        *configure.mutable_configure_estate()->mutable_config() = one_riser();
        ASSERT_EQ(stack.command(configure).code(), v1::CODE_OK);
        for (int i = 1; i <= 4; ++i) {
            const std::string id = "v" + std::to_string(i);
            helpers.push_back(stack.connect(Codec::pb, stack.token(v1::ROLE_VOLUNTEER, id)));
            v1::ClientFrame duty;
            duty.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
            ASSERT_EQ(helpers.back()->mutate(duty, "duty").outcome().code(), v1::CODE_OK);
        }
        board = stack.connect(Codec::pb, stack.token(v1::ROLE_COORDINATOR, "station"));
        for (int i = 1; i <= kDoors; ++i) {
            doors.push_back("h" + std::to_string(i));
            residents.push_back(
                stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, doors.back())));
        }
    }

    void tap_all() {
        for (auto& resident : residents) {
            v1::ClientFrame tap;
            tap.mutable_submit()->set_category("water");
            const Frame answer = resident->mutate(tap, "tap");
            ASSERT_EQ(answer.outcome().code(), v1::CODE_OK);
            requests.push_back(answer.outcome().request_id());
        }
    }

    // What a fresh look at the estate says.
    v1::View now() {
        Frame snapshot;
        stack.connect(Codec::pb, stack.token(v1::ROLE_COORDINATOR, "station"), &snapshot);
        return snapshot.snapshot().view();
    }

    Stack stack;
    std::vector<std::string> doors, requests;
    std::vector<std::unique_ptr<WsClient>> residents, helpers;
    std::unique_ptr<WsClient> board;
};

TEST_F(SixtyTaps, MakeOneIncidentAndEverybodyHearsOfIt) {
    tap_all();
    const v1::View estate = now();
    ASSERT_EQ(estate.incidents_size(), 1);
    const v1::IncidentView incident = estate.incidents(0);
    EXPECT_EQ(incident.request_ids_size(), kDoors);

    // No storm: only requests before the third tap have asked anybody, and only the lead still
    // does.
    std::set<std::string> asked;
    for (const auto& request : estate.requests()) {
        if (request.offers_size() > 0) asked.insert(request.id());
        const bool leads = request.id() == incident.lead_request_id();
        EXPECT_TRUE(leads || request.asked() == 0);
    }
    EXPECT_LE(asked.size(), 2u);

    // A helper takes it; sees for how many doors, and one of them.
    v1::ClientFrame assign;
    assign.mutable_assign_volunteer()->set_request_id(incident.lead_request_id());
    assign.mutable_assign_volunteer()->set_volunteer_id("v1");
    ASSERT_EQ(board->mutate(assign, "assign").outcome().code(), v1::CODE_OK);
    const Frame visit =
        helpers[0]->until([](const Frame& f) { return f.update().view().visits_size() > 0; });
    EXPECT_EQ(visit.update().view().visits(0).incident_doors(), unsigned{kDoors});

    v1::ClientFrame announce;
    announce.mutable_announce_incident()->set_incident_id(incident.id());
    announce.mutable_announce_incident()->set_text("师傅已到现场，正在抢修");
    ASSERT_EQ(board->mutate(announce, "announce").outcome().code(), v1::CODE_OK);
    for (int i = 0; i < kDoors; ++i) {
        const auto at = static_cast<std::size_t>(i);
        SCOPED_TRACE(doors[at]);
        const auto seen = see(
            *residents[at], [](const auto& view) { return view.notices_size() > 0; }, doors[at]);
        EXPECT_EQ(seen.subscribers(), unsigned{kDoors});
        EXPECT_EQ(seen.notices(0).text(), "师傅已到现场，正在抢修");
        ASSERT_EQ(seen.helpers_size(), 1);
        EXPECT_EQ(seen.helpers(0).name(), "志愿者1");
        EXPECT_GT(seen.helpers(0).promised_at(), 0);
    }

    for (const auto state : {v1::VISIT_STATE_ARRIVED, v1::VISIT_STATE_DONE}) {
        v1::ClientFrame progress;
        progress.mutable_progress_visit()->set_request_id(incident.lead_request_id());
        progress.mutable_progress_visit()->set_state(state);
        const std::string key = v1::VisitState_Name(state);
        ASSERT_EQ(helpers[0]->mutate(progress, key).outcome().code(), v1::CODE_OK);
    }
    for (std::size_t i = 0; i < residents.size(); ++i) {
        SCOPED_TRACE(doors[i]);
        const Frame over = residents[i]->until([](const Frame& f) {
            const auto& view = f.update().view();
            return view.requests_size() > 0 &&
                   view.requests(0).state() == v1::REQUEST_STATE_RESOLVED;
        });
        EXPECT_GT(over.update().view().requests(0).arrived_at(), 0);
    }
}

}  // namespace
}  // namespace circle::test
