#include "tests/bench/load.hpp"

#include <fmt/format.h>

#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace circle::bench {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;  // for what is under way at the end
constexpr double kAsNear = 25;   // metres: fairness may prefer who was asked less
constexpr auto kJustFreed = 50ms;  // the dispatcher may not have known it yet

constexpr auto kForEver = std::numeric_limits<std::int64_t>::max();

std::int64_t wall_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// A request as everybody in this process knows it.
struct Case {
    unsigned household = 0;
    Clock::time_point tapped;
    Clock::time_point accepted;
    Clock::time_point offered;     // first
    std::int64_t decided_at = 0;   // by the service's clock
    std::optional<Place> asked;    // where who was asked was
    bool asked_own = false;        // they are of the household's building
    bool measured = false;
    bool taken = false;
    bool told = false;
    unsigned helpers = 0;
};

}  // namespace

class Load::Crew {
  public:
    Crew(Service& service, const Crowd& crowd);
    Result run(const Run& run);

    class Resident;
    class Volunteer;
    class Dashboard;

    Service& service_;
    const Crowd crowd_;
    SocketLoop loop_;
    Run run_;
    Result result_;
    std::unordered_map<std::string, Case> cases_;
    std::deque<Resident*> free_;
    // Somebody nearer than who was asked seemed to be free; whether they were is known later.
    struct Suspicion {
        const Volunteer* nearer;
        std::int64_t decided_at;
    };
    std::vector<Suspicion> suspicions_;
    std::uint64_t keys_ = 0;
    std::vector<std::unique_ptr<Resident>> residents_;
    std::vector<std::unique_ptr<Volunteer>> volunteers_;
    std::vector<std::unique_ptr<Dashboard>> dashboards_;

    std::string next_key() { return fmt::format("b{}", ++keys_); }
    void refused(const std::string& what);
    void measure_offer(Case& c);
    void judge();
    template <typename Predicate>
    void wait(Predicate happened, std::chrono::seconds limit, const char* what);
};

class Load::Crew::Resident : public Peer {
  public:
    Resident(Crew& crew, unsigned number) : crew_(crew), number_(number) {}

    void tap() {
        v1::ClientFrame frame;
        frame.set_client_key(crew_.next_key());
        frame.mutable_submit()->set_category("water");
        send(frame);
        tapped_ = Clock::now();
        received_ = false;
        busy_ = true;
    }
    bool busy() const { return busy_; }
    bool lost() const { return busy_ && received_; }

  protected:
    void on_frame(const v1::ServerFrame& frame) override {
        if (frame.has_received()) {
            received_ = true;
            crew_.result_.tap_received.add(Clock::now() - tapped_);
        } else if (frame.has_update()) {
            for (const auto& request : frame.update().view().requests()) on_request(request);
        } else if (frame.has_error()) {
            crew_.refused(frame.error().ShortDebugString());
            give_back();
        } else if (frame.has_outcome() && frame.outcome().code() != v1::CODE_OK) {
            crew_.refused(frame.outcome().ShortDebugString());
            give_back();
        }
    }

  private:
    void on_request(const v1::RequestView& request) {
        auto& c = crew_.cases_[request.id()];
        c.tapped = tapped_;
        c.household = number_;
        crew_.measure_offer(c);
        unsigned live = 0;
        for (const auto& helper : request.helpers()) {
            live += helper.state() != v1::VISIT_STATE_DONE ? 1 : 0;
        }
        if (live > 1) ++crew_.result_.doubled;
        if (live == 1 && !std::exchange(c.told, true) && c.taken) {
            crew_.result_.accept_told.add(Clock::now() - c.accepted);
        }
        if (request.ended_at() > 0 && busy_) {
            ++crew_.result_.done;
            crew_.cases_.erase(request.id());
            give_back();
        }
    }

    void give_back() {
        busy_ = false;
        crew_.free_.push_back(this);
    }

    Crew& crew_;
    unsigned number_;
    Clock::time_point tapped_;
    bool received_ = false;
    bool busy_ = false;
};

class Load::Crew::Volunteer : public Peer {
  public:
    Volunteer(Crew& crew, unsigned number)
        : crew_(crew),
          building_(number % crew.crowd_.buildings),
          place_(home_of(crew.crowd_, building_)) {}

    void come_on_duty() {
        v1::ClientFrame frame;
        frame.set_client_key(crew_.next_key());
        frame.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
        send(frame);
    }
    bool on_duty() const { return on_duty_; }
    unsigned building() const { return building_; }
    const Place& place() const { return place_; }
    bool free_since(Clock::time_point time) const {
        return !accepting_ && visit_.empty() && open_ == 0 && free_since_ + kJustFreed < time;
    }
    // Had the service given them something else by that time of its clock?
    bool engaged_at(std::int64_t time) const {
        return std::any_of(engagements_.begin(), engagements_.end(), [&](const auto& e) {
            return e.first <= time && time <= e.second;
        });
    }

