#include "dispatcher/sim/planning/past.hpp"

#include "dispatcher/core/people_config.hpp"

namespace circle::sim {
namespace {

v1::Request without_words(const v1::Request& from) {
    v1::Request request = from;
    request.clear_note();
    request.clear_remarks();
    request.clear_thanks();
    for (v1::Visit& visit : *request.mutable_visits()) visit.clear_route();
    return request;
}

}  // namespace

bool Past::is_newer(const std::string& key, std::uint64_t version) {
    std::uint64_t& known = versions_[key];
    if (version < known) return false;
    known = version;
    return true;
}

void Past::see(const v1::Entity& entity) {
    const std::uint64_t version = entity.version();
    if (entity.has_config()) {
        if (is_newer("estate", version)) config_ = entity.config().config();
    } else if (entity.has_household()) {
        const auto& id = entity.household().id();
        if (!is_newer("household/" + id, version)) return;
        v1::Household& household = households_[id] = entity.household();
        household.clear_personal();
    } else if (entity.has_volunteer()) {
        const auto& id = entity.volunteer().id();
        if (!is_newer("volunteer/" + id, version)) return;
        v1::Volunteer& volunteer = volunteers_[id] = entity.volunteer();
        volunteer.clear_personal();
        volunteer.clear_name();
    } else if (entity.has_request()) {
        const auto& id = entity.request().id();
        if (is_newer("request/" + id, version)) requests_[id] = without_words(entity.request());
    }
}

void Past::add(const v1::Event& event) {
    const std::int64_t now = event.fact().now();
    if (begins_ == 0) begins_ = now;
    ends_ = std::max(ends_, now);
    for (const v1::Entity& image : event.images()) {
        see(image);
        if (image.has_volunteer()) follow_duty(image.volunteer(), now);
    }
    for (const std::string& key : event.erased()) {
        const std::string id = key.substr(key.rfind('/') + 1);
        if (key.starts_with("household/")) households_.erase(id);
        if (!key.starts_with("volunteer/")) continue;
        v1::Volunteer gone;
        gone.set_id(id);
        follow_duty(gone, now);
        volunteers_.erase(id);
    }
}

void Past::follow_duty(const v1::Volunteer& volunteer, std::int64_t now) {
    const auto on = on_since_.find(volunteer.id());
    const bool is_on = volunteer.duty() == v1::DUTY_ON_DUTY;
    if (is_on && on == on_since_.end()) on_since_[volunteer.id()] = now;
    if (is_on || on == on_since_.end()) return;
    duties_.push_back({volunteer.id(), on->second, now});
    on_since_.erase(on);
}

v1::EstateConfig Past::config() const {
    v1::EstateConfig config = config_.value_or(v1::EstateConfig());
    config.clear_households();
    config.clear_volunteers();
    for (const auto& [id, household] : households_) {
        *config.add_households() = core::config_of(household);
    }
    for (const auto& [id, volunteer] : volunteers_) {
        *config.add_volunteers() = core::config_of(volunteer);
    }
    return config;
}

std::vector<DutySpan> Past::duties() const {
    std::vector<DutySpan> all = duties_;
    for (const auto& [volunteer, since] : on_since_) all.push_back({volunteer, since, ends_});
    return all;
}

}  // namespace circle::sim
