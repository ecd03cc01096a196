// The end of every turn: whom each looking request asks now.
#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "dispatcher/core/assignment.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/confirming.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

constexpr std::size_t kTogether = 32;      // requests that are matched as one problem
constexpr std::size_t kConsidered = 40;    // candidates of one request, when others want them, too
constexpr std::size_t kExplained = 8;      // of them kept in `why`
constexpr double kUrgent = 4;              // an urgent request counts as so many
constexpr double kHardlyAnything = .0005;  // of what a helper who is in time is worth
constexpr double kWaiting = 1;             // who waits beyond the promise comes before who is in time

// One looking request on its way through a matching.
struct Case {
    RequestRecord* record = nullptr;
    std::string rule;
    Aim aim;
    double mean = 0;  // the estate's chance of a yes
    Wave wave;        // who is asked, and who will be
    Candidates candidates;
    std::vector<bool> taken;         // of candidates.best: picked, or not to be had any more
    std::vector<std::size_t> picks;  // of candidates.best

    const v1::Request& request() const { return record->value; }
};

void open_offer(Turn& turn, v1::Request& r, const Candidate& pick) {
    const Policy policy = turn.estate().policy.at_pace_of(r.urgency());
    const Time walk = Time{pick.walk_s} * 1000;
    v1::Offer& offer = *r.add_offers();
    offer.set_id(r.id() + "." + std::to_string(r.offers_size()));
    offer.set_volunteer_id(pick.who->value.id());
    offer.set_opened_at(turn.now());
    offer.set_expires_at(turn.now() + accept_window(policy, r.sla_due_at() - turn.now(), walk));
    offer.set_outcome(v1::OFFER_OUTCOME_OPEN);
    offer.set_walk_s(pick.walk_s);
    offer.set_wave(r.waves());
    VolunteerRecord& volunteer = *turn.estate().roll[pick.who->seat];
    offer.set_floors(turn.estate().floors_on_foot(volunteer, r));
    volunteer.asked_for.push_back(r.id());
    if (r.urgency() != v1::URGENCY_URGENT) volunteer.was_alerted(turn.now());
}

std::uint32_t per_cent(double share) {
    return static_cast<std::uint32_t>(share * 100 + .5);
}

void explain(const Turn&, Case& c) {
    v1::Why& why = c.candidates.why;
    for (std::size_t i = 0; i < c.candidates.best.size(); ++i) {
        const bool offered = std::find(c.picks.begin(), c.picks.end(), i) != c.picks.end();
        if (i >= kExplained && !offered) continue;
        const Candidate& candidate = c.candidates.best[i];
        v1::Candidate& line = *why.add_candidates();
        line.set_volunteer_id(candidate.who->value.id());
        line.set_walk_s(candidate.walk_s);
        line.set_offered(offered);
        line.set_accept_pct(per_cent(candidate.chance));
        line.set_tired(candidate.tired);
        line.set_missed_pct(per_cent(candidate.missed));
    }
    if (c.aim.chance < 1) why.set_target_pct(per_cent(c.aim.chance));
    why.set_chance_pct(per_cent(c.wave.chance(missing_helpers(c.request()))));
}

void open_wave(Turn& turn, Case& c) {
    v1::Request& r = c.record->value;
    const auto& best = c.candidates.best;
    const bool again =
        std::all_of(c.picks.begin(), c.picks.end(), [&](std::size_t i) { return best[i].again; });
    explain(turn, c);
    r.set_waves(r.waves() + 1);
    v1::Fact& fact = turn.record(v1::FACT_KIND_WAVE_OPENED, r.id());
    for (const std::size_t i : c.picks) {
        open_offer(turn, r, best[i]);
        fact.add_volunteer_ids(best[i].who->value.id());
    }
    c.candidates.why.set_rule(c.rule == "rematch" && again ? "again.reask" : c.rule);
    *fact.mutable_why() = std::move(c.candidates.why);
    r.set_state(live_state(r));
    turn.touch(*c.record);
}

class Matching {
  public:
    Matching(Turn& turn, std::map<std::string, std::string> rules)
        : turn_(turn), estate_(turn.estate()), rules_(std::move(rules)) {}