  protected:
    void on_frame(const v1::ServerFrame& frame) override {
        if (frame.has_snapshot()) on_duty_ = frame.snapshot().view().me().duty() != v1::DUTY_OFF;
        if (frame.has_update()) {
            const auto& view = frame.update().view();
            if (view.has_me()) on_duty_ = view.me().duty() != v1::DUTY_OFF;
            // One commit may end a visit and make an offer: the visit first.
            for (const auto& visit : view.visits()) on_visit(visit);
            for (const auto& offer : view.offers()) on_offer(offer);
        } else if (frame.has_error()) {
            accepting_ = false;
            crew_.refused(frame.error().ShortDebugString());
        } else if (frame.has_outcome()) {
            const auto code = frame.outcome().code();
            if (code != v1::CODE_OK) accepting_ = false;
            if (code != v1::CODE_OK && code != v1::CODE_TAKEN) {
                crew_.refused(frame.outcome().ShortDebugString());
            }
        }
    }

  private:
    void on_offer(const v1::OfferView& offer) {
        const bool open = offer.outcome() == v1::OFFER_OUTCOME_OPEN;
        if (!open && !offers_.contains(offer.id())) {  // it came and went within one commit
            engagements_.insert(engagements_.begin(), {offer.opened_at(), wall_ms()});
            ++ended_;
            return;
        }
        auto& state = offers_[offer.id()];
        if (open != state) {
            state = open;
            open_ += open ? 1 : -1;
            free_since_ = Clock::now();
            if (open_ > 0 && engagements_.size() == ended_) {
                engagements_.emplace_back(offer.opened_at(), kForEver);
            }
            end_engagement();
        }
        if (!open) {
            offers_.erase(offer.id());
            return;
        }
        auto& c = crew_.cases_[offer.request_id()];
        if (!c.asked) {
            c.asked = place_;
            c.asked_own = offer.building() == name_of(building_);
            c.decided_at = offer.opened_at();
            c.offered = Clock::now();
            crew_.measure_offer(c);
        }
        if (crew_.run_.show && offer.shown_at() == 0)
            act([&](v1::ClientFrame& frame) {
                frame.mutable_show_offer()->set_offer_id(offer.id());
            });
        if (c.taken || accepting_ || !visit_.empty()) return;
        c.taken = accepting_ = true;
        c.accepted = Clock::now();
        act([&](v1::ClientFrame& frame) {
            frame.mutable_accept_offer()->set_offer_id(offer.id());
        });
    }

    void on_visit(const v1::VisitView& visit) {
        accepting_ = false;
        if (visit.state() == v1::VISIT_STATE_ACCEPTED) {
            if (std::exchange(visit_, visit.request_id()) == visit.request_id()) return;
            helped_at_ = visit.building();
            progress(v1::VISIT_STATE_ARRIVED);
        } else if (visit.state() == v1::VISIT_STATE_ARRIVED && !done_sent_) {
            done_sent_ = true;
            progress(v1::VISIT_STATE_DONE);
        } else if (visit.ended_at() > 0) {
            visit_.clear();
            done_sent_ = false;
            place_ = home_of(crew_.crowd_, building_of(helped_at_));  // until they say otherwise
            free_since_ = Clock::now();
            end_engagement();
        }
    }

    // Free again, as far as is known here: later than the service knew it.
    void end_engagement() {
        if (open_ > 0 || accepting_ || !visit_.empty() || engagements_.size() == ended_) return;
        engagements_.back().second = wall_ms();
        ended_ = engagements_.size();
    }

    void progress(v1::VisitState state) {
        act([&](v1::ClientFrame& frame) {
            frame.mutable_progress_visit()->set_request_id(visit_);
            frame.mutable_progress_visit()->set_state(state);
        });
    }

    template <typename Fill>
    void act(Fill fill) {
        v1::ClientFrame frame;
        frame.set_client_key(crew_.next_key());
        fill(frame);
        send(frame);
    }

    Crew& crew_;
    unsigned building_;  // of their group
    Place place_;
    std::string helped_at_;
    bool on_duty_ = false;
    bool accepting_ = false;
    bool done_sent_ = false;
    std::string visit_;  // request of the live one
    std::unordered_map<std::string, bool> offers_;
    int open_ = 0;
    Clock::time_point free_since_;
    std::vector<std::pair<std::int64_t, std::int64_t>> engagements_;  // from, to
    std::size_t ended_ = 0;                                           // of them
};

class Load::Crew::Dashboard : public Peer {
  protected:
    void on_frame(const v1::ServerFrame&) override {}
};

