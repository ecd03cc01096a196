#include "deploy/estate/estate_toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "deploy/estate/clock_time.hpp"
#include "deploy/estate/groups.hpp"

namespace circle::deploy {
namespace {

constexpr char kHead[] =
    R"(# {}, written by `circlectl export`. Change it and load it with `circlectl import FOLDER`.
# docs/estate-folder.md explains each field.
)";

std::string toml_text(const std::string& text) {
    // Control characters but line breaks never came from a file; whatever it is, it is escaped.
    const auto flags = toml::format_flags::allow_unicode_strings;
    const toml::value<std::string> value(text);
    std::ostringstream out;
    out << toml::toml_formatter(value, flags);
    return out.str();
}

// The text of the sections, one after the other.
class Text {
  public:
    void heading(const std::string& brackets) { text_ += "\n" + brackets + "\n"; }
    void comment(const std::string& line) { text_ += "\n# " + line; }

    void text(const char* key, const std::string& value) {
        text_ += fmt::format("{} = {}\n", key, toml_text(value));
    }
    void text_if_any(const char* key, const std::string& value) {
        if (!value.empty()) text(key, value);
    }
    template <class List>
    void texts(const char* key, const List& values) {
        std::string list;
        for (const auto& value : values) list += (list.empty() ? "" : ", ") + toml_text(value);
        text_ += fmt::format("{} = [{}]\n", key, list);
    }
    template <class Number>
    void number(const char* key, Number value) {
        text_ += fmt::format("{} = {}\n", key, value);
    }
    void point(const v1::Point& point) {
        number("lat", point.lat());
        number("lon", point.lon());
    }
    void urgency(v1::Urgency urgency) {
        if (urgency == v1::URGENCY_UNSPECIFIED) return;
        text("urgency", urgency == v1::URGENCY_URGENT ? "urgent" : "normal");
    }

    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

// Days in a row with the same times are one section.
void write_hours(Text& out, const v1::EstateConfig& config) {
    for (int i = 0; i < config.hours_size();) {
        const v1::Hours& first = config.hours(i);
        std::uint32_t last = first.weekday();
        for (++i; i < config.hours_size() && config.hours(i).weekday() == last + 1 &&
                  config.hours(i).from_min() == first.from_min() &&
                  config.hours(i).to_min() == first.to_min();
             ++i) {
            ++last;
        }
        out.heading("[[hours]]");
        out.number("first_weekday", first.weekday());
        out.number("last_weekday", last);
        out.text("from", clock_text(first.from_min()));
        out.text("to", clock_text(first.to_min()));
    }
}

void write_script(Text& out, const std::string& brackets, const v1::Script& script) {
    out.heading(brackets);
    out.text("text", script.text());
    out.text_if_any("text_en", script.text_en());
    out.texts("numbers", script.numbers());
}

void write_safety(Text& out, const v1::Category& category) {
    out.text_if_any("licence", category.licence());
    if (category.two_if_alone()) out.number("two_if_alone", true);
    if (category.may_ask_sex()) out.number("may_ask_sex", true);
    if (category.sla_s() > 0) out.number("sla_s", category.sla_s());
    if (category.has_trade()) {
        out.heading("[categories.trade]");
        out.text("name", category.trade().name());
        out.text_if_any("name_en", category.trade().name_en());
        out.number("sla_s", category.trade().sla_s());
        out.text_if_any("phone", category.trade().phone());
    }
    if (category.has_script()) write_script(out, "[categories.script]", category.script());
}

void write_question(Text& out, const v1::Question& question) {
    out.heading("[[categories.questions]]");
    out.text("id", question.id());
    out.text("text", question.text());
    out.text_if_any("text_en", question.text_en());
    if (question.required()) out.number("required", true);
    for (const auto& option : question.options()) {
        out.heading("[[categories.questions.options]]");
        out.text("id", option.id());
        out.text("text", option.text());
        out.text_if_any("text_en", option.text_en());
        out.urgency(option.urgency());
        if (option.headcount() > 0) out.number("headcount", option.headcount());
        out.text_if_any("skill", option.skill());
        out.text_if_any("licence", option.licence());
        if (option.life_threatening()) out.number("life_threatening", true);
    }
}

void write_category(Text& out, const v1::Category& category) {
    out.heading("[[categories]]");
    out.text("id", category.id());
    out.text("name", category.name());
    out.text_if_any("name_en", category.name_en());
    out.text_if_any("icon", category.icon());
    out.text_if_any("skill", category.skill());
    out.urgency(category.urgency());
    out.number("headcount", category.headcount());
    out.text("place", category.place() == v1::PLACE_KIND_PLAN ? "plan" : "door");
    out.text_if_any("safety", category.safety());
    out.text_if_any("safety_en", category.safety_en());
    if (category.lost_found()) out.number("lost_found", true);
    write_safety(out, category);
    for (const auto& question : category.questions()) write_question(out, question);
}

void write_cover(Text& out, const v1::EstateConfig& config) {
    if (config.cover_size() > 0) {
        out.comment("How many are to be on the roster; weekday 0 is every day, no skill: anyone.");
    }
    for (const v1::CoverRule& rule : config.cover()) {
        out.heading("[[cover]]");
        out.number("weekday", rule.weekday());
        out.text("from", clock_text(rule.from_min()));
        out.text("to", clock_text(rule.to_min()));
        out.text_if_any("skill", rule.skill());
        out.number("least", rule.least());
    }
}

// What is 0 has its default, which may get better some day: it is not written.
void write_policy(Text& out, const v1::Policy& policy) {
    const auto* reflection = v1::Policy::GetReflection();
    out.comment("Numbers of the dispatch; what is not here has its default.");
    out.heading("[policy]");
    for (int i = 0; i < v1::Policy::descriptor()->field_count(); ++i) {
        const auto* field = v1::Policy::descriptor()->field(i);
        if (!reflection->HasField(policy, field)) continue;
        if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_DOUBLE) {
            out.number(field->name().c_str(), reflection->GetDouble(policy, field));
        } else {
            out.number(field->name().c_str(), reflection->GetUInt32(policy, field));
        }
    }
}

void write_groups(Text& out, const v1::EstateConfig& config) {
    if (config.groups_size() > 0) {
        out.comment("Doors that share something: requests for it fold into one outage.");
    }
    for (const auto& group : config.groups()) {
        out.heading("[[groups]]");
        out.text("id", group.id());
        out.text("name", group.name());
        out.text_if_any("name_en", group.name_en());
        out.text("kind", kind_word(group.kind()));
        out.text("categories", fmt::format("{}", fmt::join(group.categories(), ";")));
    }
}

}  // namespace

