#include "dispatcher/sim/planning/teams.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kSizesTried = 31;
constexpr unsigned kOrdersTried = 12;

// One of a team: a volunteer, another one who is like them, or, where nobody meets a need, a
// volunteer who has learnt it.
struct Member {
    unsigned volunteer = 0;
    unsigned copy = 0;  // 0: the volunteer; from kLearners on: has learnt need copy - kLearners
    auto operator<=>(const Member&) const = default;
};
constexpr unsigned kCopies = 40, kLearners = 1'000;

// The members of a crew's teams, each with an index in Crew::helpers.
class Cast {
  public:
    Cast(const Needs& needs, const People& people) : needs_(needs), people_(people) {}

    unsigned index_of(const Member& who) {
        const auto [it, is_new] = index_.emplace(who, static_cast<unsigned>(helpers_.size()));
        if (is_new) helpers_.push_back(make(who));
        return it->second;
    }
    std::vector<Helper> take() { return std::move(helpers_); }

  private:
    Helper make(const Member& who) const {
        Helper helper = people_.volunteers[who.volunteer];
        if (who.copy == 0) return helper;
        helper.config.set_id("more-" + std::to_string(who.volunteer) + "-" +
                             std::to_string(who.copy));
        if (who.copy < kLearners) return helper;
        const Need& need = needs_.all[(who.copy - kLearners) % needs_.size()];
        for (const auto& skill : need.skills) helper.config.add_skills(skill);
        return helper;
    }

    const Needs& needs_;
    const People& people_;
    std::map<Member, unsigned> index_;
    std::vector<Helper> helpers_;
};

std::vector<unsigned> shuffled(std::size_t count, std::uint64_t seed, std::uint64_t day,
                               std::uint64_t turn) {
    std::vector<unsigned> order(count);
    std::iota(order.begin(), order.end(), 0u);
    for (std::size_t i = count; i > 1; --i) {
        const double u = uniform_of(seed, 312 + turn, day, i);
        std::swap(order[i - 1], order[static_cast<std::size_t>(u * static_cast<double>(i))]);
    }
    return order;
}

// Comes and goes so that on duty are, from each moment on, those who are named for it.
class DutyLine {
  public:
    void change(Millis at, const std::set<unsigned>& on) {
        for (const unsigned person : on_) {
            if (!on.contains(person)) duties_.push_back({at, person, false});
        }
        for (const unsigned person : on) {
            if (!on_.contains(person)) duties_.push_back({at, person, true});
        }
        on_ = on;
    }
    Duties take() { return std::move(duties_); }

  private:
    std::set<unsigned> on_;
    Duties duties_;
};

bool asks_for_none(const Level& level) {
    return std::all_of(level.of_need.begin(), level.of_need.end(),
                       [](unsigned n) { return n == 0; });
}

}  // namespace

// One team: volunteers in some order, as far as they are needed, then others like them in the same
// order, over and over.
class Teams::Draw {
  public:
    Draw(const Teams& teams, const std::vector<unsigned>& order) : teams_(teams), order_(order) {}

    using Team = std::vector<Member>;

    Team team(std::vector<unsigned> missing) const {
        Team team;
        const auto all_there = [&] {
            return std::all_of(missing.begin(), missing.end(), [](unsigned n) { return n == 0; });
        };
        for (unsigned copy = 0; copy < kCopies && !all_there(); ++copy) {
            for (const unsigned who : order_) {
                if (count_met(who, missing)) team.push_back({who, copy});
            }
        }
        for (unsigned need = 0; need < missing.size(); ++need) {
            for (unsigned n = 0; n < missing[need]; ++n) {
                const auto turn = static_cast<unsigned>(n / order_.size() * missing.size());
                team.push_back({order_[n % order_.size()], kLearners + turn + need});
            }
        }
        return team;
    }

