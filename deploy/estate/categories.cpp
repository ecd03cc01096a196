#include "deploy/estate/categories.hpp"

#include "deploy/estate/rules.hpp"
#include "deploy/estate/safety.hpp"
#include "dispatcher/core/policy.hpp"

namespace circle::deploy {
namespace {

constexpr int kMaxHeadcount = static_cast<int>(core::kMaxHeadcount);
constexpr int kMaxQuestions = 20;     // what one request can answer
constexpr std::size_t kMaxIcon = 16;  // characters: one emoji may be a handful
constexpr std::size_t kMaxSafety = 500;

v1::Option read_option(TomlSection& section, Seen& seen) {
    v1::Option option;
    option.set_id(unique_id(section, seen));
    option.set_text(label(section, "text"));
    option.set_text_en(section.text_or("text_en", ""));
    const v1::Urgency urgencies[] = {v1::URGENCY_UNSPECIFIED, v1::URGENCY_NORMAL,
                                     v1::URGENCY_URGENT};
    option.set_urgency(urgencies[section.choice_or_first("urgency", {"", "normal", "urgent"})]);
    option.set_headcount(
        static_cast<std::uint32_t>(section.integer_or("headcount", 1, kMaxHeadcount, 0)));
    option.set_skill(skill(section));
    read_safety(section, option);
    section.finish();
    return option;
}

v1::Question read_question(TomlSection& section, Seen& seen) {
    v1::Question question;
    question.set_id(unique_id(section, seen));
    question.set_text(section.text("text"));
    question.set_text_en(section.text_or("text_en", ""));
    question.set_required(section.flag_or("required", false));
    Seen options;
    for (TomlSection& option : section.sections("options")) {
        *question.add_options() = read_option(option, options);
    }
    if (question.options_size() < 2) {
        const std::string accepted = "accepted: at least two [[categories.questions.options]]";
        if (section.has("options")) {
            section.complain("options",
                             "has " + std::to_string(question.options_size()) + "; " + accepted);
        } else {
            section.complain_missing("options", "is missing; " + accepted);
        }
    }
    section.finish();
    return question;
}

v1::Category read_category(TomlSection& section, Seen& seen) {
    v1::Category category;
    category.set_id(unique_id(section, seen));
    category.set_name(label(section, "name"));
    category.set_name_en(section.text_or("name_en", ""));
    category.set_icon(section.text_or("icon", "", kMaxIcon));
    category.set_skill(skill(section));
    category.set_safety(section.text_or("safety", "", kMaxSafety, Lines::several));
    category.set_safety_en(section.text_or("safety_en", "", kMaxSafety, Lines::several));
    category.set_headcount(
        static_cast<std::uint32_t>(section.integer_or("headcount", 1, kMaxHeadcount, 1)));
    const v1::Urgency urgencies[] = {v1::URGENCY_NORMAL, v1::URGENCY_URGENT};
    category.set_urgency(urgencies[section.choice_or_first("urgency", {"normal", "urgent"})]);
    const v1::PlaceKind places[] = {v1::PLACE_KIND_DOOR, v1::PLACE_KIND_PLAN};
    category.set_place(places[section.choice_or_first("place", {"door", "plan"})]);
    category.set_lost_found(section.flag_or("lost_found", false));
    Seen questions;
    for (TomlSection& question : section.sections("questions")) {
        *category.add_questions() = read_question(question, questions);
    }
    if (category.questions_size() > kMaxQuestions) {
        section.complain("questions", "accepted: at most " + std::to_string(kMaxQuestions));
    }
    read_safety(section, category);
    section.finish();
    return category;
}

}  // namespace

void read_categories(TomlSection& root, v1::EstateConfig& config) {
    Seen seen;
    for (TomlSection& section : root.sections("categories")) {
        *config.add_categories() = read_category(section, seen);
    }
    if (config.categories().empty()) {
        root.complain_missing("categories",
                              "is missing; accepted: at least one [[categories]] section");
    }
}

}  // namespace circle::deploy
