#include "deploy/estate/difference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <map>

namespace circle::deploy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

constexpr std::size_t kShownOfKind = 5;

// Names of the fields in which two messages differ, in the order of the contract.
std::vector<std::string> fields_of(const Message& now, const Message& next) {
    std::vector<std::string> names;
    for (int i = 0; i < now.GetDescriptor()->field_count(); ++i) {
        const FieldDescriptor* field = now.GetDescriptor()->field(i);
        MessageDifferencer differencer;
        if (!differencer.CompareWithFields(now, next, {field}, {field})) {
            names.push_back(field->name());
        }
    }
    return names;
}

// The same with the sealed fields opened: name, phone, door.
template <class Person>
std::vector<std::string> fields_of_person(const Person& now, const Person& next,
                                          const sealed::Sealer& sealer) {
    std::vector<std::string> names = fields_of(now, next);
    const auto sealed = std::find(names.begin(), names.end(), "personal");
    if (sealed == names.end()) return names;
    const auto before = sealer.open(now.personal());
    const auto after = sealer.open(next.personal());
    if (!before || !after) return names;
    names.erase(sealed);
    // A volunteer's name is open, too: once is enough.
    for (auto& name : fields_of(*before, *after)) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(std::move(name));
        }
    }
    return names;
}

// What is added, changed and removed of a list whose elements have ids.
template <class List, class Fields>
KindOfChange compare(const std::string& kind, const List& now, const List& next, Fields fields) {
    KindOfChange result;
    result.kind = kind;
    std::map<std::string, const typename List::value_type*> held;
    for (const auto& element : now) held[element.id()] = &element;
    for (const auto& element : next) {
        const auto it = held.find(element.id());
        if (it == held.end()) {
            result.added.push_back(element.id());
            continue;
        }
        auto names = fields(*it->second, element);
        if (!names.empty()) result.changed.push_back({element.id(), std::move(names)});
        held.erase(it);
    }
    for (const auto& element : now) {
        if (held.contains(element.id())) result.removed.push_back(element.id());
    }
    return result;
}

template <class List>
bool same_order(const List& now, const List& next) {
    return std::equal(now.begin(), now.end(), next.begin(), next.end(),
                      [](const auto& a, const auto& b) { return a.id() == b.id(); });
}

bool is_empty(const KindOfChange& kind) {
    return kind.added.empty() && kind.changed.empty() && kind.removed.empty() && !kind.reordered;
}

// A list in which the order is seen by people.
template <class List>
KindOfChange compare_ordered(const std::string& kind, const List& now, const List& next) {
    KindOfChange result = compare(kind, now, next, fields_of);
    const bool same_ones = result.added.empty() && result.removed.empty();
    result.reordered = same_ones && !same_order(now, next);
    return result;
}

using Helpers = std::vector<v1::VolunteerConfig>;

Helpers helpers_of(const v1::EstateConfig& config, bool staff) {
    Helpers helpers;
    for (const auto& v : config.volunteers()) {
        if (v.staff() == staff) helpers.push_back(v);
    }
    return helpers;
}

std::string value_of(const Message& message, const FieldDescriptor* field) {
    const auto* reflection = message.GetReflection();
    if (!reflection->HasField(message, field)) return "default";
    return field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE
               ? fmt::format("{}", reflection->GetDouble(message, field))
               : fmt::format("{}", reflection->GetUInt32(message, field));
}

KindOfChange compare_policy(const v1::Policy& now, const v1::Policy& next) {
    KindOfChange result;
    result.kind = "policy";
    for (const std::string& name : fields_of(now, next)) {
        const auto* field = v1::Policy::descriptor()->FindFieldByName(name);
        result.changed.push_back({name, {value_of(now, field) + " → " + value_of(next, field)}});
    }
    return result;
}

// Fields of the estate that are not lists of something with ids.
KindOfChange compare_estate(const v1::EstateConfig& now, const v1::EstateConfig& next) {
    KindOfChange result;
    result.kind = "estate";
    for (const std::string& name : fields_of(now, next)) {
        const auto* field = v1::EstateConfig::descriptor()->FindFieldByName(name);
        const bool own = !field->is_repeated() && name != "policy";
        if (own || name == "hours") result.changed.push_back({name, {}});
    }
    return result;
}