    // Up to `total`. If skills were asked for, first who meets few needs: nobody is to be counted
    // on whom the numbers do not ask for.
    void fill(Team& team, unsigned total, bool plain) const {
        const std::set<Member> there(team.begin(), team.end());
        std::vector<unsigned> rest = order_;
        if (!plain) {
            std::stable_sort(rest.begin(), rest.end(), [&](unsigned a, unsigned b) {
                return versatility(a) < versatility(b);
            });
        }
        for (unsigned copy = 0; team.size() < total; ++copy) {
            for (const unsigned who : rest) {
                if (team.size() >= total) return;
                if (!there.contains({who, copy})) team.push_back({who, copy});
            }
        }
    }

  private:
    unsigned versatility(unsigned who) const {
        const auto& met = teams_.met_[who];
        return static_cast<unsigned>(std::count(met.begin(), met.end(), true));
    }

    bool count_met(unsigned who, std::vector<unsigned>& missing) const {
        const auto& met = teams_.met_[who];
        bool useful = false;
        for (std::size_t need = 0; need < missing.size(); ++need) {
            useful = useful || (missing[need] > 0 && met[need]);
        }
        for (std::size_t need = 0; useful && need < missing.size(); ++need) {
            if (missing[need] > 0 && met[need]) --missing[need];
        }
        return useful;
    }

    const Teams& teams_;
    const std::vector<unsigned>& order_;
};

Teams::Teams(const Calendar& calendar, const Needs& needs, const People& people)
    : calendar_(calendar), needs_(needs), people_(people) {
    for (const Helper& helper : people.volunteers) {
        std::vector<bool>& met = met_.emplace_back();
        for (const Need& need : needs.all) met.push_back(need.is_met_by(helper.config));
    }
}

std::vector<double> Teams::holders_in(const Level& level, std::uint64_t seed) const {
    std::vector<double> sums(needs_.size(), 0);
    for (unsigned i = 0; i < kSizesTried; ++i) {
        const auto order = shuffled(people_.volunteers.size(), seed, i, 0);
        const Draw draw(*this, order);
        Draw::Team team = draw.team(level.of_need);
        draw.fill(team, level.total, asks_for_none(level));
        for (const Member& member : team) {
            for (std::size_t need = 0; need < sums.size(); ++need) {
                const bool learnt =
                    member.copy >= kLearners && (member.copy - kLearners) % needs_.size() == need;
                if (learnt || met_[member.volunteer][need]) sums[need] += 1.0 / kSizesTried;
            }
        }
    }
    return sums;
}

unsigned Teams::size_for(const std::vector<unsigned>& of_need, std::uint64_t seed) const {
    std::vector<std::size_t> sizes;
    for (unsigned i = 0; i < kSizesTried; ++i) {
        const auto order = shuffled(people_.volunteers.size(), seed, i, 0);
        sizes.push_back(Draw(*this, order).team(of_need).size());
    }
    std::nth_element(sizes.begin(), sizes.begin() + kSizesTried / 2, sizes.end());
    return static_cast<unsigned>(sizes[kSizesTried / 2]);
}

Crew Teams::by_levels(const Staircase& levels, Span days, std::uint64_t seed) const {
    Cast cast(needs_, people_);
    DutyLine line;
    for (unsigned day = days.first; day < days.first + days.count; ++day) {
        std::vector<std::vector<unsigned>> orders;
        for (unsigned turn = 0; turn < kOrdersTried; ++turn) {
            orders.push_back(shuffled(people_.volunteers.size(), seed, day, turn));
        }
        const std::size_t type = calendar_.day_type_of(weekday_of_day(day));
        for (std::size_t block = 0; block < calendar_.blocks(); ++block) {
            const Level& level = levels[type * calendar_.blocks() + block];
            Draw::Team team;
            for (const auto& order : orders) {
                const Draw draw(*this, order);
                team = draw.team(level.of_need);
                if (team.size() > level.total && &order != &orders.back()) continue;
                draw.fill(team, level.total, asks_for_none(level));
                break;
            }
            std::set<unsigned> on;
            for (const Member& member : team) on.insert(cast.index_of(member));
            line.change(day * kDay + calendar_.edges[block] * 60 * kSecond, on);
        }
    }
    Crew crew{cast.take(), line.take()};
    add_staff(crew, days);
    return crew;
}

