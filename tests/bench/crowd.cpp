#include "tests/bench/crowd.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/sealed/sealer.hpp"

namespace circle::bench {
namespace {

constexpr double kSpacing = 40;  // metres between buildings
constexpr double kMetresPerDegree = 111'195;

v1::Point point_of(const Place& place) {
    v1::Point point;
    point.set_lat(31.23 + place.y / kMetresPerDegree);
    point.set_lon(121.47 + place.x / (kMetresPerDegree * std::cos(31.23 * M_PI / 180)));
    return point;
}

v1::Sealed sealed_for(const std::string& id) {
    static const auto sealer = sealed::make_null_sealer();
    v1::Personal personal;
    personal.set_name("住户" + id);
    personal.set_phone("139-0000-0000");
    personal.set_door("1单元" + id);
    return sealer->seal(personal);
}

void add_people(const Crowd& crowd, v1::EstateConfig& config) {
    for (unsigned i = 0; i < crowd.dashboards; ++i) {
        auto& contact = *config.add_contacts();
        contact.set_id(fmt::format("k{}", i));
        contact.set_name("协调员");
        contact.set_phone("021-5555-0101");
    }
    for (unsigned i = 0; i < crowd.residents; ++i) {
        auto& household = *config.add_households();
        household.set_id(fmt::format("h{}", i));
        household.set_building(fmt::format("b{}", i % crowd.buildings));
        household.set_floor(static_cast<int>(i / crowd.buildings % 18) + 1);
        *household.mutable_personal() = sealed_for(household.id());
    }
    for (unsigned i = 0; i < crowd.volunteers; ++i) {
        auto& volunteer = *config.add_volunteers();
        volunteer.set_id(fmt::format("v{}", i));
        volunteer.set_name("志愿者");
        volunteer.set_group(fmt::format("b{}", i % crowd.buildings));
        *volunteer.mutable_personal() = sealed_for(volunteer.id());
    }
}

}  // namespace

Place home_of(const Crowd& crowd, unsigned building) {
    const auto side =
        static_cast<unsigned>(std::ceil(std::sqrt(static_cast<double>(crowd.buildings))));
    return {kSpacing * (building % side), kSpacing * (building / side)};
}

std::string name_of(unsigned building) {
    return fmt::format("{}号楼", building + 1);
}

unsigned building_of(const std::string& name) {
    return static_cast<unsigned>(std::stoul(name)) - 1;
}

v1::EstateConfig config_of(const Crowd& crowd) {
    v1::EstateConfig config;
    config.set_code(kEstate);
    config.set_name("兴禾花园");
    config.set_phone("021-5555-0100");
    for (unsigned i = 0; i < crowd.buildings; ++i) {
        auto& building = *config.add_buildings();
        building.set_id(fmt::format("b{}", i));
        building.set_name(name_of(i));
        *building.mutable_point() = point_of(home_of(crowd, i));
    }
    for (const char* id : {"water", "heating", "electrical", "elder_care"}) {
        auto& category = *config.add_categories();
        category.set_id(id);
        category.set_name(id);
        category.set_urgency(v1::URGENCY_NORMAL);
        category.set_headcount(1);
    }
    add_people(crowd, config);
    return config;
}

v1::Command as_operator(v1::Command command, unsigned number) {
    auto& who = *command.mutable_principal();
    who.set_estate(kEstate);
    who.set_role(v1::ROLE_OPERATOR);
    who.set_id("bench");
    command.set_client_key(fmt::format("bench-{}", number));
    return command;
}

}  // namespace circle::bench
