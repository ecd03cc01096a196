// P2 to P6 over random sequences of commands and time, with waves of three and with waves by the
// target. World also reloads after every step and
// compares. The checks read entities and facts only, not the core's own helpers.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using testing::World;

// One random deed: what, and three numbers to choose who, which and how long.
using Op = std::tuple<unsigned, unsigned, unsigned, unsigned>;

bool live(const v1::Visit& v) {
    return v.state() == v1::VISIT_STATE_ACCEPTED || v.state() == v1::VISIT_STATE_ON_THE_WAY ||
           v.state() == v1::VISIT_STATE_ARRIVED;
}

bool terminal(const v1::Request& r) {
    return r.state() == v1::REQUEST_STATE_RESOLVED || r.state() == v1::REQUEST_STATE_CANCELLED ||
           r.state() == v1::REQUEST_STATE_CLOSED;
}

// May an offer's outcome change so? Every offer ends once; only who was late may still win.
bool allowed(v1::OfferOutcome from, v1::OfferOutcome to) {
    if (from == to || from == v1::OFFER_OUTCOME_OPEN) return true;
    if (from == v1::OFFER_OUTCOME_CONFIRMING) return to != v1::OFFER_OUTCOME_OPEN;
    const bool late = from == v1::OFFER_OUTCOME_TIMED_OUT || from == v1::OFFER_OUTCOME_UNREACHABLE;
    const bool yes = to == v1::OFFER_OUTCOME_ACCEPTED || to == v1::OFFER_OUTCOME_CONFIRMING;
    return late && yes;
}

// Five of the six doors share it, and two requests of a kind make an outage.
v1::EstateConfig on_one_riser() {
    v1::EstateConfig config = testing::safe_estate();
    config.mutable_policy()->set_fold_after(2);
    v1::DoorGroup& group = *config.add_groups();
    group.set_id("r1");
    group.set_name("立管");
    group.set_kind(v1::DOOR_GROUP_KIND_RISER);
    for (const char* category : {"water", "elder_care"}) group.add_categories(category);
    for (int i = 0; i < 5; ++i) config.mutable_households(i)->add_groups("r1");
    return config;
}