// "3 → 4" where a list of things without ids is another.
KindOfChange compare_roster(const v1::EstateConfig& now, const v1::EstateConfig& next) {
    KindOfChange result;
    result.kind = "roster";
    const auto names = fields_of(now, next);
    const auto add = [&](const char* name, int before, int after) {
        if (std::find(names.begin(), names.end(), name) == names.end()) return;
        result.changed.push_back({name, {fmt::format("{} → {}", before, after)}});
    };
    add("shifts", now.shifts_size(), next.shifts_size());
    add("cover", now.cover_size(), next.cover_size());
    return result;
}

KindOfChange compare_plan(const v1::EstateConfig& now, const v1::EstateConfig& next) {
    KindOfChange result;
    result.kind = "plan";
    const auto names = fields_of(now, next);
    if (std::find(names.begin(), names.end(), "features") != names.end()) {
        result.changed.push_back(
            {"features", {fmt::format("{} → {}", now.features_size(), next.features_size())}});
    }
    return result;
}

void add_list(std::vector<std::string>& lines, const char* sign, std::vector<std::string> items) {
    const std::size_t all = items.size();
    if (all == 0) return;
    if (all > kShownOfKind) items.resize(kShownOfKind);
    lines.push_back(fmt::format("    {} {}{}", sign, fmt::join(items, ", "),
                                all > kShownOfKind ? fmt::format(" and {} more", all - kShownOfKind)
                                                   : ""));
}

}  // namespace

const KindOfChange* Difference::find(const std::string& kind) const {
    const auto it = std::find_if(kinds.begin(), kinds.end(),
                                 [&](const KindOfChange& k) { return k.kind == kind; });
    return it == kinds.end() ? nullptr : &*it;
}

std::size_t Difference::people_removed() const {
    std::size_t removed = 0;
    for (const char* kind : {"households", "volunteers", "staff", "coordinators"}) {
        if (const auto* found = find(kind)) removed += found->removed.size();
    }
    return removed;
}

Difference difference(const v1::EstateConfig& now, const v1::EstateConfig& next,
                      const sealed::Sealer& sealer) {
    const auto person = [&](const auto& a, const auto& b) {
        return fields_of_person(a, b, sealer);
    };
    Difference result;
    const auto add = [&](KindOfChange kind) {
        if (!is_empty(kind)) result.kinds.push_back(std::move(kind));
    };
    add(compare_estate(now, next));
    add(compare_policy(now.policy(), next.policy()));
    add(compare_ordered("buildings", now.buildings(), next.buildings()));
    add(compare_ordered("categories", now.categories(), next.categories()));
    add(compare_ordered("coordinators", now.contacts(), next.contacts()));
    add(compare("households", now.households(), next.households(), person));
    add(compare("volunteers", helpers_of(now, false), helpers_of(next, false), person));
    add(compare("staff", helpers_of(now, true), helpers_of(next, true), person));
    add(compare_plan(now, next));
    add(compare_ordered("groups", now.groups(), next.groups()));
    add(compare_roster(now, next));
    return result;
}

std::vector<std::string> to_lines(const Difference& difference) {
    std::vector<std::string> lines;
    for (const KindOfChange& kind : difference.kinds) {
        std::vector<std::string> counts;
        const auto count = [&](std::size_t n, const char* what) {
            if (n > 0) counts.push_back(fmt::format("{} {}", n, what));
        };
        count(kind.added.size(), "added");
        count(kind.changed.size(), "changed");
        count(kind.removed.size(), "removed");
        if (kind.reordered) counts.push_back("another order");
        lines.push_back(fmt::format("  {}: {}", kind.kind, fmt::join(counts, ", ")));
        add_list(lines, "+", kind.added);
        std::vector<std::string> changed;
        for (const Change& change : kind.changed) {
            changed.push_back(change.fields.empty() ? change.id
                                                    : fmt::format("{} ({})", change.id,
                                                                  fmt::join(change.fields, ", ")));
        }
        add_list(lines, "~", changed);
        add_list(lines, "-", kind.removed);
    }
    return lines;
}

}  // namespace circle::deploy
