#include "tests/unit/sim/planning/village.hpp"

namespace circle::sim {

v1::EstateConfig village(int doors, int volunteers, int floor) {
    v1::EstateConfig config;
    config.set_code("village");
    config.set_name("试验小区");
    config.set_name_en("Test village");
    config.set_phone("021-5555");
    auto& building = *config.add_buildings();
    building.set_id("1");
    building.set_name("1号楼");
    building.mutable_point()->set_lat(36);
    building.mutable_point()->set_lon(117);
    for (int i = 0; i < doors; ++i) {
        auto& household = *config.add_households();
        household.set_id("door-" + std::to_string(i));
        household.set_building("1");
        household.set_floor(floor);
    }
    for (int i = 0; i < volunteers; ++i) {
        auto& volunteer = *config.add_volunteers();
        volunteer.set_id("person-" + std::to_string(i));
        volunteer.set_name("王阿姨" + std::to_string(i));
        volunteer.set_group("1");
    }
    auto& category = *config.add_categories();
    category.set_id("help");
    category.set_name("帮忙");
    category.set_headcount(1);
    return config;
}

void add_water(v1::EstateConfig& config, int holders) {
    auto& category = *config.add_categories();
    category.set_id("water");
    category.set_name("水管漏水");
    category.set_skill("plumbing");
    category.set_headcount(1);
    for (int i = 0; i < holders; ++i) config.mutable_volunteers(i)->add_skills("plumbing");
}

void add_shift(v1::EstateConfig& config, const std::string& volunteer, unsigned weekday,
               unsigned from_min, unsigned to_min) {
    auto& shift = *config.add_shifts();
    shift.set_volunteer(volunteer);
    shift.set_weekday(weekday);
    shift.set_from_min(from_min);
    shift.set_to_min(to_min);
}

Log::Log(const v1::EstateConfig& config) {
    v1::Entity estate = entity();
    *estate.mutable_config()->mutable_config() = config;
    estate.mutable_config()->mutable_config()->clear_households();
    estate.mutable_config()->mutable_config()->clear_volunteers();
    add(kMonday, estate);
    for (const auto& from : config.households()) {
        v1::Entity door = entity();
        door.mutable_household()->set_id(from.id());
        door.mutable_household()->set_building(from.building());
        door.mutable_household()->set_floor(from.floor());
        door.mutable_household()->mutable_personal()->set_data("138-0000");
        add(kMonday, door);
    }
    for (const auto& from : config.volunteers()) {
        v1::Entity person = entity();
        person.mutable_volunteer()->set_id(from.id());
        person.mutable_volunteer()->set_name(from.name());
        person.mutable_volunteer()->set_group(from.group());
        person.mutable_volunteer()->set_staff(from.staff());
        *person.mutable_volunteer()->mutable_skills() = from.skills();
        add(kMonday, person);
    }
}

void Log::add(std::int64_t now, const v1::Entity& image) {
    v1::Event event;
    event.mutable_fact()->set_now(now);
    *event.add_images() = image;
    past.add(event);
}

void Log::request(std::int64_t at, bool helped, int out_s, const v1::Request& more) {
    v1::Entity image = entity();
    v1::Request& r = *image.mutable_request();
    r.set_id("r" + std::to_string(version_));
    r.set_category("help");
    r.set_building("1");
    r.set_urgency(v1::URGENCY_NORMAL);
    r.set_headcount(1);
    r.set_sla_s(600);
    r.set_submitted_at(at);
    v1::Offer& offer = *r.add_offers();
    offer.set_opened_at(at);
    offer.set_ended_at(at + 10'000);
    offer.set_outcome(helped ? v1::OFFER_OUTCOME_ACCEPTED : v1::OFFER_OUTCOME_DECLINED);
    if (helped) {
        v1::Visit& visit = *r.add_visits();
        visit.set_accepted_at(at + 10'000);
        visit.set_arrived_at(at + 10'000 + out_s * 1000);
        visit.set_ended_at(visit.arrived_at() + 300'000);
        visit.set_state(v1::VISIT_STATE_DONE);
        r.set_arrived_at(visit.arrived_at());
    } else {
        r.set_breached_at(at + 600'000);
    }
    r.MergeFrom(more);
    add(at + 600'000, image);
}

void Log::duty(std::int64_t at, const std::string& volunteer, bool on) {
    v1::Entity image = entity();
    *image.mutable_volunteer() = past.volunteers().at(volunteer);
    image.mutable_volunteer()->set_duty(on ? v1::DUTY_ON_DUTY : v1::DUTY_OFF);
    add(at, image);
}

void Log::erase(std::int64_t at, const std::string& key) {
    v1::Event event;
    event.mutable_fact()->set_now(at);
    event.add_erased(key);
    past.add(event);
}

v1::Entity Log::entity() {
    v1::Entity entity;
    entity.set_estate("village");
    entity.set_version(++version_);
    return entity;
}

}  // namespace circle::sim
