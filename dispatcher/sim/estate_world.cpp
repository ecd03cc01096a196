#include "dispatcher/sim/estate_world.hpp"

#include <cmath>
#include <map>
#include <stdexcept>

#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/shard_machine.hpp"

namespace circle::sim {
namespace {

v1::Category category_of(const RequestKind& kind, const std::string& id) {
    v1::Category category;
    category.set_id(id);
    category.set_name(id);
    category.set_skill(kind.skill);
    category.set_licence(kind.licence);
    category.set_urgency(kind.urgency);
    category.set_headcount(std::max(1u, kind.headcount));
    category.set_sla_s(kind.promise_s);
    category.set_place(kind.on_plan ? v1::PLACE_KIND_PLAN : v1::PLACE_KIND_DOOR);
    return category;
}

// What moves and asks, without whom it is.
v1::EstateConfig bare(const v1::EstateConfig& from) {
    v1::EstateConfig config;
    config.set_code(kEstate);
    config.set_name(kEstate);
    config.set_phone("110");
    *config.mutable_buildings() = from.buildings();
    *config.mutable_features() = from.features();
    *config.mutable_policy() = from.policy();
    for (const v1::HouseholdConfig& household : from.households()) {
        v1::HouseholdConfig& copy = *config.add_households();
        copy = household;
        copy.clear_personal();
        copy.clear_groups();
        copy.clear_lives_alone();
    }
    return config;
}

v1::VolunteerConfig anonymous(const v1::VolunteerConfig& from) {
    v1::VolunteerConfig copy = from;
    copy.set_name(from.id());
    copy.clear_personal();
    return copy;
}

template <class T>
v1::Entity entity_with(T* (v1::Entity::*mutable_part)(), const T& part) {
    v1::Entity entity;
    entity.set_estate(kEstate);
    entity.set_version(1);
    *(entity.*mutable_part)() = part;
    return entity;
}

}  // namespace

// The core's own estate, asked for nothing but walks.
class EstateWorld::Ways {
  public:
    explicit Ways(const v1::EstateConfig& config) {
        estate_.code = config.code();
        v1::Estate fixed;
        *fixed.mutable_config() = config;
        fixed.mutable_config()->clear_households();
        fixed.mutable_config()->clear_volunteers();
        core::place(estate_, entity_with(&v1::Entity::mutable_config, fixed));
        for (const v1::HouseholdConfig& from : config.households()) {
            v1::Household household;
            household.set_id(from.id());
            household.set_building(from.building());
            household.set_unit(from.unit());
            household.set_floor(from.floor());
            if (from.has_point()) *household.mutable_point() = from.point();
            core::place(estate_, entity_with(&v1::Entity::mutable_household, household));
        }
        for (const v1::VolunteerConfig& from : config.volunteers()) {
            v1::Volunteer volunteer;
            volunteer.set_id(from.id());
            volunteer.set_group(from.group());
            volunteer.set_pace_mps(from.pace_mps());
            core::place(estate_, entity_with(&v1::Entity::mutable_volunteer, volunteer));
        }
        core::complete(estate_);
    }

    double seconds(const std::string& person, const std::string* from, const std::string& to,
                   bool on_plan) {
        core::VolunteerRecord& record = estate_.volunteers.at(person);
        record.value.clear_checked_in();
        if (from) *record.value.mutable_checked_in() = request_to(*from, false).point();
        return estate_.walk_seconds(record, estate_.door(request_to(to, on_plan)), 0);
    }

  private:
    const v1::Request& request_to(const std::string& household, bool on_plan) {
        v1::Request& request = requests_[{household, on_plan}];
        if (!request.id().empty()) return request;
        const v1::Household& door = estate_.households.at(household).value;
        const v1::Building* building = estate_.building(door.building());
        if (!building) throw std::invalid_argument("a household of no building: " + household);
        request.set_id((on_plan ? "p" : "d") + household);
        request.set_household_id(household);
        request.set_building(door.building());
        request.set_floor(on_plan ? 1 : door.floor());
        request.set_place(on_plan ? v1::PLACE_KIND_PLAN : v1::PLACE_KIND_DOOR);
        *request.mutable_point() = on_plan            ? building->point()
                                   : door.has_point() ? door.point()
                                                      : core::entrance_of(*building, door.unit());
        return request;
    }

    core::Estate estate_;
    std::map<std::pair<std::string, bool>, v1::Request> requests_;
};

EstateWorld::EstateWorld(const v1::EstateConfig& config, const std::vector<RequestKind>& kinds,
                         const std::vector<Helper>& helpers)
    : config_(bare(config)) {
    std::map<std::string, unsigned> index;
    for (int i = 0; i < config.buildings_size(); ++i) {
        index[config.buildings(i).id()] = static_cast<unsigned>(i);
    }
    for (const v1::HouseholdConfig& household : config.households()) {
        doors_.push_back({household.id(), index.at(household.building()), household.floor()});
    }
    for (const RequestKind& kind : kinds) {
        const std::string id = "k" + std::to_string(kinds_.size());
        *config_.add_categories() = category_of(kind, id);
        kinds_.push_back({id, std::max(1u, kind.headcount), kind.on_plan});
    }
    for (const Helper& helper : helpers) {
        *config_.add_volunteers() = anonymous(helper.config);
        const double pace = helper.config.pace_mps() > 0 ? helper.config.pace_mps() : 1;
        people_.push_back(
            {helper.config.id(), index.at(helper.config.group()), {}, pace, helper.accept});
    }
    ways_ = std::make_unique<Ways>(config_);
}

EstateWorld::~EstateWorld() = default;

Millis EstateWorld::walk(unsigned person, std::optional<unsigned> from, const Call& to) const {
    const double seconds =
        ways_->seconds(people_[person].id, from ? &doors_[*from].household : nullptr,
                       doors_[to.door].household, kinds_[to.kind].on_plan);
    return std::llround(seconds * kSecond);
}

v1::EstateConfig EstateWorld::config(const v1::Policy& policy) const {
    v1::EstateConfig config = config_;
    config.mutable_policy()->MergeFrom(policy);
    return config;
}

}  // namespace circle::sim
