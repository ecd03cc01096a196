// The dispatch core driven as the engine drives it, but for the store: a run neither crashes nor
// changes hands, so there is nothing that committed copies of each entity could be needed for, and
// to serialise them would take longer than to decide.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

// 2026-01-05, a Monday; the estate's clock stands at UTC.
constexpr core::Time kEpoch = 1'767'571'200'000;
constexpr unsigned kStuck = 10'000;  // ticks without time going on

std::string body_name(const v1::Command& command) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.body_case());
    return field ? field->name() : "an empty command";
}

class Ours : public Strategy {
  public:
    Ours(Scene& scene, const v1::Policy& policy, Observer observer)
        : scene_(scene), observer_(std::move(observer)), machine_(core::make_machine()) {
        v1::Command configure = command(v1::ROLE_OPERATOR, "operator");
        config_ = scene.world().config(policy);
        *configure.mutable_configure_estate()->mutable_config() = config_;
        give(configure);
        const auto& people = scene.world().people();
        for (unsigned person = 0; person < people.size(); ++person) {
            index_of_[people[person].id] = person;
            if (scene.is_on_duty(person)) duty_changed(person);
        }
    }

    void submitted(unsigned request) override {
        v1::Command submit = resident(request);
        submit.mutable_submit_request()->set_category(kind(request).category);
        if (kind(request).on_plan)
            *submit.mutable_submit_request()->mutable_place() = in_front(request);
        submitting_ = request;
        const v1::Outcome outcome = give(submit);
        if (outcome.repeat()) {
            throw std::runtime_error(
                "one door asked twice while its first request was open: too many requests a day "
                "for this estate; take fewer, or a larger estate");
        }
    }

    void answered(unsigned request, unsigned person, bool yes) override {
        const std::string& offer = calls_.at(request).offer_to.at(person);
        v1::Command answer = volunteer(person);
        if (yes) {
            answer.mutable_accept_offer()->set_offer_id(offer);
        } else {
            answer.mutable_decline_offer()->set_offer_id(offer);
        }
        give(answer, {v1::CODE_OK, v1::CODE_TAKEN, v1::CODE_OFFER_ENDED, v1::CODE_BUSY_WITH_VISIT});
    }

    bool arrived(unsigned request, unsigned person) override {
        if (!calls_.contains(request)) return false;  // given up on long ago, and helped by another
        return progress(request, person, v1::VISIT_STATE_ARRIVED,
                        {v1::CODE_OK, v1::CODE_TAKEN, v1::CODE_WRONG_STATE}) == v1::CODE_OK;
    }

    void done(unsigned request, unsigned person) override {
        progress(request, person, v1::VISIT_STATE_DONE, {v1::CODE_OK});
        const auto call = calls_.find(request);
        call->second.coming.erase(person);
        if (kind(request).headcount == 1 || call->second.coming.empty()) calls_.erase(call);
    }

    void aborted(unsigned request, unsigned person) override {
        calls_.at(request).coming.erase(person);
        v1::Command abort = volunteer(person);
        abort.mutable_abort_visit()->set_request_id(calls_.at(request).id);
        give(abort, {v1::CODE_OK, v1::CODE_WRONG_STATE});
    }

    void gave_up(unsigned request) override {
        v1::Command cancel = resident(request);
        cancel.mutable_cancel_request()->set_request_id(calls_.at(request).id);
        give(cancel);
        calls_.erase(request);
    }

    void duty_changed(unsigned person) override {
        v1::Command duty = volunteer(person);
        duty.mutable_set_duty()->set_duty(scene_.is_on_duty(person) ? v1::DUTY_ON_DUTY
                                                                    : v1::DUTY_OFF);
        give(duty);
    }

    std::optional<Millis> next_due() const override {
        const auto due = machine_->next_due();
        return due ? std::optional(*due - kEpoch) : std::nullopt;
    }

    void wake() override {
        ticks_at_once_ = moment().now == last_tick_ ? ticks_at_once_ + 1 : 0;
        last_tick_ = moment().now;
        if (ticks_at_once_ > kStuck) {
            throw std::logic_error(fmt::format("a timer of the core stays due at {}", last_tick_));
        }
        follow(machine_->tick(moment()));
    }

  private:
    struct Call {
        std::string id;
        int offers = 0, visits = 0;                // seen
        std::set<unsigned> coming;                 // or there
        std::map<unsigned, std::string> offer_to;  // the newest
    };

    core::Moment moment() { return {kEpoch + scene_.now(), ++decisions_}; }

