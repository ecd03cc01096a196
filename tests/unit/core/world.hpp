// A small estate on a real core, stepped by hand. A second machine, reloaded from what was
// committed before each step, takes the step too: its effects and its state must be the same.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dispatcher/core/machine.hpp"

namespace circle::core::testing {

inline constexpr Time kStart = 1'700'000'000'000;

// Three buildings 100 m apart on a line; volunteers v1 (building 1), v2 (2), v3 (3), v4 (1), all
// with "errands", v1 and v2 with "plumbing"; s1 is staff and can do both; households h1..h6, two
// per building; coordinators k1, k2. Categories: water (plumbing), elder_care (anyone, urgent;
// lifting takes two), lost_found (anyone), traffic (anyone, on the plan).
v1::EstateConfig small_estate();

// The same with the safety gate's rules. electrical needs the licence "electrician", that s1 holds,
// in 1200 s, and its trade comes within an hour. elder_care: two go to who lives alone (h3), the
// household may ask for a woman (v2) or a man (v1), "fainted" is life-threatening, "ladder" needs
// the licence "ladder", that nobody holds.
v1::EstateConfig safe_estate();

class World {
  public:
    // Configured with small_estate(), everybody off duty, time kStart.
    World();
    explicit World(const v1::EstateConfig& config);

    // Sends a command `at` now and returns its effects.
    Effects send(const v1::Principal& who, v1::Command body, const std::string& key = {});
    // The same after `ms` in which no timer was served, as when commands waited in the stream.
    Effects send_after(Time ms, const v1::Principal& who, v1::Command body);
    // The command is set aside.
    Effects quarantine(const v1::Principal& who, v1::Command body, const std::string& error);
    // The same with its outcome only.
    v1::Outcome ask(const v1::Principal& who, v1::Command body, const std::string& key = {});
    // Lets time pass to `now() + ms`, firing every timer when it is due, and returns all effects.
    Effects wait(Time ms);
    // Jumps without serving timers in between, as an outage does, then one tick.
    Effects outage(Time ms);

    Time now() const { return now_; }
    const Machine& machine() const { return *machine_; }

    // Shorthands; all by fresh client keys. Return values are outcomes.
    v1::Outcome configure(const v1::EstateConfig& config);
    v1::Outcome submit(const std::string& household, const std::string& category = "water");
    // Submits, and a coordinator opens the second rung: the whole estate is asked.
    std::string submit_widely(const std::string& household, const std::string& category = "water");
    v1::Outcome escalate(const std::string& request);
    v1::Outcome assign(const std::string& request, const std::string& volunteer,
                       const std::string& instead_of = {});
    v1::Outcome withdraw(const std::string& request, const std::string& volunteer);
    v1::Outcome hold(const std::string& request, unsigned seconds,
                     const std::string& reason = "等配件");
    v1::Outcome reopen(const v1::Principal& who, const std::string& request);
    v1::Outcome on_duty(const std::string& volunteer);
    v1::Outcome off_duty(const std::string& volunteer);
    v1::Outcome show(const std::string& volunteer, const std::string& offer);
    v1::Outcome accept(const std::string& volunteer, const std::string& offer);
    v1::Outcome decline(const std::string& volunteer, const std::string& offer);
    v1::Outcome progress(const std::string& volunteer, const std::string& request,
                         v1::VisitState state);
    v1::Outcome abort(const std::string& volunteer, const std::string& request);
    v1::Outcome cancel(const std::string& household, const std::string& request);

    // As it stands; throws std::out_of_range if there is none.
    const v1::Request& request(const std::string& id) const;
    const v1::Volunteer& volunteer(const std::string& id) const;
    // The oldest failure that nobody has acknowledged, or nullptr.
    const v1::Failure* failure() const;
    // The open offer of this volunteer for this request, or "".
    std::string offer_of(const std::string& volunteer, const std::string& request) const;

    static v1::Principal resident(const std::string& id);
    // Staff if the id begins with s.
    static v1::Principal helper(const std::string& id);
    static v1::Principal coordinator(const std::string& id);
    static v1::Principal operator_();

    // All effects so far, for history checks.
    const std::vector<Effects>& history() const { return history_; }

  private:
    void commit(const Effects& effects);
    std::unique_ptr<Machine> reloaded() const;
    Moment moment() const { return {now_, 7}; }

    std::unique_ptr<Machine> machine_;
    std::unique_ptr<Machine> shadow_;  // knows only what was committed
    Time now_ = kStart;
    std::uint64_t commands_ = 0;
    std::map<std::string, v1::Entity> store_;
    std::map<std::string, v1::OutcomeRecord> outcomes_;
    std::vector<Effects> history_;
};

// Facts of these effects as "WAVE_OPENED v1 v2" lines, without ids of requests and without what
// residents are told of the cover, which follows from almost everything.
std::vector<std::string> facts(const Effects& effects);

inline v1::Command submit_answering(const std::string& category, const std::string& question,
                                    const std::string& option) {
    v1::Command c;
    c.mutable_submit_request()->set_category(category);
    v1::Answer& answer = *c.mutable_submit_request()->add_answers();
    answer.set_question(question);
    answer.set_option(option);
    return c;
}

}  // namespace circle::core::testing