std::string estate_toml_text(const v1::EstateConfig& config) {
    Text out;
    out.text("code", config.code());
    out.text("name", config.name());
    out.text_if_any("name_en", config.name_en());
    out.text("phone", config.phone());
    out.number("utc_offset_min", config.utc_offset_min());
    if (config.has_station()) {
        out.comment("Where found things and spare keys are kept, and where helpers may check in.");
        out.heading("[station]");
        out.text("name", config.station().name());
        out.point(config.station().point());
    }
    if (config.hours_size() > 0) {
        out.comment("When somebody is at the station; weekdays from 1, Monday, to 7, Sunday.");
    }
    write_hours(out, config);
    if (config.contacts_size() > 0) {
        out.comment("Coordinators, in the order in which an unanswered alarm reaches them.");
    }
    for (const auto& contact : config.contacts()) {
        out.heading("[[contacts]]");
        out.text("id", contact.id());
        out.text("name", contact.name());
        out.text_if_any("phone", contact.phone());
    }
    if (config.has_script()) {
        out.comment("Shown first when an answer means that a life may be in danger.");
        write_script(out, "[script]", config.script());
    }
    out.comment("What residents can ask for. `skill` is what a helper must have.");
    for (const auto& category : config.categories()) write_category(out, category);
    out.comment("Each with the place of its door.");
    for (const auto& building : config.buildings()) {
        out.heading("[[buildings]]");
        out.text("id", building.id());
        out.text("name", building.name());
        out.point(building.point());
    }
    if (v1::Policy().ByteSizeLong() != config.policy().ByteSizeLong()) {
        write_policy(out, config.policy());
    }
    write_groups(out, config);
    write_cover(out, config);
    std::string name = config.name();
    std::replace(name.begin(), name.end(), '\n', ' ');
    return fmt::format(kHead, name) + out.take();
}

}  // namespace circle::deploy
