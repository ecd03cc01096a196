#include "deploy/circlectl/readable.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <stdexcept>

#include "common/sealed/sealer.hpp"

namespace circle::deploy {

namespace pb = google::protobuf;

namespace {

// Puts "sealed#N" in the place of the N-th Sealed message, however deep, and returns them.
void take_sealed(pb::Message& message, std::vector<v1::Sealed>& taken) {
    const auto* reflection = message.GetReflection();
    std::vector<const pb::FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const auto* field : fields) {
        if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
        const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
        for (int i = 0; i < count; ++i) {
            pb::Message& inner = field->is_repeated()
                                     ? *reflection->MutableRepeatedMessage(&message, field, i)
                                     : *reflection->MutableMessage(&message, field);
            if (field->message_type() != v1::Sealed::descriptor()) {
                take_sealed(inner, taken);
                continue;
            }
            taken.emplace_back().CopyFrom(inner);
            v1::Sealed mark;
            mark.set_key_id(fmt::format("sealed#{}", taken.size() - 1));
            inner.CopyFrom(mark);
        }
    }
}

std::string json_of(const pb::Message& message) {
    std::string text;
    if (!pb::util::MessageToJsonString(message, &text).ok()) {
        throw std::runtime_error("cannot be printed as JSON");
    }
    return text;
}

std::string opened(const v1::Sealed& sealed) {
    const auto personal = sealed::make_null_sealer()->open(sealed);
    return personal ? json_of(*personal) : R"({"erased":true})";
}

// FACT_KIND_WAVE_OPENED → wave opened
std::string words_of(std::string name, std::string_view prefix) {
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
    for (char& c : name) c = c == '_' ? ' ' : static_cast<char>(std::tolower(c));
    return name;
}

std::string state_of(const v1::Request& r) {
    return words_of(v1::RequestState_Name(r.state()), "REQUEST_STATE_");
}

// Why its promise was broken.
std::string late_of(const v1::Request& r) {
    if (r.breached_at() == 0) return "-";
    return words_of(v1::BreachCause_Name(r.breach_cause()), "BREACH_CAUSE_");
}

std::string role_word(const v1::Principal& who) {
    return words_of(v1::Role_Name(who.role()), "ROLE_");
}

std::string why_of(const v1::Why& why) {
    std::vector<std::string> candidates;
    for (const auto& c : why.candidates()) {
        candidates.push_back(
            fmt::format("{}{} {} s", c.offered() ? "*" : "", c.volunteer_id(), c.walk_s()));
    }
    std::vector<std::string> others;
    const auto count = [&](const char* what, std::uint32_t number) {
        if (number > 0) others.push_back(fmt::format("{} {}", number, what));
    };
    count("off duty", why.off_duty());
    count("without the skill", why.unskilled());
    count("engaged", why.engaged());
    count("asked already", why.asked_already());
    count("of another rung", why.other_rung());
    count("against a safety rule", why.unsafe());
    std::string text = why.rule();
    if (!candidates.empty()) text += fmt::format(": {}", fmt::join(candidates, ", "));
    if (why.considered() > 0) text += fmt::format("; of {}", why.considered());
    if (!others.empty()) text += fmt::format(" ({})", fmt::join(others, ", "));
    return text;
}

std::string personal_text(const v1::Sealed& sealed, bool shown) {
    if (!shown) return "(hidden)";
    const auto personal = sealed::make_null_sealer()->open(sealed);
    if (!personal) return "(erased)";
    std::vector<std::string> parts;
    for (const auto* part :
         {&personal->door(), &personal->name(), &personal->phone(), &personal->note()}) {
        if (!part->empty()) parts.push_back(*part);
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string helpers_of(const v1::Request& r) {
    std::vector<std::string> helpers;
    for (const auto& visit : r.visits()) {
        helpers.push_back(
            fmt::format("{} {}", visit.volunteer_id(),
                        words_of(v1::VisitState_Name(visit.state()), "VISIT_STATE_")));
    }
    return helpers.empty() ? "-" : fmt::format("{}", fmt::join(helpers, ", "));
}

// "3/2 4/1"
std::string lifts_out_of(const v1::Estate& estate) {
    std::string lifts;
    for (const auto& lift : estate.lifts_out()) {
        lifts += (lifts.empty() ? "" : " ") + lift.building() + "/" + lift.unit();
    }
    return lifts.empty() ? "-" : lifts;
}

// "keys silver"
std::string what_of(const v1::Thing& thing) {
    std::string what = words_of(v1::ThingKind_Name(thing.kind()), "THING_KIND_");
    if (thing.colour() != v1::COLOUR_UNSPECIFIED) {
        what += " " + words_of(v1::Colour_Name(thing.colour()), "COLOUR_");
    }
    return what;
}

// Scores of what is suggested, best first.
std::string suggested_of(const v1::LostReport& report) {
    std::vector<std::string> scores;
    for (const auto& s : report.suggestions()) {
        if (!s.dismissed()) scores.push_back(std::to_string(s.score()));
    }
    return scores.empty() ? "-" : fmt::format("{}", fmt::join(scores, " "));
}

std::string claim_of(const v1::FoundItem& item, bool personal) {
    if (!item.has_claim()) return item.end_reason().empty() ? "-" : item.end_reason();
    return fmt::format("by {}: {}, {}", item.claim().by(),
                       personal_text(item.claim().who(), personal),
                       personal_text(item.claim().proof(), personal));
}

using Row = std::vector<std::string>;

Row shift_change_row(const std::string& estate, const v1::ShiftChange& c) {
    return {estate,
            words_of(v1::ShiftChangeKind_Name(c.kind()), "SHIFT_CHANGE_KIND_"),
            words_of(v1::ShiftChangeState_Name(c.state()), "SHIFT_CHANGE_STATE_"),
            c.volunteer_id(),
            c.with_volunteer_id().empty() ? "-" : c.with_volunteer_id(),
            time_text(c.from()),
            time_text(c.to()),
            c.id()};
}

Row cover_gap_row(const std::string& estate, const v1::CoverGap& g) {
    return {estate,
            g.skill().empty() ? "-" : g.skill(),
            time_text(g.from()),
            time_text(g.to()),
            fmt::format("{}", g.least()),
            fmt::format("{}", g.have()),
            g.acknowledged_by().empty() ? "-" : g.acknowledged_by(),
            g.id()};
}

Row cover_row(const std::string& estate, const v1::CoverNow& cover) {
    const auto nobody = std::count_if(cover.categories().begin(), cover.categories().end(),
                                      [](const auto& line) { return line.people() == 0; });
    return {estate, time_text(cover.at()), fmt::format("{}", cover.categories_size()),
            fmt::format("{}", nobody)};
}

Row ledger_row(const std::string& estate, const v1::Ledger& ledger) {
    std::uint32_t visits = 0, thanks = 0;
    for (const auto& person : ledger.people()) {
        visits += person.visits();
        thanks += person.thanks();
    }
    return {estate, ledger.month(), fmt::format("{}", ledger.people_size()),
            fmt::format("{}", visits), fmt::format("{}", thanks)};
}

}  // namespace

std::string to_json(const pb::Message& message, bool personal) {
    const std::unique_ptr<pb::Message> shown(message.New());
    shown->CopyFrom(message);
    std::vector<v1::Sealed> sealed;
    take_sealed(*shown, sealed);
    std::string text = json_of(*shown);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        // Nobody's text holds this: its quotes would be escaped.
        const std::string mark = fmt::format(R"({{"keyId":"sealed#{}"}})", i);
        const auto at = text.find(mark);
        if (at == std::string::npos) continue;
        text.replace(at, mark.size(), personal ? opened(sealed[i]) : R"({"hidden":true})");
    }
    return text;
}

std::string time_text(std::int64_t ms) {
    if (ms <= 0) return "-";
    return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(static_cast<std::time_t>(ms / 1000)));
}

std::string fact_line(const std::string& estate, const v1::Fact& fact) {
    std::string line = fmt::format("{}  {}", time_text(fact.now()), estate);
    if (!fact.request_id().empty()) line += "  " + fact.request_id();
    line += "  " + words_of(v1::FactKind_Name(fact.kind()), "FACT_KIND_");
    if (fact.offer_outcome() != v1::OFFER_OUTCOME_UNSPECIFIED) {
        line += " " + words_of(v1::OfferOutcome_Name(fact.offer_outcome()), "OFFER_OUTCOME_");
    }
    if (fact.visit_state() != v1::VISIT_STATE_UNSPECIFIED) {
        line += " " + words_of(v1::VisitState_Name(fact.visit_state()), "VISIT_STATE_");
    }
    if (fact.alarm_reason() != v1::ALARM_REASON_UNSPECIFIED) {
        line += " " + words_of(v1::AlarmReason_Name(fact.alarm_reason()), "ALARM_REASON_");
    }
    if (fact.rung() != v1::RUNG_UNSPECIFIED) {
        line += " " + words_of(v1::Rung_Name(fact.rung()), "RUNG_");
    }
    if (!fact.rule().empty()) line += " " + fact.rule();
    if (!fact.volunteer_ids().empty()) {
        line += fmt::format("  {}", fmt::join(fact.volunteer_ids(), ", "));
    }
    if (fact.has_actor())
        line += fmt::format("  by {} {}", role_word(fact.actor()), fact.actor().id());
    if (!fact.reason().empty()) line += fmt::format("  \"{}\"", fact.reason());
    if (fact.has_why()) line += "  why: " + why_of(fact.why());
    // One line, whatever somebody wrote.
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return line;
}

std::string to_table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    const auto width_of = [](const std::string& cell) {
        return fmt::detail::compute_width(fmt::string_view(cell));
    };
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += i + 1 < row.size() ? fmt::format("{:<{}}  ", row[i], widths[i]) : row[i];
        }
        text += '\n';
    }
    return text;
}

