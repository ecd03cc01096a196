// Who is asked first follows from the paths and the lifts of the estate.
#include <gmock/gmock.h>

#include <random>

#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::Contains;
using testing::facts;
using ::testing::HasSubstr;
using testing::kStart;
using testing::small_estate;
using testing::World;

constexpr double kStreetLat = 31.2;
constexpr double kBuilding1 = 121.40105;
constexpr double kBuilding2 = 121.4021;
constexpr double kBuilding3 = 121.40315;

void set(v1::Point* point, double lat, double lon) {
    point->set_lat(lat);
    point->set_lon(lon);
}

// small_estate() with one street past all three buildings. Each has a unit with a lift (3/1: h5)
// and one without (3/2: h6). The households live on the sixth floor.
v1::EstateConfig walkers_estate() {
    v1::EstateConfig config = small_estate();
    v1::Feature& street = *config.add_features();
    street.set_kind(v1::FEATURE_KIND_PATH);
    set(street.add_points(), kStreetLat, kBuilding1 - .0005);
    set(street.add_points(), kStreetLat, kBuilding3 + .0005);
    for (v1::Building& building : *config.mutable_buildings()) {
        for (const char* id : {"1", "2"}) {
            v1::Unit& unit = *building.add_units();
            unit.set_id(id);
            unit.set_lift(std::string(id) == "1");
            set(unit.mutable_point(), kStreetLat + .00005, building.point().lon());
        }
    }
    for (int h = 0; h < 6; ++h) {
        config.mutable_households(h)->set_unit(h % 2 == 0 ? "1" : "2");
        config.mutable_households(h)->set_floor(6);
    }
    return config;
}

v1::Command lift(const std::string& building, const std::string& unit, bool out,
                 const std::string& reason = "检修") {
    v1::Command command;
    command.mutable_set_lift()->set_building(building);
    command.mutable_set_lift()->set_unit(unit);
    command.mutable_set_lift()->set_out_of_order(out);
    if (out) command.mutable_set_lift()->set_reason(reason);
    return command;
}

v1::Outcome set_lift(World& world, const std::string& building, const std::string& unit, bool out) {
    return world.ask(World::coordinator("k1"), lift(building, unit, out));
}

const v1::Estate& held(const World& world) {
    static v1::Estate estate;
    for (const auto& entity : world.machine().entities()) {
        if (entity.has_config()) estate = entity.config();
    }
    return estate;
}

std::uint32_t walk_of(const World& world, const std::string& volunteer,
                      const std::string& request) {
    for (const auto& offer : world.request(request).offers()) {
        if (offer.volunteer_id() == volunteer) return offer.walk_s();
    }
    return 0;
}