    v1::Command command(v1::Role role, const std::string& id) {
        v1::Command command;
        command.mutable_principal()->set_estate(kEstate);
        command.mutable_principal()->set_role(role);
        command.mutable_principal()->set_id(id);
        command.set_client_key(std::to_string(++commands_));
        return command;
    }
    v1::Command resident(unsigned request) {
        return command(v1::ROLE_RESIDENT, scene_.door(request).household);
    }
    v1::Command volunteer(unsigned person) {
        return command(v1::ROLE_VOLUNTEER, scene_.world().people()[person].id);
    }

    const Kind& kind(unsigned request) const {
        return scene_.world().kinds()[scene_.call(request).kind];
    }
    // The point of the door's building.
    v1::Point in_front(unsigned request) const {
        return config_.buildings(static_cast<int>(scene_.door(request).building)).point();
    }

    v1::Code progress(unsigned request, unsigned person, v1::VisitState state,
                      const std::vector<v1::Code>& allowed) {
        v1::Command progress = volunteer(person);
        progress.mutable_progress_visit()->set_request_id(calls_.at(request).id);
        progress.mutable_progress_visit()->set_state(state);
        return give(progress, allowed).code();
    }

    // Another answer than the allowed ones means that the core and the simulated people disagree
    // about what has happened.
    v1::Outcome give(const v1::Command& command,
                     const std::vector<v1::Code>& allowed = {v1::CODE_OK}) {
        const core::Moment now = moment();
        const std::string id = fmt::format("{}-{}", now.now, commands_);
        core::Effects effects = machine_->apply({id, now.now, &command}, now);
        const v1::Outcome outcome = effects.outcomes.back().outcome();
        for (const v1::Code code : allowed) {
            if (outcome.code() != code) continue;
            follow(effects);
            return outcome;
        }
        const std::string what = fmt::format("the core refuses {}: {} {}", body_name(command),
                                             v1::Code_Name(outcome.code()), outcome.field());
        if (command.has_configure_estate()) throw std::invalid_argument(what);
        throw std::logic_error(what);
    }

    void follow(const core::Effects& effects) {
        if (observer_) observer_(effects);
        for (const v1::Event& event : effects.events) {
            for (const v1::Entity& image : event.images()) {
                if (image.has_request()) look_at(image.request());
            }
        }
        // What people's pages would say by themselves follows from what they were sent.
        while (!shown_.empty()) {
            const auto [person, offer] = std::move(shown_.front());
            shown_.pop_front();
            v1::Command show = volunteer(person);
            show.mutable_show_offer()->set_offer_id(offer);
            give(show);
        }
    }

    // New offers and visits in an after-image: people are asked and set out.
    void look_at(const v1::Request& image) {
        const auto [known, is_new] = request_of_.try_emplace(image.id(), submitting_);
        const unsigned request = known->second;
        if (is_new) calls_[request].id = image.id();
        const auto it = calls_.find(request);
        if (it == calls_.end()) return;
        Call& call = it->second;
        for (; call.offers < image.offers_size(); ++call.offers) {
            const v1::Offer& offer = image.offers(call.offers);
            const unsigned person = index_of_.at(offer.volunteer_id());
            call.offer_to[person] = offer.id();
            if (scene_.ask(request, person)) shown_.emplace_back(person, offer.id());
        }
        // Helped by whoever came to the incident's lead.
        const auto& visits = image.visits();
        const bool own = std::any_of(visits.begin(), visits.end(), [](const v1::Visit& visit) {
            return visit.arrived_at() > 0 || visit.ended_at() == 0;
        });
        if (image.arrived_at() > 0 && !own) scene_.served(request);
        for (; call.visits < image.visits_size(); ++call.visits) {
            const unsigned person = index_of_.at(image.visits(call.visits).volunteer_id());
            call.coming.insert(person);
            scene_.send(request, person);
        }
    }

    Scene& scene_;
    Observer observer_;
    v1::EstateConfig config_;  // as configured
    std::unique_ptr<core::Machine> machine_;
    std::unordered_map<std::string, unsigned> index_of_;    // people by id
    std::unordered_map<std::string, unsigned> request_of_;  // requests by id
    std::unordered_map<unsigned, Call> calls_;              // open ones
    std::deque<std::pair<unsigned, std::string>> shown_;
    unsigned submitting_ = 0;
    std::uint64_t commands_ = 0, decisions_ = 0;
    core::Time last_tick_ = 0;
    unsigned ticks_at_once_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_ours(Scene& scene, const v1::Policy& policy, Observer observer) {
    return std::make_unique<Ours>(scene, policy, std::move(observer));
}

}  // namespace circle::sim
