#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

class Knowing : public Strategy {
  public:
    explicit Knowing(Scene& scene) : scene_(scene), asked_(scene.world().people().size()) {}

    void submitted(unsigned request) override {
        waiting_.insert(request);
        serve_waiting();
    }

    void answered(unsigned request, unsigned person, bool) override {
        asked_[person] = false;
        pending_.erase({request, person});
        scene_.send(request, person);
    }

    bool arrived(unsigned, unsigned) override { return true; }
    void done(unsigned, unsigned) override { serve_waiting(); }

    void aborted(unsigned request, unsigned person) override {
        lost_.emplace(request, person);
        waiting_.insert(request);
        serve_waiting();
    }

    void gave_up(unsigned request) override {
        waiting_.erase(request);
        for (auto it = pending_.begin(); it != pending_.end();) {
            if (it->first == request) asked_[it->second] = false;
            it = it->first == request ? pending_.erase(it) : std::next(it);
        }
        serve_waiting();
    }

    std::optional<Millis> next_due() const override { return std::nullopt; }
    void wake() override {}

  private:
    void serve_waiting() {
        for (auto it = waiting_.begin(); it != waiting_.end();) {
            it = ask_nearest(*it) ? waiting_.erase(it) : std::next(it);
        }
    }

    bool ask_nearest(unsigned request) {
        Millis least = std::numeric_limits<Millis>::max();
        unsigned nearest = 0;
        for (unsigned person = 0; person < asked_.size(); ++person) {
            const bool may = scene_.is_free(person) && !asked_[person] &&
                             !lost_.contains({request, person}) &&
                             scene_.would_say_yes(person, request);
            const Millis walk = may ? scene_.walk(person, request) : least;
            if (walk >= least) continue;
            least = walk;
            nearest = person;
        }
        if (least == std::numeric_limits<Millis>::max()) return false;
        if (!scene_.ask(request, nearest)) {
            lost_.emplace(request, nearest);
            return ask_nearest(request);
        }
        asked_[nearest] = true;
        pending_.emplace(request, nearest);
        return true;
    }

    Scene& scene_;
    std::vector<bool> asked_;  // of each person: they are about to say yes to somebody
    std::set<unsigned> waiting_;
    std::set<std::pair<unsigned, unsigned>> pending_;
    std::set<std::pair<unsigned, unsigned>> lost_;  // gave up on the way, or cannot be reached
};

}  // namespace

std::unique_ptr<Strategy> make_knowing(Scene& scene) {
    return std::make_unique<Knowing>(scene);
}

}  // namespace circle::sim
