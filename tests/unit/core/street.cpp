#include "tests/unit/core/street.hpp"

#include <gtest/gtest.h>

namespace circle::core::testing {

v1::EstateConfig long_street(double metres) {
    v1::EstateConfig config = small_estate();
    config.mutable_policy()->clear_wave_size();
    config.clear_buildings();
    config.clear_volunteers();
    for (int b = 1; b <= 4; ++b) {
        v1::Building& building = *config.add_buildings();
        building.set_id(std::to_string(b));
        building.set_name(std::to_string(b) + "号楼");
        building.mutable_point()->set_lat(31.2);
        building.mutable_point()->set_lon(121.4 + .00105 * metres / 100 * b);
        for (int i = 1; i <= 4; ++i) {
            v1::VolunteerConfig& v = *config.add_volunteers();
            v.set_id("v" + std::to_string(b) + std::to_string(i));
            v.set_name(v.id());
            v.set_group(building.id());
        }
    }
    return config;
}

World on_duty(const v1::EstateConfig& config) {
    World world(config);
    for (const auto& v : config.volunteers()) {
        EXPECT_EQ(world.on_duty(v.id()).code(), v1::CODE_OK);
    }
    return world;
}

std::string ask(World& world, const std::string& household) {
    return world.submit(household, "lost_found").request_id();
}

void show_all(World& world, const std::string& request) {
    const v1::Request r = world.request(request);
    for (const auto& offer : r.offers()) {
        if (offer.shown_at() == 0) world.show(offer.volunteer_id(), offer.id());
    }
}

int open_of(const World& world, const std::string& request) {
    int open = 0;
    for (const auto& o : world.request(request).offers()) {
        open += o.outcome() == v1::OFFER_OUTCOME_OPEN ? 1 : 0;
    }
    return open;
}

void help(World& world, const std::string& request, v1::Offer offer, Time ms) {
    EXPECT_EQ(world.accept(offer.volunteer_id(), offer.id()).code(), v1::CODE_OK);
    world.progress(offer.volunteer_id(), request, v1::VISIT_STATE_ARRIVED);
    if (ms > 0) world.wait(ms);
    EXPECT_EQ(world.progress(offer.volunteer_id(), request, v1::VISIT_STATE_DONE).code(),
              v1::CODE_OK);
}

}  // namespace circle::core::testing