Load::Crew::Crew(Service& service, const Crowd& crowd) : service_(service), crowd_(crowd) {
    const auto connect = [&](Peer& peer, const std::string& token) {
        peer.connect(loop_, service.port(), token);
        wait([&] { return peer.live(); }, 10s, "a snapshot");
    };
    for (unsigned i = 0; i < crowd.dashboards; ++i) {
        dashboards_.push_back(std::make_unique<Dashboard>());
        connect(*dashboards_.back(), service.tokens().coordinators[i]);
    }
    for (unsigned i = 0; i < crowd.residents; ++i) {
        residents_.push_back(std::make_unique<Resident>(*this, i));
        connect(*residents_.back(), service.tokens().residents[i]);
        free_.push_back(residents_.back().get());
    }
    for (unsigned i = 0; i < crowd.volunteers; ++i) {
        volunteers_.push_back(std::make_unique<Volunteer>(*this, i));
        connect(*volunteers_.back(), service.tokens().volunteers[i]);
        volunteers_.back()->come_on_duty();
    }
    const auto all_on_duty = [&] {
        return std::all_of(volunteers_.begin(), volunteers_.end(),
                           [](const auto& v) { return v->on_duty(); });
    };
    wait(all_on_duty, 30s, "everybody on duty");
}

template <typename Predicate>
void Load::Crew::wait(Predicate happened, std::chrono::seconds limit, const char* what) {
    const auto until = Clock::now() + limit;
    while (!happened()) {
        if (Clock::now() > until) throw std::runtime_error(std::string("it did not come: ") + what);
        loop_.turn(Clock::now() + 100ms);
    }
}

void Load::Crew::refused(const std::string& what) {
    if (result_.refused++ == 0) result_.first_refusal = what;
}

// Once both ends are known: the resident's page knows which tap it was, the volunteer's when the
// offer came. Somebody free must not be nearer, by more than fairness may cost, than who was asked;
// the household's own building is asked before all others, wherever its helpers are.
void Load::Crew::measure_offer(Case& c) {
    if (!c.asked || c.tapped == Clock::time_point{} || std::exchange(c.measured, true)) return;
    result_.tap_offer.add(c.offered - c.tapped);
    const unsigned building = c.household % crowd_.buildings;
    const Place at = home_of(crowd_, building);
    const auto far = [&](const Place& place) { return std::hypot(place.x - at.x, place.y - at.y); };
    const Volunteer* nearest = nullptr;
    for (const auto& v : volunteers_) {
        if (!v->free_since(c.tapped) || (c.asked_own && v->building() != building)) continue;
        if (!nearest || far(v->place()) < far(nearest->place())) nearest = v.get();
    }
    if (nearest && far(*c.asked) > far(nearest->place()) + kAsNear) {
        suspicions_.push_back({nearest, c.decided_at});
    }
}

void Load::Crew::judge() {
    for (const auto& suspicion : suspicions_) {
        if (!suspicion.nearer->engaged_at(suspicion.decided_at)) ++result_.not_nearest;
    }
    suspicions_.clear();
}

Result Load::Crew::run(const Run& run) {
    run_ = run;
    result_ = {};
    result_.rate = run.rate;
    const auto usage_before = service_.usage();
    const auto in_before = loop_.frames_in();
    const auto out_before = loop_.frames_out();
    const auto begun = Clock::now();
    const auto gap =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / run.rate));
    const auto taps = static_cast<std::uint64_t>(run.rate * run.seconds);
    std::uint64_t due_count = 0;
    while (due_count < taps) {
        const auto due = begun + gap * static_cast<std::int64_t>(due_count);
        if (Clock::now() < due) {
            loop_.turn(due);
            continue;
        }
        ++due_count;
        if (free_.empty()) {
            ++result_.skipped;
            continue;
        }
        Resident* next = free_.front();
        free_.pop_front();
        next->tap();
        ++result_.taps;
    }
    const auto ended = Clock::now();
    const double seconds = std::chrono::duration<double>(ended - begun).count();
    result_.lifecycles_per_s = static_cast<double>(result_.done) / seconds;
    const auto until = ended + kPatience;
    while (free_.size() < residents_.size() && Clock::now() < until) {
        loop_.turn(Clock::now() + 100ms);
    }
    const auto after = service_.usage();
    result_.usage = {after.gateway - usage_before.gateway,
                     after.dispatcher - usage_before.dispatcher, after.redis - usage_before.redis};
    judge();
    for (const auto& resident : residents_) result_.lost += resident->lost() ? 1 : 0;
    result_.frames_in = loop_.frames_in() - in_before;
    result_.frames_out = loop_.frames_out() - out_before;
    return result_;
}

Load::Load(Service& service, const Crowd& crowd) : crew_(std::make_unique<Crew>(service, crowd)) {}
Load::~Load() = default;

Result Load::run(const Run& run) {
    return crew_->run(run);
}

}  // namespace circle::bench
