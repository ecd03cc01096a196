#include <algorithm>

#include "dispatcher/core/handlers.hpp"

namespace circle::core {
namespace {

template <class List>
auto find_id(const List& list, const std::string& id) {
    return std::find_if(list.begin(), list.end(),
                        [&](const auto& item) { return item.id() == id; });
}

void apply(const v1::Option& option, const v1::Category& category, v1::Request& r) {
    if (option.urgency() != v1::URGENCY_UNSPECIFIED) {
        r.set_urgency(std::max(r.urgency(), option.urgency()));
    }
    if (option.headcount() > 0) r.set_headcount(std::max(r.headcount(), option.headcount()));
    if (!option.skill().empty()) r.set_skill(option.skill());
    if (!option.licence().empty()) r.set_licence(option.licence());
    // Who searches outside waits at no door.
    if (option.headcount() > 1 && !category.lost_found()) r.set_two_go_together(true);
    if (option.life_threatening()) {
        r.set_life_threatening(true);
        r.set_urgency(v1::URGENCY_URGENT);
        r.clear_sex();  // whoever is nearest
    }
}

bool is_answered(const v1::Request& r, const v1::Question& question) {
    const auto& answers = r.answers();
    return std::any_of(answers.begin(), answers.end(),
                       [&](const v1::Answer& a) { return a.question() == question.id(); });
}

}  // namespace

std::optional<std::string> apply_answers(const v1::SubmitRequest& command,
                                         const v1::Category& category, v1::Request& r) {
    const auto& questions = category.questions();
    for (int i = 0; i < command.answers_size(); ++i) {
        const v1::Answer& answer = command.answers(i);
        const std::string path = "submit.answers[" + std::to_string(i) + "]";
        const auto question = find_id(questions, answer.question());
        if (question == questions.end() || is_answered(r, *question)) return path + ".question";
        const auto option = find_id(question->options(), answer.option());
        if (option == question->options().end()) return path + ".option";
        apply(*option, category, r);
        *r.add_answers() = answer;
    }
    for (const v1::Question& question : questions) {
        if (question.required() && !is_answered(r, question)) {
            return "submit.answers: " + question.id();
        }
    }
    return std::nullopt;
}

}  // namespace circle::core