TEST(WalkStory, TheVisitKnowsItsRouteItsTimeAndItsFloors) {
    World world(walkers_estate());
    world.on_duty("v3");
    world.on_duty("v1");
    const std::string by_lift = world.submit_widely("h5", "lost_found");
    // 200 m along the street and 5.6 m to the entrance, then 30 s + 5 × 3 s by lift.
    EXPECT_NEAR(walk_of(world, "v1", by_lift), 200 + 5.6 + 45, 2);
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", by_lift)).code(), v1::CODE_OK);
    const v1::Visit& visit = world.request(by_lift).visits(0);
    EXPECT_EQ(visit.walk_s(), walk_of(world, "v1", by_lift));
    EXPECT_EQ(visit.floors(), 0u);
    EXPECT_EQ(visit.promised_at(), visit.accepted_at() + 90'000 + visit.walk_s() * 1000);
    ASSERT_EQ(visit.route_size(), 3);
    EXPECT_NEAR(visit.route(0).lon(), kBuilding1, 1e-6);
    EXPECT_NEAR(visit.route(2).lat(), kStreetLat + .00005, 1e-6);
}

TEST(WalkStory, WithoutALiftOneClimbs) {
    World world(walkers_estate());
    world.on_duty("v3");
    const std::string stairs = world.submit("h6", "lost_found").request_id();
    EXPECT_NEAR(walk_of(world, "v3", stairs), 5 * 15 + 5.6 * 1.3, 2);
    EXPECT_EQ(world.request(stairs).offers(0).floors(), 5u);
}

// A volunteer of building 3 is nearer in metres than one who takes the lift next door for another
// door; here two doors compete for one pair of hands at a time.
TEST(WalkStory, ALiftOutOfOrderChangesWhoIsAskedFirst) {
    v1::EstateConfig config = walkers_estate();
    config.mutable_policy()->set_wave_size(1);
    config.mutable_policy()->set_stairs_floor_s(60);
    // v3, of the building, is slow on stairs; v2 comes from next door and is quick.
    config.mutable_volunteers(2)->set_pace_mps(.5);
    config.mutable_volunteers(1)->set_pace_mps(2);
    const auto first_asked = [&](bool out) {
        World world(config);
        world.on_duty("v2");
        world.on_duty("v3");
        if (out) {
            EXPECT_EQ(set_lift(world, "3", "1", true).code(), v1::CODE_OK);
        }
        const std::string id = world.submit_widely("h5", "elder_care");
        return world.request(id).offers(0).volunteer_id();
    };
    EXPECT_EQ(first_asked(false), "v3") << "five metres and the lift";
    EXPECT_EQ(first_asked(true), "v2") << "100 m and five floors at 2 m/s beat five floors at .5";
}

TEST(WalkStory, WhoIsAskedOrComingLearnsOfTheStairsAtOnce) {
    World world(walkers_estate());
    world.on_duty("v3");
    world.on_duty("v4");
    const std::string asked = world.submit("h5", "lost_found").request_id();
    const std::string coming = world.submit_widely("h5", "elder_care");
    ASSERT_EQ(world.accept("v4", world.offer_of("v4", coming)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(coming).visits(0).floors(), 0u);
    const auto by_lift = world.request(asked).offers(0).walk_s();
    const Effects effects = world.send(World::coordinator("k1"), lift("3", "1", true));
    EXPECT_THAT(facts(effects), Contains(HasSubstr("LIFT_CHANGED")));
    EXPECT_EQ(effects.events.at(0).fact().reason(), "3/1 out");
    EXPECT_EQ(world.request(coming).visits(0).floors(), 5u);
    EXPECT_EQ(world.request(asked).offers(0).floors(), 5u);
    EXPECT_EQ(world.request(asked).offers(0).walk_s(), by_lift + 30) << "75 s instead of 45";
    ASSERT_EQ(set_lift(world, "3", "1", false).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(coming).visits(0).floors(), 0u);
}

TEST(WalkStory, TheOutageIsKeptWithWhoAndSince) {
    World world(walkers_estate());
    ASSERT_EQ(set_lift(world, "3", "1", true).code(), v1::CODE_OK);
    ASSERT_EQ(held(world).lifts_out_size(), 1);
    const v1::LiftOutage outage = held(world).lifts_out(0);
    EXPECT_EQ(outage.by(), "k1");
    EXPECT_EQ(outage.reason(), "检修");
    EXPECT_EQ(outage.since(), world.now());
    const auto again = set_lift(world, "3", "1", true);
    EXPECT_EQ(again.code(), v1::CODE_OK);
    EXPECT_TRUE(again.repeat());
    EXPECT_EQ(held(world).lifts_out_size(), 1);
    ASSERT_EQ(set_lift(world, "3", "1", false).code(), v1::CODE_OK);
    EXPECT_EQ(held(world).lifts_out_size(), 0);
    EXPECT_TRUE(set_lift(world, "3", "1", false).repeat());
}

TEST(WalkStory, OnlyALiftThatThereIs) {
    World world(walkers_estate());
    const auto refusal = [&](const v1::Command& command) {
        const auto outcome = world.ask(World::coordinator("k1"), command);
        EXPECT_NE(outcome.code(), v1::CODE_OK);
        return std::pair(outcome.code(), outcome.field());
    };
    EXPECT_EQ(refusal(lift("9", "1", true)),
              std::pair(v1::CODE_NOT_FOUND, std::string("set_lift.building")));
    EXPECT_EQ(refusal(lift("3", "9", true)),
              std::pair(v1::CODE_NOT_FOUND, std::string("set_lift.unit")));
    EXPECT_EQ(refusal(lift("3", "2", true)),
              std::pair(v1::CODE_INVALID, std::string("set_lift.unit")));
    EXPECT_EQ(refusal(lift("3", "1", true, "")),
              std::pair(v1::CODE_INVALID, std::string("set_lift.reason")));
    EXPECT_EQ(refusal(lift("3", "1", true, std::string(201, 'x'))),
              std::pair(v1::CODE_INVALID, std::string("set_lift.reason")));
    EXPECT_EQ(world.ask(World::helper("v1"), lift("3", "1", true)).code(), v1::CODE_FORBIDDEN);
    EXPECT_EQ(held(world).lifts_out_size(), 0);
}

TEST(WalkStory, ANewConfigurationKeepsOutagesOfLiftsThatThereStillAre) {
    World world(walkers_estate());
    set_lift(world, "3", "1", true);
    set_lift(world, "2", "1", true);
    v1::EstateConfig config = walkers_estate();
    config.set_name("改名");
    config.mutable_buildings(1)->mutable_units(0)->set_lift(false);
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    ASSERT_EQ(held(world).lifts_out_size(), 1);
    EXPECT_EQ(held(world).lifts_out(0).building(), "3");
    EXPECT_EQ(held(world).config().name(), "改名");
}

TEST(WalkStory, APathThatIsClosedIsWalkedAround) {
    v1::EstateConfig config = walkers_estate();
    World world(config);
    world.on_duty("v1");
    const std::string before = world.submit_widely("h3", "lost_found");
    const auto direct = walk_of(world, "v1", before);
    world.cancel("h3", before);
    v1::Feature& gate = *config.add_features();
    gate.set_kind(v1::FEATURE_KIND_GATE);
    gate.set_closed(true);
    set(gate.add_points(), kStreetLat, (kBuilding1 + kBuilding2) / 2);
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    const std::string after = world.submit_widely("h3", "lost_found");
    EXPECT_GT(walk_of(world, "v1", after), direct)
        << "no way round: as the crow flies, and a third";
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", after)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(after).visits(0).route_size(), 0);
}

TEST(WalkStory, WhatAConfigurationMayNotSay) {
    World world(walkers_estate());
    const auto refused_field = [&](auto&& spoil) {
        v1::EstateConfig config = walkers_estate();
        spoil(config);
        const auto outcome = world.configure(config);
        EXPECT_EQ(outcome.code(), v1::CODE_INVALID);
        return outcome.field().substr(std::string("configure_estate.config.").size());
    };
    using C = v1::EstateConfig;
    EXPECT_EQ(refused_field([](C& c) { c.mutable_households(4)->set_unit("7"); }),
              "households[4].unit");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_buildings(0)->mutable_units(1)->set_id("1"); }),
              "buildings[0].units");
    EXPECT_EQ(refused_field([](C& c) {
                  c.mutable_buildings(0)->mutable_units(1)->mutable_point()->set_lat(91);
              }),
              "buildings[0].units");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_features(0)->set_pass_s(5); }),
              "features[0].pass_s");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_policy()->set_lift_wait_s(601); }),
              "policy.lift_wait_s");
}