    // Between turns every looking request either asks somebody or has gone through all rungs to the
    // alarm. So while nobody is free, only those need a look to which this turn has done something:
    // they have a rule. However many wait, a turn costs what it can change.
    void run() {
        std::vector<Rank> changed;  // the index does not know yet where they stand now
        for (const auto& [id, rule] : rules_) {
            changed.push_back(rank_of(estate_.requests.at(id).value));
        }
        std::sort(changed.begin(), changed.end());
        free_ = find_free(estate_);
        auto next_changed = changed.begin();
        auto next_other = estate_.looking.begin();
        for (;;) {
            std::vector<Case> cases;
            while (cases.size() < kTogether) {
                const auto id_of = [](const Rank& rank) { return std::get<3>(rank); };
                while (next_other != estate_.looking.end() && rules_.contains(id_of(*next_other))) {
                    ++next_other;
                }
                const bool others = next_other != estate_.looking.end() && !free_.empty();
                if (!others && next_changed == changed.end()) break;
                const bool other_first =
                    others && (next_changed == changed.end() || *next_other < *next_changed);
                add_case(id_of(other_first ? *next_other++ : *next_changed++), cases);
            }
            if (cases.empty()) return;
            serve(std::move(cases));
        }
    }

  private:
    void add_case(const std::string& id, std::vector<Case>& cases) {
        RequestRecord& record = estate_.requests.at(id);
        record.filled_at = turn_.now();
        if (!is_looking(record.value) || is_held(record.value) || is_paused(record.value)) return;
        if (is_settled(record)) return;
        const auto rule = rules_.find(id);
        Case& c = cases.emplace_back();
        c.record = &record;
        c.rule = rule == rules_.end() ? "rematch" : rule->second;
    }

    // A yes that waited long enough goes, or staff are sent: true if nobody more is to be asked.
    bool is_settled(RequestRecord& record) {
        if (!reconsider_yes(turn_, record) && !send_staff(turn_, record)) return false;
        free_ = find_free(estate_);  // somebody may be on the way now
        leaving_.reset();
        return !is_looking(record.value) || confirming_offer(record.value);
    }

    // Those who find nobody on their rungs open the next one and try again.
    void serve(std::vector<Case> cases) {
        while (!cases.empty()) {
            const bool alone = cases.size() == 1;
            std::erase_if(cases, [&](Case& c) { return !prepare(c, alone); });
            choose(cases);
            std::erase_if(cases, [&](Case& c) { return conclude(c); });
        }
    }

    // Whom nobody else wants is there for this one: no more are looked at than can be asked.
    static std::size_t considered(const Case& c, bool alone) {
        const bool small = alone && c.request().rung() > v1::RUNG_BUILDING;
        return small ? std::max<std::size_t>(c.aim.most, kExplained) : kConsidered;
    }

    // False: enough are being asked. `alone`: nobody else looks for people.
    bool prepare(Case& c, bool alone) {
        const v1::Request& r = c.request();
        c.mean = estate_chance(estate_.answers, estate_.policy);
        c.aim = aim_of(r, estate_.policy, c.mean, turn_.now());
        c.picks.clear();
        if (open_offers(r) >= c.aim.most) return false;
        c.wave = asked_now(estate_, r, turn_.now());
        if (is_content(c)) return false;
        c.candidates = find(c, alone);
        if (is_thin(c)) look_wider(c, alone);
        if (keeps_everybody(r)) {
            c.candidates.why.set_reserved(static_cast<std::uint32_t>(c.candidates.all));
            c.candidates.best.clear();
        }
        if (!alone) weigh_against_others(estate_, r, turn_.now(), c.candidates);
        c.wave = asked_now(estate_, r, turn_.now(), c.candidates.later);
        c.taken.assign(c.candidates.best.size(), false);
        return true;
    }

    Candidates find(const Case& c, bool alone) {
        if (!leaving_) leaving_.emplace(estate_, turn_.now());
        return find_candidates(estate_, free_, *leaving_, c.request(), turn_.moment(),
                               considered(c, alone));
    }