// The same, asked as estates are: as many as the target takes, with all that spares people, a yes
// that waits for a better one, and twenty more volunteers along the street.
v1::EstateConfig as_estates_are() {
    v1::EstateConfig config = on_one_riser();
    v1::Policy& policy = *config.mutable_policy();
    policy.clear_wave_size();
    policy.set_reserve_urgent(1);
    policy.set_jobs_per_day(2);
    policy.set_floors_per_day(20);
    policy.set_alerts_per_hour(3);
    policy.set_missed_s(86'400);  // a handful of visits is enough for who leaves to be missed
    for (int b = 4; b <= 8; ++b) {
        v1::Building& building = *config.add_buildings();
        building = config.buildings(0);
        building.set_id(std::to_string(b));
        building.mutable_point()->set_lon(121.4 + 0.001 * b);
        for (int i = 0; i < 4; ++i) {
            v1::VolunteerConfig& v = *config.add_volunteers();
            v.set_id("v" + std::to_string(b) + std::to_string(i));
            v.set_name(v.id());
            v.set_group(building.id());
            if (i > 0) v.add_skills("plumbing");
        }
    }
    return config;
}

class Player {
  public:
    explicit Player(const v1::EstateConfig& config)
        : world_(config), adaptive_(config.policy().wave_size() == 0) {
        for (const auto& v : config.volunteers()) volunteers_.push_back(v.id());
    }

    // Most histories get somewhere only if many are on duty.
    void everybody_on_duty() {
        for (unsigned i = 0; i < volunteers_.size(); ++i) play({2, i, 1, 0});
    }

    void play(const Op& op) {
        const auto [what, a, b, c] = op;
        switch (what % 27) {
            case 0:
            case 1:
                submit(a, b);
                break;
            case 2:
            case 3:
                duty(a, b % 3 != 0);
                break;
            case 4:
                offer_deed(a, b, &v1::Command::mutable_show_offer);
                break;
            case 5:
            case 6:
                offer_deed(a, b, &v1::Command::mutable_accept_offer);
                break;
            case 7:
                offer_deed(a, b, &v1::Command::mutable_decline_offer);
                break;
            case 8:
            case 9:
                progress(a, b, c);
                break;
            case 10:
                visit_deed(a, b);
                break;
            case 11:
                household_deed(a, b);
                break;
            case 12:
                coordinator_deed(a, b);
                break;
            case 13:
            case 14:
                pass(a, b);
                break;
            case 15:
                by_hand(a, b, c);
                break;
            case 16:
                reopen(a, b);
                break;
            case 17:
                stand_at(a, b);
                break;
            case 18:
            case 19:
                clock_deed(a, b, c);
                break;
            case 20:
            case 21:
                trade_deed(a, b, c);
                break;
            case 22:
            case 23:
                outage(a, b, c);
                break;
            case 24:
                shifts(a, b, c);
                break;
            case 25:
                change_shift(a, b, c);
                break;
            case 26:
                world_.wait(Time{a % 15} * 60'000);
                break;
        }
        check();
    }

    // The same bytes again must get the same answer and change nothing.
    void resend_last() {
        if (!last_) return;
        const auto before = world_.machine().entities();
        const auto& [who, command, key, outcome] = *last_;
        const auto again = world_.ask(who, command, key);
        RC_ASSERT(again.code() == outcome.code());
        RC_ASSERT(again.request_id() == outcome.request_id());
        RC_ASSERT(again.field() == outcome.field());
        RC_ASSERT(again.repeat());
        RC_ASSERT(bytes(before) == bytes(world_.machine().entities()));
    }

  private:
    static std::string bytes(const std::vector<v1::Entity>& entities) {
        std::string all;
        for (const auto& entity : entities) all += entity.SerializeAsString();
        return all;
    }

    void send(const v1::Principal& who, const v1::Command& command) {
        const std::string key = "k" + std::to_string(++keys_);
        const auto outcome = world_.ask(who, command, key);
        RC_ASSERT(outcome.code() != v1::CODE_INTERNAL);
        last_ = {who, command, key, outcome};
    }

    void submit(unsigned household, unsigned category) {
        const char* categories[] = {"water",   "elder_care", "lost_found", "unheard_of",
                                    "lifting", "electrical", "fainted"};
        const std::string chosen = categories[category % 7];
        const bool option = chosen == "lifting" || chosen == "fainted";
        v1::Command c;
        c.mutable_submit_request()->set_category(option ? "elder_care" : chosen);
        c.mutable_submit_request()->set_sex(static_cast<v1::Sex>(household / 6 % 3));
        if (option) {
            v1::Answer& answer = *c.mutable_submit_request()->add_answers();
            answer.set_question("what");
            answer.set_option(chosen);
        }
        send(World::resident("h" + std::to_string(household % 6 + 1)), c);
    }

    void duty(unsigned who, bool on) {
        v1::Command c;
        c.mutable_set_duty()->set_duty(on ? v1::DUTY_ON_DUTY : v1::DUTY_OFF);
        send(volunteer(who), c);
    }

    template <class Deed>
    void offer_deed(unsigned which, unsigned who, Deed* (v1::Command::*mutable_deed)()) {
        const v1::Request* r = request(which);
        if (!r || r->offers().empty()) return;
        const auto& offer = r->offers(static_cast<int>(who) % r->offers_size());
        v1::Command c;
        (c.*mutable_deed)()->set_offer_id(offer.id());
        send(World::helper(offer.volunteer_id()), c);
    }

    void progress(unsigned which, unsigned who, unsigned state) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        c.mutable_progress_visit()->set_request_id(r->id());
        c.mutable_progress_visit()->set_state(static_cast<v1::VisitState>(state % 9));
        send(helper_of(*r, who), c);
    }

    void visit_deed(unsigned which, unsigned who) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        c.mutable_abort_visit()->set_request_id(r->id());
        send(helper_of(*r, who), c);
    }

    void household_deed(unsigned which, unsigned what) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        if (what % 2 == 0) {
            c.mutable_cancel_request()->set_request_id(r->id());
        } else {
            c.mutable_resolve_request()->set_request_id(r->id());
        }
        send(World::resident(r->household_id()), c);
    }

    void coordinator_deed(unsigned which, unsigned what) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        if (what % 4 == 0) {
            c.mutable_close_request()->set_request_id(r->id());
            c.mutable_close_request()->set_reason("查无此事");
        } else {
            c.mutable_acknowledge_alarm()->set_request_id(r->id());
        }
        send(World::coordinator("k1"), c);
    }

    void by_hand(unsigned which, unsigned what, unsigned who) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        switch (what % 4) {
            case 0:
                c.mutable_assign_volunteer()->set_request_id(r->id());
                c.mutable_assign_volunteer()->set_volunteer_id(volunteer(who).id());
                if (who % 3 == 0) {
                    c.mutable_assign_volunteer()->set_instead_of(helper_of(*r, what).id());
                }
                break;
            case 1:
                c.mutable_withdraw_visit()->set_request_id(r->id());
                c.mutable_withdraw_visit()->set_volunteer_id(helper_of(*r, who).id());
                break;
            case 2:
                c.mutable_escalate_request()->set_request_id(r->id());
                break;
            case 3:
                c.mutable_hold_request()->set_request_id(r->id());
                c.mutable_hold_request()->set_seconds(who % 2 == 0 ? 0 : who);
                c.mutable_hold_request()->set_reason("等");
                break;
        }
        send(World::coordinator("k2"), c);
    }

    void clock_deed(unsigned which, unsigned what, unsigned seconds) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        if (what % 4 == 0) {
            c.mutable_resume_clock()->set_request_id(r->id());
        } else if (what % 4 == 1) {
            c.mutable_object_pause()->set_request_id(r->id());
            return send(World::resident(r->household_id()), c);
        } else {
            c.mutable_pause_clock()->set_request_id(r->id());
            c.mutable_pause_clock()->set_reason(static_cast<v1::PauseReason>(what % 3 + 1));
            c.mutable_pause_clock()->set_seconds(seconds);  // below a minute: refused
        }
        send(World::coordinator("k1"), c);
    }

    void trade_deed(unsigned which, unsigned what, unsigned who) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        if (what % 3 == 0) {
            c.mutable_call_trade()->set_request_id(r->id());
        } else {
            c.mutable_progress_trade()->set_request_id(r->id());
            c.mutable_progress_trade()->set_done(what % 3 == 1);
        }
        send(who % 2 == 0 ? World::coordinator("k2") : helper_of(*r, who), c);
    }

    void reopen(unsigned which, unsigned who) {
        const v1::Request* r = request(which);
        if (!r) return;
        v1::Command c;
        c.mutable_reopen_request()->set_request_id(r->id());
        send(who % 2 == 0 ? World::resident(r->household_id()) : World::coordinator("k1"), c);
    }

    // What coordinators do with an outage.
    void outage(unsigned which, unsigned what, unsigned whose) {
        const v1::Request* r = request(which);
        if (!r) return;
        const v1::Incident* i = incident(whose);
        v1::Command c;
        if (what % 3 == 0 || !i) {
            c.mutable_unfold_request()->set_request_id(r->id());
        } else if (what % 3 == 1) {
            c.mutable_fold_request()->set_request_id(r->id());
            c.mutable_fold_request()->set_incident_id(i->id());
        } else if (what % 2 == 0) {
            c.mutable_announce_incident()->set_incident_id(i->id());
            c.mutable_announce_incident()->set_text("在修");
        } else {
            c.mutable_end_incident()->set_incident_id(i->id());
            c.mutable_end_incident()->set_reason("修好了");
        }
        send(World::coordinator("k1"), c);
    }

    const v1::Incident* incident(unsigned n) {
        if (incidents_.empty()) return nullptr;
        return &std::next(incidents_.begin(), n % incidents_.size())->second;
    }

    // A week of short shifts, so that histories of hours cross their ends.
    void shifts(unsigned who, unsigned first, unsigned count) {
        v1::Command c;
        for (unsigned i = 0; i < count % 8; ++i) {
            v1::Shift& shift = *c.mutable_set_shifts()->add_shifts();
            shift.set_weekday(2 + i / 4);  // kStart is a Tuesday, 22:13 UTC
            shift.set_from_min((i < 4 ? 1320 : 0) + i % 4 * 30 + first % 15);
            shift.set_to_min(shift.from_min() + 15);
        }
        send(volunteer(who), c);
    }

    // Asks for leave or a swap of a shift that is to come, or answers a change that was asked.
    void change_shift(unsigned who, unsigned what, unsigned which) {
        v1::Command c;
        if (what % 2 == 0) {
            const Time slot = world_.now() / 900'000 * 900'000 + Time{which % 8} * 900'000;
            auto& ask = *c.mutable_ask_shift_change();
            ask.set_kind(what % 4 == 0 ? v1::SHIFT_CHANGE_KIND_LEAVE : v1::SHIFT_CHANGE_KIND_SWAP);
            ask.set_from(slot);
            ask.set_to(slot + 300'000);
        } else {
            const auto entities = world_.machine().entities();
            const auto change =
                std::find_if(entities.begin(), entities.end(),
                             [](const v1::Entity& entity) { return entity.has_shift_change(); });
            if (change == entities.end()) return;
            c.mutable_answer_shift_change()->set_id(change->shift_change().id());
            c.mutable_answer_shift_change()->set_state(
                static_cast<v1::ShiftChangeState>(2 + which % 3));
        }
        send(volunteer(who), c);
    }

    void stand_at(unsigned who, unsigned where) {
        v1::Command c;
        c.mutable_set_position()->mutable_position()->set_lat(31.2);
        c.mutable_set_position()->mutable_position()->set_lon(121.4 + 0.001 * (where % 4));
        send(volunteer(who), c);
    }

    void pass(unsigned ms, unsigned how) {
        if (how % 10 == 0) {
            world_.outage(Time{ms % 1000} * 1000);
        } else {
            world_.wait(Time{ms % 1000} * 300);
        }
    }

    v1::Principal volunteer(unsigned n) {
        return World::helper(volunteers_[n % volunteers_.size()]);
    }

    // Mostly who has to do with it, else anyone.
    v1::Principal helper_of(const v1::Request& r, unsigned n) {
        if (r.visits().empty()) return volunteer(n);
        return World::helper(r.visits(static_cast<int>(n) % r.visits_size()).volunteer_id());
    }

    const v1::Request* request(unsigned n) {
        collect();
        if (requests_.empty()) return nullptr;
        return &std::next(requests_.begin(), n % requests_.size())->second;
    }

    void collect() {
        requests_.clear();
        incidents_.clear();
        duty_.clear();
        for (const auto& entity : world_.machine().entities()) {
            if (entity.has_incident()) incidents_[entity.incident().id()] = entity.incident();
            if (entity.has_request()) requests_[entity.request().id()] = entity.request();
            if (entity.has_volunteer()) {
                duty_[entity.volunteer().id()] = entity.volunteer().duty();
                people_[entity.volunteer().id()] = entity.volunteer();
                const Time until = entity.volunteer().duty_until();
                // Commands come a millisecond after one another before timers are served.
                if (until > 0) RC_ASSERT(world_.now() <= until + kGrace + kServed);
            }
        }
    }

    void check() {
        RC_ASSERT(!::testing::Test::HasFailure());  // World's own comparisons
        collect();
        check_facts();
        std::map<std::string, int> live_of, open_of;
        for (const auto& [id, r] : requests_) check_request(r, live_of, open_of);
        for (const auto& [id, i] : incidents_) check_incident(i);
        for (const auto& [id, n] : live_of) RC_ASSERT(n <= 1);
        for (const auto& [id, n] : open_of) {
            RC_ASSERT(n <= 2);
            RC_ASSERT(duty_.at(id) == v1::DUTY_ON_DUTY);  // P4
        }
    }

    void check_request(const v1::Request& r, std::map<std::string, int>& live_of,
                       std::map<std::string, int>& open_of) {
        int lives = 0, asked = 0, waits = 0;
        for (const auto& visit : r.visits()) {
            if (!live(visit)) continue;
            ++lives;
            ++live_of[visit.volunteer_id()];
        }
        for (const auto& offer : r.offers()) {
            RC_ASSERT(staff_asked_in_turn(r, offer));
            RC_ASSERT(may_be_sent(r, people_.at(offer.volunteer_id())));
            auto& seen = outcomes_[offer.id()];
            if (seen != v1::OFFER_OUTCOME_UNSPECIFIED) RC_ASSERT(allowed(seen, offer.outcome()));
            seen = offer.outcome();
            if (offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING) ++waits;
            if (offer.outcome() != v1::OFFER_OUTCOME_OPEN) continue;
            ++asked;
            ++open_of[offer.volunteer_id()];
        }
        const int opens = asked + waits;
        RC_ASSERT(waits <= 1);
        RC_ASSERT(asked <= most_asked(r));
        RC_ASSERT(lives <= static_cast<int>(r.headcount()));  // P2
        check_pauses(r);
        check_clock(r);
        if (terminal(r)) {
            RC_ASSERT(lives == 0 && opens == 0 && r.ended_at() > 0);
            return;
        }
        const int helped = done_of(r) + lives;
        const bool folded = !r.incident_id().empty();
        if (folded) RC_ASSERT(opens == 0 && (!r.has_alarm() || is_of_this_door(r.alarm())));
        if (folded) RC_ASSERT(goes_on(r.incident_id(), r.id()));
        const bool looking = !folded && helped < static_cast<int>(r.headcount());
        if (!looking) RC_ASSERT(opens == 0);
        // P5: with nobody to ask, the next step has been taken at once.
        if (looking && !r.has_hold() && !paused(r) && opens == 0) RC_ASSERT(r.has_alarm());
        if (paused(r)) RC_ASSERT(opens == 0 && !r.has_hold());
        // Only a call answers it, or that the trade is there.
        if (r.trade().wanted()) RC_ASSERT(r.has_alarm() && r.alarm().acknowledged_at() == 0);
        if (r.has_hold()) RC_ASSERT(opens == 0 && r.hold().until() > 0);
        // P6: this very request will be looked at again, soon.
        if (++p6_turn_ % kP6Every != 0) return;  // a machine is made for each look
        const auto due = due_of(r);
        RC_ASSERT(due.has_value());
        RC_ASSERT(*due <= world_.now() + kLongest);
    }

    // Alerts never above the cap: three for each helper; or three, then one more with each half of
    // the median of 20 s, to eight (five for three where people are shy), ten when it is late or
    // urgent.
    int most_asked(const v1::Request& r) const {
        const auto helpers = static_cast<int>(r.headcount());
        if (!adaptive_) return 3 * helpers;
        const Time ran = world_.now() - r.clock_from() - stood_still(r);
        const bool late = 2 * ran >= Time{r.sla_s()} * 1000;
        const bool any = late || r.urgency() == v1::URGENCY_URGENT;
        const Time steps = std::max<Time>(ran, 0) / 10'000;
        return helpers * static_cast<int>(any ? 10 : std::min<Time>(5 + steps, 10));
    }

    // What the alarm of an incident does not say.
    static bool is_of_this_door(const v1::Alarm& alarm) {
        return alarm.reason() == v1::ALARM_REASON_PAUSE_OBJECTED ||
               alarm.reason() == v1::ALARM_REASON_TRADE_BREACHED;
    }

    static bool paused(const v1::Request& r) {
        return !r.pauses().empty() && r.pauses().rbegin()->ended_at() == 0;
    }

    // The safety gate: nobody is asked who lacks the licence or is not whom the household asked
    // for.
    static bool may_be_sent(const v1::Request& r, const v1::Volunteer& v) {
        const bool licensed = r.licence().empty() ||
                              std::count(v.skills().begin(), v.skills().end(), r.licence()) == 1;
        return licensed && (r.sex() == v1::SEX_UNSPECIFIED || r.sex() == v.sex());
    }

    // How long the clock of this round has stood still in pauses that are over.
    static Time stood_still(const v1::Request& r) {
        Time stood = 0;
        for (const auto& pause : r.pauses()) {
            const bool counts = pause.from() >= r.clock_from() && pause.ended_at() > 0;
            if (counts) stood += pause.ended_at() - pause.from();
        }
        return stood;
    }

    // The target is what it was plus what was paused; a breach lies exactly there.
    static void check_pauses(const v1::Request& r) {
        for (const auto& pause : r.pauses()) {
            RC_ASSERT(pause.ended_at() == 0 || pause.ended_at() >= pause.from());
        }
        const Time stood = stood_still(r);
        const Time target = Time{r.sla_s()} * 1000;
        if (r.breached_at() > 0) {
            RC_ASSERT(r.breached_at() == r.sla_due_at());
            RC_ASSERT(r.breach_cause() != v1::BREACH_CAUSE_UNSPECIFIED);
        } else if (r.arrived_at() == 0) {
            RC_ASSERT(r.sla_due_at() == r.clock_from() + target + stood);
        }
    }

    // Exactly one of the incident looks for help, and asks for what the others need.
    void check_incident(const v1::Incident& i) {
        if (i.ended_at() > 0) return;
        const v1::Request& lead = requests_.at(i.lead_request_id());
        RC_ASSERT(!terminal(lead) && lead.incident_id().empty());
        RC_ASSERT(i.request_ids(0) == lead.id());
        for (const auto& id : i.request_ids()) {
            const v1::Request& r = requests_.at(id);
            RC_ASSERT(!terminal(r));
            RC_ASSERT(id == lead.id() || r.incident_id() == i.id());
            RC_ASSERT(r.urgency() <= lead.urgency() && r.headcount() <= lead.headcount());
            const bool overdue = r.breached_at() > 0 && r.arrived_at() == 0;
            if (overdue) RC_ASSERT(lead.has_alarm());  // it rings, or somebody knows
        }
    }

    bool goes_on(const std::string& incident, const std::string& request) const {
        const v1::Incident& i = incidents_.at(incident);
        const auto& ids = i.request_ids();
        return i.ended_at() == 0 && std::count(ids.begin(), ids.end(), request) == 1;
    }

    // Folding or not, a clock starts with the tap or a reopening, and while it runs it is due as it
    // was then, but for pauses.
    void check_clock(const v1::Request& r) {
        const Clock now{r.submitted_at(), r.clock_from(), r.sla_due_at() - stood_still(r)};
        const auto [held, fresh] = clocks_.emplace(r.id() + "/" + std::to_string(r.reopens()), now);
        const auto& [tap, from, due] = held->second;
        RC_ASSERT(tap == r.submitted_at() && from == r.clock_from());
        const bool runs = r.arrived_at() == 0 && r.breached_at() == 0;
        RC_ASSERT(!runs || due == std::get<2>(now));
    }

    // Staff are offered tasks only from their rung on, or at once when it is urgent.
    static bool staff_asked_in_turn(const v1::Request& r, const v1::Offer& offer) {
        return !offer.volunteer_id().starts_with('s') || r.urgency() == v1::URGENCY_URGENT ||
               r.rung() == v1::RUNG_STAFF || r.reopens() > 0;
    }

    // Visits of this round that helped.
    static int done_of(const v1::Request& r) {
        int n = 0;
        for (int i = static_cast<int>(r.earlier_visits()); i < r.visits_size(); ++i) {
            n += r.visits(i).state() == v1::VISIT_STATE_DONE;
        }
        return n;
    }

    // When a machine that holds no other request is due.
    std::optional<Time> due_of(const v1::Request& r) {
        std::vector<v1::Entity> entities;
        for (const auto& entity : world_.machine().entities()) {
            const bool other = entity.has_request() && entity.request().id() != r.id();
            if (!other && !entity.has_incident()) entities.push_back(entity);
        }
        v1::ShardState state;
        state.set_format(kStateFormat);
        for (const auto& counter : world_.machine().counters()) *state.add_counters() = counter;
        const auto alone = make_machine();
        alone->load(state, entities, {});
        return alone->next_due();
    }

    // P4 on the events: nobody off duty is asked. P7: numbers without gaps.
    void check_facts() {
        for (; checked_ < world_.history().size(); ++checked_) {
            for (const auto& event : world_.history()[checked_].events) {
                RC_ASSERT(event.number() == ++number_);
                const auto& fact = event.fact();
                for (const auto& id : fact.volunteer_ids()) {
                    if (fact.kind() == v1::FACT_KIND_DUTY_CHANGED) {
                        on_duty_[id] = fact.reason() != "off" && fact.reason() != "shift_over";
                    }
                    if (fact.kind() == v1::FACT_KIND_WAVE_OPENED) RC_ASSERT(on_duty_[id]);
                }
            }
        }
    }

    static constexpr Time kGrace = 1'800'000;  // the policy's default
    static constexpr Time kServed = 1'000;
    static constexpr unsigned kP6Every = 7;  // prime to the number of deeds: any state comes up
    // A visit without news; the trade's mark, after which it is looked at as late as that.
    static constexpr Time kLongest = 3'600'000 + 1'800'000;
    using Clock = std::tuple<Time, Time, Time>;
    World world_;
    bool adaptive_;
    std::vector<std::string> volunteers_;
    unsigned p6_turn_ = 0;
    unsigned keys_ = 0;
    std::optional<std::tuple<v1::Principal, v1::Command, std::string, v1::Outcome>> last_;
    std::map<std::string, v1::Request> requests_;
    std::map<std::string, v1::Incident> incidents_;
    std::map<std::string, Clock> clocks_;
    std::map<std::string, v1::Duty> duty_;
    std::map<std::string, v1::Volunteer> people_;
    std::map<std::string, v1::OfferOutcome> outcomes_;
    std::map<std::string, bool> on_duty_;
    std::size_t checked_ = 0;
    std::uint64_t number_ = 0;
};