// Whoever has moved is measured from where they are now.
TEST(WalkStory, APositionCountsWhileItIsFresh) {
    World world(walkers_estate());
    world.on_duty("v1");
    v1::Command position;
    set(position.mutable_set_position()->mutable_position(), kStreetLat, kBuilding3);
    ASSERT_EQ(world.ask(World::helper("v1"), position).code(), v1::CODE_OK);
    const std::string near = world.submit_widely("h5", "lost_found");
    EXPECT_NEAR(walk_of(world, "v1", near), 45 + 5.6 * 1.3, 2);
    world.cancel("h5", near);
    world.wait(1'800'000);
    const std::string far = world.submit_widely("h5", "lost_found");
    EXPECT_NEAR(walk_of(world, "v1", far), 200 + 5.6 + 45, 2) << "at home again";
}

// World has a machine beside it that was reloaded before each step: what is remembered of doors and
// of where people stand must change nothing.
TEST(WalkStory, WhateverHappensAReloadedMachineDecidesTheSame) {
    std::mt19937 random(20261128);
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    World world(walkers_estate());
    for (int step = 0; step < 250; ++step) {
        const std::string volunteer = "v" + std::to_string(1 + pick(4));
        const std::string household = "h" + std::to_string(1 + pick(6));
        v1::Command position;
        switch (pick(7)) {
            case 0:
                set_lift(world, std::to_string(1 + pick(3)), "1", pick(2) == 0);
                break;
            case 1:
                world.on_duty(volunteer);
                break;
            case 2:
                set(position.mutable_set_position()->mutable_position(),
                    kStreetLat + .0001 * pick(9), kBuilding1 + .0003 * pick(9));
                world.ask(World::helper(volunteer), position);
                break;
            case 3: {
                const auto outcome = world.submit(household, pick(2) ? "lost_found" : "elder_care");
                world.accept(volunteer, world.offer_of(volunteer, outcome.request_id()));
                break;
            }
            case 4: {
                v1::EstateConfig config = walkers_estate();
                config.mutable_buildings(pick(3))->mutable_units(0)->set_lift(pick(4) > 0);
                if (pick(4) == 0) config.clear_features();
                world.configure(config);
                break;
            }
            case 5:
                world.off_duty(volunteer);
                break;
            default:
                world.wait(1000 * pick(600));
        }
        ASSERT_FALSE(::testing::Test::HasFailure()) << "step " << step;
    }
}

}  // namespace
}  // namespace circle::core
