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

// Of a crew: real people and others like them, each with an index in Crew::helpers.
class Cast {
  public:
    Cast(const Needs& needs, const People& people, std::uint64_t seed)
        : needs_(needs), people_(people), seed_(seed) {}

    unsigned real(unsigned volunteer) {
        return index_of({0, volunteer}, [&] { return people_.volunteers[volunteer]; });
    }
    // The n-th of those who are like a volunteer that meets `need`.
    unsigned like(std::size_t need, unsigned n) {
        return index_of({need + 1, n}, [&] { return another(need, n); });
    }
    std::vector<Helper> take() { return std::move(helpers_); }

  private:
    template <class Make>
    unsigned index_of(std::pair<std::size_t, unsigned> who, Make make) {
        const auto [it, is_new] = index_.emplace(who, static_cast<unsigned>(helpers_.size()));
        if (is_new) helpers_.push_back(make());
        return it->second;
    }

    Helper another(std::size_t need, unsigned n) const {
        const auto& all = people_.volunteers;
        std::vector<const Helper*> models;
        for (const Helper& helper : all) {
            if (needs_.all[need].is_met_by(helper.config)) models.push_back(&helper);
        }
        const bool learns = models.empty();
        for (const Helper& helper : all) {
            if (learns) models.push_back(&helper);
        }
        const double chance = uniform_of(seed_, 311, need, n);
        Helper more =
            *models[static_cast<std::size_t>(chance * static_cast<double>(models.size()))];
        more.config.set_id("more-" + std::to_string(need) + "-" + std::to_string(n));
        if (learns) {
            for (const auto& skill : needs_.all[need].skills) more.config.add_skills(skill);
        }
        return more;
    }

    const Needs& needs_;
    const People& people_;
    std::uint64_t seed_;
    std::map<std::pair<std::size_t, unsigned>, unsigned> index_;
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
class Shifts {
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

// One team: people in some order, as far as they are needed, then others like them.
class Teams::Draw {
  public:
    Draw(const Teams& teams, const std::vector<unsigned>& order) : teams_(teams), order_(order) {}

    struct Team {
        std::vector<unsigned> volunteers;
        std::vector<unsigned> more;  // of others, by need
        std::size_t size() const {
            return volunteers.size() + std::accumulate(more.begin(), more.end(), 0u);
        }
    };

    Team team(std::vector<unsigned> missing) const {
        Team team;
        for (const unsigned who : order_) {
            if (count_met(who, missing)) team.volunteers.push_back(who);
        }
        for (std::size_t need = 0; need < missing.size(); ++need) {
            team.more.push_back(missing[need]);
            missing[need] = 0;
        }
        return team;
    }

    // Up to `total`. If skills were asked for, first who meets few needs: nobody is to be counted
    // on whom the numbers do not ask for.
    void fill(Team& team, unsigned total, bool plain) const {
        const std::set<unsigned> there(team.volunteers.begin(), team.volunteers.end());
        std::vector<std::pair<unsigned, unsigned>> rest;  // needs they meet, in the order
        for (unsigned i = 0; i < order_.size(); ++i) {
            if (there.contains(order_[i])) continue;
            rest.emplace_back(plain ? 0 : versatility(order_[i]), i);
        }
        std::sort(rest.begin(), rest.end());
        for (const auto& [met, i] : rest) {
            if (team.size() >= total) return;
            team.volunteers.push_back(order_[i]);
        }
        for (std::size_t n = 0; team.size() < total; ++n) ++team.more[n % team.more.size()];
    }

  private:
    unsigned versatility(unsigned who) const {
        const auto& config = teams_.people_.volunteers[who].config;
        return static_cast<unsigned>(
            std::count_if(teams_.needs_.all.begin(), teams_.needs_.all.end(),
                          [&](const Need& need) { return need.is_met_by(config); }));
    }

    bool count_met(unsigned who, std::vector<unsigned>& missing) const {
        const auto& config = teams_.people_.volunteers[who].config;
        bool useful = false;
        for (std::size_t need = 0; need < missing.size(); ++need) {
            useful = useful || (missing[need] > 0 && teams_.needs_.all[need].is_met_by(config));
        }
        for (std::size_t need = 0; useful && need < missing.size(); ++need) {
            if (missing[need] > 0 && teams_.needs_.all[need].is_met_by(config)) --missing[need];
        }
        return useful;
    }

    const Teams& teams_;
    const std::vector<unsigned>& order_;
};

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
    Cast cast(needs_, people_, seed);
    Shifts shifts;
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
            for (const unsigned volunteer : team.volunteers) on.insert(cast.real(volunteer));
            for (std::size_t need = 0; need < team.more.size(); ++need) {
                for (unsigned n = 0; n < team.more[need]; ++n) on.insert(cast.like(need, n));
            }
            shifts.change(day * kDay + calendar_.edges[block] * 60 * kSecond, on);
        }
    }
    Crew crew{cast.take(), shifts.take()};
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

Crew Teams::everybody() const {
    return {people_.volunteers, {}};
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
