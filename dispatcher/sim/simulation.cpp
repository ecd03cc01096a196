#include "dispatcher/sim/simulation.hpp"

#include <cmath>
#include <stdexcept>
#include <unordered_map>

#include "dispatcher/sim/agenda.hpp"

namespace circle::sim {
namespace {

enum class What { submit, answer, at_door, abort, done, give_up };

struct Event {
    What what;
    unsigned request = 0;
    unsigned person = 0;
};

class Simulation : public Scene {
  public:
    Simulation(const Shape& shape, const Behaviour& behaviour, const Arrivals& arrivals,
               std::uint64_t seed)
        : behaviour_(behaviour),
          arrivals_(arrivals),
          world_(shape, behaviour, seed),
          draws_(behaviour, seed),
          doors_(world_.doors_of(arrivals)),
          calls_(arrivals.size()) {
        for (const Person& person : world_.people()) people_.push_back({person.home, false});
        run_.requests.resize(arrivals.size());
        run_.jobs.resize(people_.size());
        run_.alerts.resize(people_.size());
        for (unsigned r = 0; r < arrivals.size(); ++r) {
            run_.requests[r].at = arrivals[r].at;
            agenda_.put(arrivals[r].at, {What::submit, r});
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
    const Arrival& arrival(unsigned request) const override { return arrivals_[request]; }
    const Door& door(unsigned request) const override { return world_.doors()[doors_[request]]; }
    bool is_free(unsigned person) const override { return !people_[person].busy; }
    Millis walk(unsigned person, unsigned request) const override {
        return world_.walk(people_[person].spot, world_.people()[person], door(request));
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
        const Millis way = draws_.turnout(person, request, now_) + walk(person, request) +
                           draws_.lift_stops(person, request);
        body.busy = true;
        const double given_up = draws_.aborts_after(person, request);
        if (given_up < 0) {
            agenda_.put(now_ + way, {What::at_door, request, person});
        } else {
            const auto until = std::llround(given_up * static_cast<double>(way));
            agenda_.put(now_ + until, {What::abort, request, person});
        }
    }

  private:
    struct Asked {
        unsigned times = 0;
        bool pending = false;
        bool said_no = false;
    };
    struct Call {
        std::unordered_map<unsigned, Asked> asked;
        unsigned coming = 0;  // on the way or there
        bool ended = false;
    };
    struct Body {
        Spot spot;
        bool busy = false;
    };

    void happen(const Event& event) {
        switch (event.what) {
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
                people_[event.person].busy = false;
                --calls_[event.request].coming;
                calls_[event.request].asked[event.person].said_no = true;
                strategy_->aborted(event.request, event.person);
                give_up_if_late(event.request);
                break;
            case What::done:
                leave(event.request, event.person);
                strategy_->done(event.request, event.person);
                break;
            case What::give_up:
                give_up_if_late(event.request);
                break;
        }
    }

    Millis deadline() const { return std::llround(behaviour_.gives_up * kSecond); }

    void answer(unsigned request, unsigned person) {
        Call& call = calls_[request];
        Asked& asked = call.asked[person];
        asked.pending = false;
        const bool yes = would_say_yes(person, request);
        asked.said_no = !yes;
        if (call.ended || call.coming > 0 || people_[person].busy) return;
        if (yes || draws_.declines(person, request)) strategy_->answered(request, person, yes);
    }

    void arrive(unsigned request, unsigned person) {
        Record& record = run_.requests[request];
        if (record.on_scene < 0) record.on_scene = now_;
        run_.jobs[person].push_back(request);
        if (strategy_->arrived(request, person)) {
            calls_[request].ended = true;
            agenda_.put(now_ + draws_.visit(request), {What::done, request, person});
        } else {
            leave(request, person);
        }
    }

    void leave(unsigned request, unsigned person) {
        --calls_[request].coming;
        people_[person].busy = false;
        people_[person].spot =
            behaviour_.goes_home ? world_.people()[person].home : door(request).spot;
    }

    void give_up_if_late(unsigned request) {
        Call& call = calls_[request];
        const bool due = now_ >= arrivals_[request].at + deadline();
        if (!due || call.ended || call.coming > 0) return;
        call.ended = true;
        strategy_->gave_up(request);
    }

    Behaviour behaviour_;
    const Arrivals& arrivals_;
    World world_;
    Draws draws_;
    std::vector<unsigned> doors_;
    std::vector<Call> calls_;
    std::vector<Body> people_;
    Agenda<Millis, Event> agenda_;
    Millis now_ = 0;
    Strategy* strategy_ = nullptr;
    History run_;
};

}  // namespace

History simulate(const Shape& shape, const Behaviour& behaviour, const Arrivals& arrivals,
                 std::uint64_t seed, const MakeStrategy& make) {
    Simulation simulation(shape, behaviour, arrivals, seed);
    const auto strategy = make(simulation);
    return simulation.run(*strategy);
}

}  // namespace circle::sim
