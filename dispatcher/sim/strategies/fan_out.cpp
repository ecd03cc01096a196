#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kMostOpen = 2;  // alerts that a person is shown at once
constexpr unsigned kMostAsks = 3;  // of one request to one person

class FanOut : public Strategy {
  public:
    FanOut(Scene& scene, unsigned width, Millis window, bool late_yes)
        : scene_(scene),
          width_(width),
          window_(window),
          late_yes_(late_yes),
          open_(scene.world().people().size()) {}

    void submitted(unsigned request) override {
        calls_[request];
        open_wave(request);
    }

    void answered(unsigned request, unsigned person, bool yes) override {
        const auto it = calls_.find(request);
        if (it == calls_.end()) return;
        const bool late = !it->second.wave.contains(person);
        if (late && !(yes && late_yes_)) return;
        if (!yes) {
            it->second.asks[person] = kMostAsks;
            end_ask(request, it->second, person);
            if (it->second.wave.empty()) open_wave(request);
        } else {
            take(request, person);
        }
        serve_waiting();
    }

    bool arrived(unsigned, unsigned) override { return true; }
    void done(unsigned request, unsigned) override {
        taken_.erase(request);
        serve_waiting();
    }

    void aborted(unsigned request, unsigned person) override {
        calls_[request] = std::move(taken_[request]);
        calls_[request].asks[person] = kMostAsks;
        taken_.erase(request);
        open_wave(request);
        serve_waiting();
    }

    void gave_up(unsigned request) override {
        end_wave(request, calls_.at(request));
        calls_.erase(request);
        serve_waiting();
    }

    std::optional<Millis> next_due() const override {
        return due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
    }

    void wake() override {
        while (!due_.empty() && due_.begin()->first <= scene_.now()) {
            const unsigned request = due_.begin()->second;
            end_wave(request, calls_.at(request));
            open_wave(request);
        }
        serve_waiting();
    }

  private:
    struct Call {
        std::set<unsigned> wave;  // whose window is open
        std::map<unsigned, unsigned> asks;
        Millis due = 0;  // end of the window
    };

    void open_wave(unsigned request) {
        Call& call = calls_.at(request);
        std::vector<std::tuple<unsigned, Millis, unsigned>> candidates;
        for (unsigned person = 0; person < open_.size(); ++person) {
            const auto asked = call.asks.find(person);
            const unsigned asks = asked == call.asks.end() ? 0 : asked->second;
            if (!scene_.is_free(person) || open_[person].size() >= kMostOpen) continue;
            if (asks < kMostAsks) {
                candidates.emplace_back(asks, scene_.walk(person, request), person);
            }
        }
        const std::size_t count = std::min<std::size_t>(width_, candidates.size());
        std::partial_sort(candidates.begin(),
                          candidates.begin() + static_cast<std::ptrdiff_t>(count),
                          candidates.end());
        if (count == 0) return;
        call.due = scene_.now() + window_;
        due_.emplace(call.due, request);
        for (std::size_t i = 0; i < count; ++i) {
            const unsigned person = std::get<2>(candidates[i]);
            ++call.asks[person];
            call.wave.insert(person);
            open_[person].insert(request);
            scene_.ask(request, person);
        }
    }

    void end_ask(unsigned request, Call& call, unsigned person) {
        call.wave.erase(person);
        open_[person].erase(request);
        if (call.wave.empty()) due_.erase({call.due, request});
    }

    void end_wave(unsigned request, Call& call) {
        while (!call.wave.empty()) end_ask(request, call, *call.wave.begin());
    }

    void take(unsigned request, unsigned person) {
        end_wave(request, calls_.at(request));
        taken_[request] = std::move(calls_.at(request));
        calls_.erase(request);
        const std::set<unsigned> others = open_[person];
        for (const unsigned other : others) end_ask(other, calls_.at(other), person);
        scene_.send(request, person);
    }

    // Requests that nobody is being asked for, oldest first.
    void serve_waiting() {
        for (const auto& [request, call] : calls_) {
            if (call.wave.empty()) open_wave(request);
        }
    }

    Scene& scene_;
    unsigned width_;
    Millis window_;
    bool late_yes_;
    std::map<unsigned, Call> calls_;        // nobody is on the way to them
    std::map<unsigned, Call> taken_;        // somebody has been
    std::vector<std::set<unsigned>> open_;  // of each person: requests whose alert is open
    std::set<std::pair<Millis, unsigned>> due_;
};

}  // namespace

std::unique_ptr<Strategy> make_fan_out(Scene& scene, unsigned width, Millis window, bool late_yes) {
    return std::make_unique<FanOut>(scene, width, window, late_yes);
}

}  // namespace circle::sim