std::vector<std::string> table_head(const std::string& kind) {
    if (kind == "request") {
        return {"ESTATE", "NUMBER",  "STATE", "CATEGORY", "HOUSEHOLD",
                "ASKED",  "HELPERS", "LATE",  "ID"};
    }
    if (kind == "household") return {"ESTATE", "ID", "BUILDING", "UNIT", "FLOOR", "PERSONAL"};
    if (kind == "volunteer") {
        return {"ESTATE", "ID", "NAME", "GROUP", "DUTY", "SKILLS", "STAFF", "PERSONAL"};
    }
    if (kind == "credential") return {"ESTATE", "KIND", "ROLE", "WHO", "OPENED", "REVOKED", "ID"};
    if (kind == "failure") return {"ESTATE", "ID", "TIME", "WHO", "COMMAND", "ERROR"};
    if (kind == "incident") {
        return {"ESTATE", "NUMBER",   "GROUP", "CATEGORY", "OPENED",
                "ENDED",  "REQUESTS", "LEAD",  "ID"};
    }
    if (kind == "lost") {
        return {"ESTATE", "NUMBER", "STATE", "WHAT", "WHO", "REPORTED", "SUGGESTED", "ID"};
    }
    if (kind == "item") {
        return {"ESTATE", "SHELF", "STATE", "WHAT", "FOUND BY", "REPORTED", "ENDED", "CLAIM", "ID"};
    }
    if (kind == "shift_change") {
        return {"ESTATE", "KIND", "STATE", "WHO", "WITH", "FROM", "TO", "ID"};
    }
    if (kind == "cover_gap") {
        return {"ESTATE", "SKILL", "FROM", "TO", "LEAST", "HAVE", "ACKNOWLEDGED", "ID"};
    }
    if (kind == "cover") return {"ESTATE", "AS OF", "LINES", "WITH NOBODY"};
    if (kind == "ledger") return {"ESTATE", "MONTH", "VOLUNTEERS", "VISITS", "THANKS"};
    return {"ESTATE", "NAME", "BUILDINGS", "CATEGORIES", "COORDINATORS", "LIFTS OUT"};
}