TEST(Properties, HoldOverRandomHistories) {
    const auto numbers = rc::gen::inRange(0u, 1000u);
    const auto ops = rc::gen::scale(3.0, rc::gen::container<std::vector<Op>>(
                                             rc::gen::tuple(numbers, numbers, numbers, numbers)));
    EXPECT_TRUE(rc::check("P2 to P6", [&] {
        const auto history = *ops;
        Player player(on_one_riser());
        player.play({2, 0, 1, 0});  // two on duty, so that most histories get somewhere
        player.play({2, 1, 1, 0});
        for (const Op& op : history) {
            player.play(op);
            if (std::get<3>(op) % 7 == 0) player.resend_last();
        }
    }));
}

TEST(Properties, HoldWithWavesByTheTarget) {
    const auto numbers = rc::gen::inRange(0u, 1000u);
    const auto ops = rc::gen::container<std::vector<Op>>(
        rc::gen::tuple(numbers, numbers, numbers, numbers));
    EXPECT_TRUE(rc::check("P2 to P6", [&] {
        const auto history = *ops;
        Player player(as_estates_are());
        player.everybody_on_duty();
        for (const Op& op : history) player.play(op);
    }));
}

// The same inputs give the same bytes, on any machine and at any time.
class Replay : public ::testing::TestWithParam<v1::EstateConfig (*)()> {};
INSTANTIATE_TEST_SUITE_P(Waves, Replay, ::testing::Values(testing::small_estate, as_estates_are));

TEST_P(Replay, IsByteIdentical) {
    const auto run = [] {
        World world(GetParam()());
        for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
        const auto id = world.submit("h1").request_id();
        world.submit("h4", "lost_found");
        world.decline("v1", world.offer_of("v1", id));
        world.wait(700'000);
        std::string bytes;
        for (const Effects& effects : world.history()) {
            for (const auto& event : effects.events) bytes += event.SerializeAsString();
        }
        return bytes;
    };
    EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace circle::core
