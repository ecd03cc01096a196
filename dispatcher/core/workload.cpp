#include "dispatcher/core/workload.hpp"

#include <algorithm>

namespace circle::core {
namespace {

constexpr std::uint32_t kHardFloors = 8;  // climbed on foot in one visit

// Changes one person's counts, and the estate's sums with them.
template <class Change>
void change_load(Turn& turn, const std::string& volunteer_id, Change change) {
    Estate& estate = turn.estate();
    VolunteerRecord& record = estate.volunteers.at(volunteer_id);
    v1::Workload& load = *record.value.mutable_workload();
    estate.answers.yes -= load.yes_milli();
    estate.answers.no -= load.no_milli();
    change(load, estate.local_day(turn.now()));
    estate.answers.yes += load.yes_milli();
    estate.answers.no += load.no_milli();
    turn.touch(record);
}

void rest_until(v1::Workload& load, Time until) {
    load.set_rest_until(std::max<Time>(load.rest_until(), until));
}

}  // namespace

void note_answer(Turn& turn, const v1::Offer& offer, bool yes) {
    change_load(turn, offer.volunteer_id(), [&](v1::Workload& load, std::int64_t day) {
        count_answer(load, yes, day);
        load.set_ignored(0);
    });
}

void note_ignored(Turn& turn, const v1::Offer& offer) {
    if (offer.shown_at() == 0) return;
    const Policy& policy = turn.estate().policy;
    change_load(turn, offer.volunteer_id(), [&](v1::Workload& load, std::int64_t day) {
        count_answer(load, false, day);
        load.set_ignored(load.ignored() + 1);
        if (load.ignored() < policy.rest_after_ignored) return;
        load.set_ignored(0);
        rest_until(load, turn.now() + policy.rest);
    });
}

void note_missed(Turn& turn, const v1::Visit& visit) {
    const Time until = turn.now() + turn.estate().policy.rest;
    change_load(turn, visit.volunteer_id(),
                [&](v1::Workload& load, std::int64_t) { rest_until(load, until); });
}

void note_silence(Turn& turn, const v1::Offer& offer) {
    if (offer.shown_at() == 0 || offer.outcome() != v1::OFFER_OUTCOME_OPEN) return;
    const Estate& estate = turn.estate();
    const AnswerTime times(estate.policy.answer_median);
    const double mean = estate_chance(estate.answers, estate.policy);
    change_load(turn, offer.volunteer_id(), [&](v1::Workload& load, std::int64_t day) {
        count_silence(load, chance_of_yes(load, mean), times, turn.now() - offer.shown_at(), day);
    });
}

void note_job(Turn& turn, const v1::Visit& visit) {
    const Policy& policy = turn.estate().policy;
    change_load(turn, visit.volunteer_id(), [&](v1::Workload& load, std::int64_t day) {
        turn_to_day(load, day);
        load.set_jobs(load.jobs() + 1);
        load.set_floors(load.floors() + visit.floors());
        load.set_last_job_at(turn.now());
        const bool hard = visit.floors() >= kHardFloors;
        rest_until(load, turn.now() + (hard ? policy.hard_rest : policy.cool_down));
    });
}

}  // namespace circle::core