std::vector<std::string> table_row(const v1::Entity& e, bool personal) {
    const auto& estate = e.estate();
    switch (e.kind_case()) {
        case v1::Entity::kRequest: {
            const auto& r = e.request();
            return {estate,
                    fmt::format("{}", r.number()),
                    state_of(r),
                    r.category(),
                    r.household_id(),
                    time_text(r.submitted_at()),
                    helpers_of(r),
                    late_of(r),
                    r.id()};
        }
        case v1::Entity::kHousehold: {
            const auto& h = e.household();
            return {estate,
                    h.id(),
                    h.building(),
                    h.unit(),
                    fmt::format("{}", h.floor()),
                    personal_text(h.personal(), personal)};
        }
        case v1::Entity::kVolunteer: {
            const auto& v = e.volunteer();
            return {estate,
                    v.id(),
                    v.name(),
                    v.group().empty() ? "-" : v.group(),
                    words_of(v1::Duty_Name(v.duty()), "DUTY_"),
                    fmt::format("{}", fmt::join(v.skills(), " ")),
                    v.staff() ? "yes" : "no",
                    personal_text(v.personal(), personal)};
        }
        case v1::Entity::kCredential: {
            const auto& c = e.credential();
            return {estate,
                    words_of(v1::CredentialKind_Name(c.kind()), "CREDENTIAL_KIND_"),
                    role_word(c.principal()),
                    c.principal().id(),
                    time_text(c.created_at()),
                    time_text(c.revoked_at()),
                    c.id()};
        }
        case v1::Entity::kFailure: {
            const auto& f = e.failure();
            return {estate,
                    f.id(),
                    time_text(f.at()),
                    role_word(f.principal()) + " " + f.principal().id(),
                    f.command(),
                    f.error()};
        }
        case v1::Entity::kIncident: {
            const auto& i = e.incident();
            return {estate,
                    fmt::format("{}", i.number()),
                    i.group(),
                    i.category(),
                    time_text(i.opened_at()),
                    time_text(i.ended_at()),
                    fmt::format("{}", i.request_ids_size()),
                    i.lead_request_id(),
                    i.id()};
        }
        case v1::Entity::kLost: {
            const auto& l = e.lost();
            return {estate,
                    fmt::format("{}", l.number()),
                    words_of(v1::LostState_Name(l.state()), "LOST_STATE_"),
                    what_of(l.thing()),
                    role_word(l.by()) + " " + l.by().id(),
                    time_text(l.reported_at()),
                    suggested_of(l),
                    l.id()};
        }
        case v1::Entity::kItem: {
            const auto& i = e.item();
            return {estate,
                    i.shelf() > 0 ? fmt::format("{}", i.shelf()) : "-",
                    words_of(v1::ItemState_Name(i.state()), "ITEM_STATE_"),
                    what_of(i.thing()),
                    role_word(i.by()) + " " + i.by().id(),
                    time_text(i.reported_at()),
                    time_text(i.ended_at()),
                    claim_of(i, personal),
                    i.id()};
        }
        case v1::Entity::kShiftChange:
            return shift_change_row(estate, e.shift_change());
        case v1::Entity::kCoverGap:
            return cover_gap_row(estate, e.cover_gap());
        case v1::Entity::kCover:
            return cover_row(estate, e.cover());
        case v1::Entity::kLedger:
            return ledger_row(estate, e.ledger());
        case v1::Entity::kConfig: {
            const auto& c = e.config().config();
            return {estate,
                    c.name(),
                    fmt::format("{}", c.buildings_size()),
                    fmt::format("{}", c.categories_size()),
                    fmt::format("{}", c.contacts_size()),
                    lifts_out_of(e.config())};
        }
        default:
            return {estate};
    }
}

}  // namespace circle::deploy