    // The estate is asked early. Whoever else comes first then, a yes becomes no less likely: else
    // those of the own building stay in front.
    void look_wider(Case& c, bool alone) {
        if (!open_next_rung(turn_, *c.record, "thin")) return;
        Candidates wider = find(c, alone);
        if (chance_of_first(c, wider) < chance_of_first(c, c.candidates)) {
            const auto& before = c.candidates.best;
            std::stable_partition(wider.best.begin(), wider.best.end(), [&](const Candidate& one) {
                return std::any_of(before.begin(), before.end(),
                                   [&](const Candidate& other) { return other.who == one.who; });
            });
        }
        c.candidates = std::move(wider);
    }

    // Of as many as may be asked now.
    static double chance_of_first(const Case& c, const Candidates& found) {
        Wave wave = c.wave;
        for (const Candidate& candidate : found.best) {
            if (wave.size() < c.aim.most) wave.add(candidate.chance, candidate.worth);
        }
        return wave.chance(missing_helpers(c.request()));
    }

    bool is_content(const Case& c) const {
        return c.aim.chance < 1 && c.wave.chance(missing_helpers(c.request())) >= c.aim.chance;
    }

    // Only the own building is asked, and all of it together would not do.
    bool is_thin(const Case& c) const {
        if (c.aim.chance >= 1 || c.request().rung() != v1::RUNG_BUILDING) return false;
        Wave all = c.wave;
        for (const Candidate& candidate : c.candidates.best) {
            all.add(candidate.chance, candidate.worth);
        }
        return all.chance(missing_helpers(c.request())) < c.aim.chance;
    }

    // The last few who are free are kept for what is urgent.
    bool keeps_everybody(const v1::Request& r) const {
        if (estate_.policy.reserve_urgent == 0) return false;
        const auto volunteers = std::count_if(free_.begin(), free_.end(),
                                              [](const auto* v) { return !v->value.staff(); });
        return is_reserved(estate_.policy, r.urgency(), static_cast<std::size_t>(volunteers));
    }

    bool wants_more(const Case& c) const {
        const auto next = std::find(c.taken.begin(), c.taken.end(), false);
        if (next == c.taken.end() || c.wave.size() >= c.aim.most || is_content(c)) return false;
        const auto i = static_cast<std::size_t>(next - c.taken.begin());
        return c.wave.size() < c.aim.first || saved_by(c, c.candidates.best[i]) >= kHardlyAnything;
    }

    // What asking somebody now is worth more than asking them a window later, if those who are asked
    // say no. Judged at the steps at which silence is, too.
    double saved_by(const Case& c, const Candidate& one) const {
        const Policy& policy = estate_.policy;
        const Worth worth(c.request(), policy, estate_.turnouts);
        const Time yes_at = step_of(c.request(), policy, turn_.now()) + policy.answer_median;
        const Time walk = Time{one.walk_s} * 1000;
        const double chance = one.again ? kAgain * c.mean : c.mean;
        return (1 - c.wave.chance(1)) * chance *
               (worth.of(yes_at, walk) - worth.of(yes_at + policy.window_max, walk));
    }

    // One person more for each request that wants one, until all are content: of all ways to hand
    // them out in one round the one that helps most.
    void choose(std::vector<Case>& cases) {
        std::unordered_map<const VolunteerRecord*, std::size_t> capacity;
        const auto left = [&](const VolunteerRecord* who) -> std::size_t& {
            return capacity.try_emplace(who, kMaxOpenOffers - who->asked_for.size()).first->second;
        };
        for (;;) {
            std::vector<Case*> rows;
            for (Case& c : cases) {
                for (std::size_t i = 0; i < c.taken.size(); ++i) {
                    if (!c.taken[i] && left(c.candidates.best[i].who) == 0) c.taken[i] = true;
                }
                if (wants_more(c)) rows.push_back(&c);
            }
            if (rows.empty()) return;
            for (const auto& [c, i] : rows.size() == 1 ? best_of(*rows[0]) : best_for_all(rows)) {
                const Candidate& candidate = c->candidates.best[i];
                c->wave.add(candidate.chance, candidate.worth);
                c->picks.push_back(i);
                c->taken[i] = true;
                --left(candidate.who);
            }
        }
    }

