#include "dispatcher/sim/simulation.hpp"

#include <cmath>
#include <stdexcept>
#include <unordered_map>

#include "dispatcher/sim/agenda.hpp"

namespace circle::sim {
namespace {

enum class What { duty, submit, answer, at_door, abort, done, give_up };

struct Event {
    What what;
    unsigned request = 0;
    unsigned person = 0;
    bool on = false;  // of duty
};

class Simulation : public Scene {
  public:
    Simulation(const World& world, const Behaviour& behaviour, const Calls& calls,
               const Duties& duties, std::uint64_t seed)
        : behaviour_(behaviour),
          arrivals_(calls),
          world_(world),
          draws_(behaviour, seed),
          calls_(calls.size()),
          people_(world.people().size()) {
        for (const DutyChange& change : duties) {
            people_[change.person].on = false;
            agenda_.put(change.at, {What::duty, 0, change.person, change.on});
        }
        run_.requests.resize(calls.size());
        run_.jobs.resize(people_.size());
        run_.alerts.resize(people_.size());
        for (unsigned r = 0; r < calls.size(); ++r) {
            run_.requests[r].at = calls[r].at;
            agenda_.put(calls[r].at, {What::submit, r});
        }
    }

    History run(Strategy& strategy) {
        strategy_ = &strategy;
        while (!agenda_.empty()) {
            // As in the service: at one time, what people say comes before what time does.
            const auto due = strategy.next_due();
            if (due && *due < agenda_.next()) {
                now_ = std::max(now_, *due);
                strategy.wake();
                continue;
            }
            const Event event = agenda_.take();
            now_ = agenda_.now();
            happen(event);
        }
        return std::move(run_);
    }

    Millis now() const override { return now_; }
    const World& world() const override { return world_; }
    const Call& call(unsigned request) const override { return arrivals_[request]; }
    const Door& door(unsigned request) const override {
        return world_.doors()[arrivals_[request].door];
    }
    bool is_on_duty(unsigned person) const override { return people_[person].on; }
    bool is_free(unsigned person) const override {
        return people_[person].on && !people_[person].busy;
    }
    Millis walk(unsigned person, unsigned request) const override {
        return world_.walk(person, people_[person].at, arrivals_[request]);
    }
    bool would_say_yes(unsigned person, unsigned request) const override {
        return draws_.says_yes(world_.people()[person].accept, person, request);
    }

    bool ask(unsigned request, unsigned person) override {
        ++run_.requests[request].alerts;
        run_.alerts[person].push_back(request);
        Asked& asked = calls_[request].asked[person];
        const unsigned ask = asked.times++;
        if (!draws_.reached(person, request, ask)) return false;
        // Who is asked again by another alert is thinking about it already, or has said no.
        if (asked.pending || asked.said_no) return true;
        asked.pending = true;
        agenda_.put(now_ + draws_.answer(person, request, ask), {What::answer, request, person});
        return true;
    }

    void send(unsigned request, unsigned person) override {
        Body& body = people_[person];
        if (body.busy) throw std::logic_error("a strategy sent somebody who is not free");
        Record& record = run_.requests[request];
        if (record.accepted < 0) record.accepted = now_;
        ++calls_[request].coming;
        body.walk = walk(person, request);
        const Millis way =
            draws_.turnout(person, request, now_) + body.walk + draws_.lift_stops(person, request);
        body.busy = true;
        const double given_up = draws_.aborts_after(person, request);
        if (given_up < 0) {
            agenda_.put(now_ + way, {What::at_door, request, person});
        } else {
            const auto until = std::llround(given_up * static_cast<double>(way));
            agenda_.put(now_ + until, {What::abort, request, person});
        }
    }

    void served(unsigned request) override {
        Record& record = run_.requests[request];
        if (record.on_scene < 0) record.on_scene = now_;
        calls_[request].ended = true;
    }

  private:
    struct Asked {
        unsigned times = 0;
        bool pending = false;
        bool said_no = false;
    };
    struct State {
        std::unordered_map<unsigned, Asked> asked;
        unsigned coming = 0;  // on the way or there
        unsigned helped = 0;  // have been at the door, and were wanted
        bool ended = false;   // nobody else is wanted
    };
    struct Body {
        std::optional<unsigned> at;  // the door where they helped last; nullopt: at home
        bool busy = false;
        bool on = true;
        std::optional<bool> then;  // on duty or not when they are free again
        Millis walk = 0;           // to where they are going
    };

