#include "dispatcher/core/entrances.hpp"

#include <algorithm>

namespace circle::core {
namespace {

template <class List, class Same>
auto find_in(const List& list, Same same) -> decltype(&*list.begin()) {
    const auto it = std::find_if(list.begin(), list.end(), same);
    return it == list.end() ? nullptr : &*it;
}

}  // namespace

const v1::Unit* find_unit(const v1::Building& building, const std::string& id) {
    return find_in(building.units(), [&](const v1::Unit& u) { return u.id() == id; });
}

const v1::Point& entrance_of(const v1::Building& building, const std::string& unit) {
    const v1::Unit* found = find_unit(building, unit);
    return found && found->has_point() ? found->point() : building.point();
}

const v1::LiftOutage* find_outage(const v1::Estate& estate, const std::string& building,
                                  const std::string& unit) {
    return find_in(estate.lifts_out(), [&](const v1::LiftOutage& lift) {
        return lift.building() == building && lift.unit() == unit;
    });
}

bool has_lift(const v1::EstateConfig& config, const std::string& building,
              const std::string& unit) {
    const v1::Building* found =
        find_in(config.buildings(), [&](const v1::Building& b) { return b.id() == building; });
    const v1::Unit* stairs = found ? find_unit(*found, unit) : nullptr;
    return stairs && stairs->lift();
}

}  // namespace circle::core