    using Handed = std::vector<std::pair<Case*, std::size_t>>;

    static Handed best_of(Case& c) {
        const auto next = std::find(c.taken.begin(), c.taken.end(), false);
        return {{&c, static_cast<std::size_t>(next - c.taken.begin())}};
    }

    // What it is worth to ask this person for this request rather than for another one, whoever
    // says yes more often: else the same few would be called from everywhere. Who waits in vain
    // beyond the promise counts more with every minute: nobody starves.
    double weight_of(const Case& c, const Candidate& candidate) const {
        const v1::Request& r = c.request();
        const double chance = candidate.again ? kAgain * c.mean : c.mean;
        const auto promised = static_cast<double>(std::max<Time>(promise(r), 1));
        const double overdue = static_cast<double>(turn_.now() - clock_start(r)) / promised - 1;
        const double waited = overdue > 0 ? kWaiting * (1 + overdue) * chance : 0;
        const double weight = c.wave.gain(chance, candidate.appeal) + waited;
        return r.urgency() == v1::URGENCY_URGENT ? kUrgent * weight : weight;
    }

    Handed best_for_all(const std::vector<Case*>& rows) const {
        std::unordered_map<const VolunteerRecord*, std::size_t> column_of;
        std::vector<const VolunteerRecord*> people;
        for (const Case* c : rows) {
            for (std::size_t i = 0; i < c->taken.size(); ++i) {
                const VolunteerRecord* who = c->candidates.best[i].who;
                if (!c->taken[i] && column_of.try_emplace(who, people.size()).second) {
                    people.push_back(who);
                }
            }
        }
        CostMatrix costs(rows.size(), people.size());
        std::vector<std::vector<std::size_t>> candidate_at(
            rows.size(), std::vector<std::size_t>(people.size(), 0));
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const Case& c = *rows[row];
            for (std::size_t i = 0; i < c.taken.size(); ++i) {
                if (c.taken[i]) continue;
                const Candidate& candidate = c.candidates.best[i];
                const std::size_t column = column_of.at(candidate.who);
                costs.at(row, column) = -weight_of(c, candidate);
                candidate_at[row][column] = i;
            }
        }
        const auto column_of_row = assign(costs);
        Handed handed;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            if (column_of_row[row] == kNobody) continue;
            handed.emplace_back(rows[row],
                                candidate_at[row][static_cast<std::size_t>(column_of_row[row])]);
        }
        return handed;
    }

    // True: served. P5: with nobody asked and nobody left the next rung opens at once, and after
    // the last one the coordinators are alarmed.
    bool conclude(Case& c) {
        const v1::Request& r = c.request();
        // Staff whom another one of this round has sent meanwhile are asked no more.
        const auto sent = [&](std::size_t i) { return !is_free(*c.candidates.best[i].who); };
        if (std::erase_if(c.picks, sent) > 0 && c.picks.empty()) return false;
        if (!c.picks.empty()) {
            open_wave(turn_, c);
            // All who are free, less those who have all they can have open now.
            std::erase_if(free_, [](const auto* who) { return !is_free(*who); });
            return true;
        }
        if (open_offers(r) > 0) return true;
        const char* reason = offers_of(r).empty() ? "empty" : "exhausted";
        if (open_next_rung(turn_, *c.record, reason)) return is_settled(*c.record);
        if (r.has_alarm()) return true;
        explain(turn_, c);
        c.candidates.why.set_rule("nobody");
        *raise_alarm(turn_, *c.record, v1::ALARM_REASON_NOBODY_AVAILABLE).mutable_why() =
            std::move(c.candidates.why);
        return true;
    }

    Turn& turn_;
    Estate& estate_;
    std::map<std::string, std::string> rules_;
    Free free_;
    std::optional<Leaving> leaving_;  // worked out when somebody is to be asked
};

}  // namespace

void match(Turn& turn) {
    // A visit that begins while matching takes somebody from another request, which looks again.
    std::map<std::string, std::string> rules;
    while (turn.take_matching(rules)) Matching(turn, rules).run();
}

}  // namespace circle::core