Crew Teams::at_random(unsigned count, Span days, std::uint64_t seed) const {
    Level level{count, std::vector<unsigned>(needs_.size(), 0)};
    return by_levels(Staircase(calendar_.periods(), level), days, seed);
}

namespace {

void add_shifts(Duties& duties, const std::vector<v1::Shift>& shifts, const std::string& id,
                unsigned person, Span days) {
    for (unsigned day = days.first; day < days.first + days.count; ++day) {
        for (const v1::Shift& shift : shifts) {
            if (shift.volunteer() != id || shift.weekday() != weekday_of_day(day) + 1) continue;
            duties.push_back({day * kDay + shift.from_min() * 60 * kSecond, person, true});
            duties.push_back({day * kDay + shift.to_min() * 60 * kSecond, person, false});
        }
    }
}

// Whose shifts touch goes off and comes on at once.
void sort_duties(Duties& duties) {
    std::stable_sort(duties.begin(), duties.end(), [](const DutyChange& a, const DutyChange& b) {
        return a.at != b.at ? a.at < b.at : !a.on && b.on;
    });
}

}  // namespace

void Teams::add_staff(Crew& crew, Span days) const {
    for (const Helper& helper : people_.staff) {
        Duties own;
        add_shifts(own, people_.shifts, helper.config.id(),
                   static_cast<unsigned>(crew.helpers.size()), days);
        if (own.empty()) continue;
        crew.helpers.push_back(helper);
        crew.duties.insert(crew.duties.end(), own.begin(), own.end());
    }
    sort_duties(crew.duties);
}

Crew Teams::by_roster(Span days) const {
    Crew crew;
    for (const Helper& helper : people_.volunteers) {
        const auto person = static_cast<unsigned>(crew.helpers.size());
        Duties own;
        add_shifts(own, people_.shifts, helper.config.id(), person, days);
        if (own.empty()) continue;
        crew.helpers.push_back(helper);
        crew.duties.insert(crew.duties.end(), own.begin(), own.end());
    }
    add_staff(crew, days);
    return crew;
}

Crew Teams::everybody(Span days) const {
    Crew crew{people_.volunteers, {}};
    add_staff(crew, days);
    return crew;
}

Crew joined(Crew crew, const Helper& more) {
    const auto who = static_cast<unsigned>(crew.helpers.size());
    crew.helpers.push_back(more);
    std::set<unsigned> come_and_go;
    for (const DutyChange& change : crew.duties) come_and_go.insert(change.person);
    if (come_and_go.size() < who) return crew;  // somebody is on duty always, and so is who joins
    Duties duties;
    int there = 0;
    bool on = false;
    for (std::size_t i = 0; i < crew.duties.size(); ++i) {
        const DutyChange& change = crew.duties[i];
        duties.push_back(change);
        there += change.on ? 1 : -1;
        const bool last = i + 1 == crew.duties.size() || crew.duties[i + 1].at > change.at;
        if (!last || on == (there > 0)) continue;
        on = there > 0;
        duties.push_back({change.at, who, on});
    }
    crew.duties = std::move(duties);
    return crew;
}

unsigned Teams::holders(std::size_t need) const {
    return static_cast<unsigned>(
        std::count_if(people_.volunteers.begin(), people_.volunteers.end(),
                      [&](const Helper& h) { return needs_.all[need].is_met_by(h.config); }));
}

unsigned on_roster(const People& people, const Need* need, unsigned weekday, unsigned minute) {
    std::set<std::string> there;
    for (const v1::Shift& shift : people.shifts) {
        if (shift.weekday() == weekday + 1 && shift.from_min() <= minute &&
            minute < shift.to_min()) {
            there.insert(shift.volunteer());
        }
    }
    return static_cast<unsigned>(
        std::count_if(people.volunteers.begin(), people.volunteers.end(), [&](const Helper& h) {
            return there.contains(h.config.id()) && (!need || need->is_met_by(h.config));
        }));
}

}  // namespace circle::sim