    void happen(const Event& event) {
        switch (event.what) {
            case What::duty:
                people_[event.person].then = event.on;
                take_duty(event.person);
                break;
            case What::submit:
                agenda_.put(now_ + deadline(), {What::give_up, event.request});
                strategy_->submitted(event.request);
                break;
            case What::answer:
                answer(event.request, event.person);
                break;
            case What::at_door:
                arrive(event.request, event.person);
                break;
            case What::abort:
                abort(event.request, event.person);
                break;
            case What::done:
                leave(event.request, event.person);
                strategy_->done(event.request, event.person);
                take_duty(event.person);
                break;
            case What::give_up:
                give_up_if_late(event.request);
                break;
        }
    }

    Millis deadline() const { return std::llround(behaviour_.gives_up * kSecond); }

    void answer(unsigned request, unsigned person) {
        State& call = calls_[request];
        Asked& asked = call.asked[person];
        asked.pending = false;
        const bool yes = would_say_yes(person, request);
        asked.said_no = !yes;
        if (call.ended || call.coming >= wanted(request) || !is_free(person)) return;
        if (yes || draws_.declines(person, request)) strategy_->answered(request, person, yes);
    }

    unsigned wanted(unsigned request) const {
        return world_.kinds()[arrivals_[request].kind].headcount;
    }

    void take_duty(unsigned person) {
        Body& body = people_[person];
        if (!body.then || body.busy) return;
        const bool changed = body.on != *body.then;
        body.on = *body.then;
        body.then.reset();
        if (!changed) return;
        body.at.reset();
        strategy_->duty_changed(person);
    }

    void arrive(unsigned request, unsigned person) {
        Record& record = run_.requests[request];
        if (record.on_scene < 0) {
            record.on_scene = now_;
            record.walk = people_[person].walk;
        }
        run_.jobs[person].push_back(request);
        if (strategy_->arrived(request, person)) {
            State& call = calls_[request];
            call.ended = ++call.helped >= wanted(request);
            agenda_.put(now_ + draws_.visit(request), {What::done, request, person});
        } else {
            leave(request, person);
            take_duty(person);
        }
    }

    void abort(unsigned request, unsigned person) {
        if (run_.requests[request].on_scene < 0) ++run_.requests[request].aborts;
        people_[person].busy = false;
        --calls_[request].coming;
        calls_[request].asked[person].said_no = true;
        strategy_->aborted(request, person);
        give_up_if_late(request);
        take_duty(person);
    }

    // Who has helped and is the last one there ends it, even if a second one never came.
    void leave(unsigned request, unsigned person) {
        State& call = calls_[request];
        if (--call.coming == 0 && call.helped > 0) call.ended = true;
        people_[person].busy = false;
        people_[person].at =
            behaviour_.goes_home ? std::nullopt : std::optional(arrivals_[request].door);
    }

    // Help that broke off after one of two had been there is not waited for again.
    void give_up_if_late(unsigned request) {
        State& call = calls_[request];
        const bool due = call.helped > 0 || now_ >= arrivals_[request].at + deadline();
        if (!due || call.ended || call.coming > 0) return;
        call.ended = true;
        strategy_->gave_up(request);
    }

    Behaviour behaviour_;
    const Calls& arrivals_;
    const World& world_;
    Draws draws_;
    std::vector<State> calls_;
    std::vector<Body> people_;
    Agenda<Millis, Event> agenda_;
    Millis now_ = 0;
    Strategy* strategy_ = nullptr;
    History run_;
};

}  // namespace

History simulate(const World& world, const Behaviour& behaviour, const Calls& calls,
                 const Duties& duties, std::uint64_t seed, const MakeStrategy& make) {
    Simulation simulation(world, behaviour, calls, duties, seed);
    const auto strategy = make(simulation);
    return simulation.run(*strategy);
}

History simulate(const Shape& shape, const Behaviour& behaviour, const Arrivals& arrivals,
                 std::uint64_t seed, const MakeStrategy& make) {
    const SquareWorld world(shape, behaviour, seed);
    return simulate(world, behaviour, world.calls_of(arrivals), {}, seed, make);
}

}  // namespace circle::sim
