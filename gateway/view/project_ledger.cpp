// Pages of the volunteers' book.
#include <algorithm>
#include <chrono>
#include <map>

#include "gateway/view/project.hpp"

namespace circle::gateway {
namespace {

constexpr std::int64_t kMinute = 60'000;

std::string written(std::chrono::year_month month) {
    const auto number = static_cast<unsigned>(month.month());
    return std::to_string(static_cast<int>(month.year())) + (number < 10 ? "-0" : "-") +
           std::to_string(number);
}

// Of the estate's local day.
std::string month_at(const EstateModel& model, std::int64_t now) {
    using std::chrono::days;
    const std::chrono::milliseconds local{now + model.config().utc_offset_min() * kMinute};
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::floor<days>(local)}};
    return written(date.year() / date.month());
}

// `month` is "YYYY-MM".
std::string eleven_before(const std::string& month) {
    const std::chrono::year_month last{std::chrono::year{std::stoi(month.substr(0, 4))},
                                       std::chrono::month(std::stoul(month.substr(5)))};
    return written(last - std::chrono::months{11});
}

void add_to(v1::LedgerPerson& sum, const v1::LedgerPerson& more) {
    sum.set_volunteer_id(more.volunteer_id());
    sum.set_visits(sum.visits() + more.visits());
    sum.set_minutes(sum.minutes() + more.minutes());
    sum.set_thanks(sum.thanks() + more.thanks());
    sum.set_duty_minutes(sum.duty_minutes() + more.duty_minutes());
}

}  // namespace

v1::LedgerPage project_ledger(const EstateModel& model, const v1::GetLedger& asked,
                              const v1::Principal& viewer, std::int64_t now) {
    v1::LedgerPage page;
    const bool all = viewer.role() == v1::ROLE_COORDINATOR;
    const bool own = viewer.role() == v1::ROLE_VOLUNTEER || viewer.role() == v1::ROLE_STAFF;
    if (viewer.estate() != model.code() || (!all && !own)) return page;
    const std::string month = asked.month().empty() ? month_at(model, now) : asked.month();
    page.mutable_ledger()->set_month(month);
    const std::string first = eleven_before(month);
    std::map<std::string, v1::LedgerPerson> years;
    for (const auto& [name, kept] : model.ledgers()) {
        for (const v1::LedgerPerson& person : kept.value.people()) {
            if (!all && person.volunteer_id() != viewer.id()) continue;
            if (name == month) *page.mutable_ledger()->add_people() = person;
            if (first <= name && name <= month) add_to(years[person.volunteer_id()], person);
        }
        if (all && name == month)
            *page.mutable_ledger()->mutable_buildings() = kept.value.buildings();
    }
    for (auto& [id, person] : years) *page.add_years() = std::move(person);
    for (auto it = model.ledgers().rbegin(); it != model.ledgers().rend(); ++it) {
        page.add_months(it->first);
    }
    return page;
}

}  // namespace circle::gateway
