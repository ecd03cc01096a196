#include "deploy/estate/categories.hpp"

#include "deploy/estate/rules.hpp"

namespace circle::deploy {
namespace {

constexpr int kMaxHeadcount = 5;

v1::Option read_option(TomlSection& section, std::set<std::string>& seen) {
    v1::Option option;
    option.set_id(unique_id(section, seen));
    option.set_text(label(section, "text"));
    option.set_text_en(section.text_or("text_en", ""));
    const v1::Urgency urgencies[] = {v1::URGENCY_UNSPECIFIED, v1::URGENCY_NORMAL,
                                     v1::URGENCY_URGENT};
    option.set_urgency(urgencies[section.choice_or_first("urgency", {"", "normal", "urgent"})]);
    option.set_headcount(
        static_cast<std::uint32_t>(section.integer_or("headcount", 1, kMaxHeadcount, 0)));
    option.set_skill(section.text_or("skill", ""));
    section.refuse_others();
    return option;
}

v1::Question read_question(TomlSection& section, std::set<std::string>& seen) {
    v1::Question question;
    question.set_id(unique_id(section, seen));
    question.set_text(section.text("text"));
    question.set_text_en(section.text_or("text_en", ""));
    question.set_required(section.flag_or("required", false));
    std::set<std::string> options;
    for (TomlSection& option : section.sections("options")) {
        *question.add_options() = read_option(option, options);
    }
    if (question.options_size() < 2) {
        section.complain("options", "accepted: at least two [[categories.questions.options]]");
    }
    section.refuse_others();
    return question;
}

v1::Category read_category(TomlSection& section, std::set<std::string>& seen) {
    v1::Category category;
    category.set_id(unique_id(section, seen));
    category.set_name(label(section, "name"));
    category.set_name_en(section.text_or("name_en", ""));
    category.set_icon(section.text_or("icon", ""));
    category.set_skill(section.text_or("skill", ""));
    category.set_safety(section.text_or("safety", ""));
    category.set_safety_en(section.text_or("safety_en", ""));
    category.set_headcount(
        static_cast<std::uint32_t>(section.integer_or("headcount", 1, kMaxHeadcount, 1)));
    const v1::Urgency urgencies[] = {v1::URGENCY_NORMAL, v1::URGENCY_URGENT};
    category.set_urgency(urgencies[section.choice_or_first("urgency", {"normal", "urgent"})]);
    const v1::PlaceKind places[] = {v1::PLACE_KIND_DOOR, v1::PLACE_KIND_PLAN};
    category.set_place(places[section.choice_or_first("place", {"door", "plan"})]);
    std::set<std::string> questions;
    for (TomlSection& question : section.sections("questions")) {
        *category.add_questions() = read_question(question, questions);
    }
    section.refuse_others();
    return category;
}

}  // namespace

void read_categories(TomlSection& root, v1::EstateConfig& config) {
    std::set<std::string> seen;
    for (TomlSection& section : root.sections("categories")) {
        *config.add_categories() = read_category(section, seen);
    }
    if (seen.empty()) root.complain("categories", "at least one [[categories]] section is needed");
}

}  // namespace circle::deploy
