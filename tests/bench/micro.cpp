// circle-micro: what single pieces cost, without processes, sockets or Redis.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/sealed/sealer.hpp"
#include "dispatcher/core/assignment.hpp"
#include "dispatcher/core/estate.hpp"
#include "dispatcher/core/machine.hpp"
#include "gateway/view/estate_model.hpp"
#include "gateway/view/project.hpp"
#include "gateway/view/touched.hpp"
#include "gateway/ws/codec.hpp"
#include "tests/bench/crowd.hpp"

namespace circle::bench {
namespace {

// A machine that holds an estate with everybody on duty, and the read model that follows it.
class Town {
  public:
    explicit Town(unsigned volunteers) : machine_(core::make_machine()), model_(kEstate) {
        crowd_.volunteers = volunteers;
        v1::Command configure;
        *configure.mutable_configure_estate()->mutable_config() = config_of(crowd_);
        apply(as_operator(std::move(configure), ++keys_));
        for (unsigned i = 0; i < volunteers; ++i) {
            v1::Command duty = of(v1::ROLE_VOLUNTEER, fmt::format("v{}", i));
            duty.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
            apply(duty);
        }
    }

    v1::Command of(v1::Role role, const std::string& id) {
        v1::Command command;
        command.set_client_key(fmt::format("m{}", ++keys_));
        command.mutable_principal()->set_estate(kEstate);
        command.mutable_principal()->set_role(role);
        command.mutable_principal()->set_id(id);
        return command;
    }
    v1::Command submit(const std::string& household) {
        v1::Command command = of(v1::ROLE_RESIDENT, household);
        command.mutable_submit_request()->set_category("water");
        return command;
    }
    core::Effects decide(const v1::Command& command) {
        now_ += 1;
        const std::string id = fmt::format("{}-0", now_);
        return machine_->apply({id, now_, &command}, {now_, keys_});
    }
    core::Effects apply(const v1::Command& command) {
        core::Effects effects = decide(command);
        for (const auto& event : effects.events) model_.apply(event);
        return effects;
    }
    // What is due by now, as the service does between commands.
    core::Effects serve_timers(core::Time after) {
        now_ += after;
        return machine_->tick({now_, keys_});
    }
    // Somebody comes and does it.
    void help(const std::string& household) {
        const core::Effects asked = decide(submit(household));
        const std::string request = asked.outcomes.at(0).outcome().request_id();
        const v1::Offer offer = first_offer_of(asked);
        v1::Command accept = of(v1::ROLE_VOLUNTEER, offer.volunteer_id());
        accept.mutable_accept_offer()->set_offer_id(offer.id());
        decide(accept);
        serve_timers(kConfirmed);
        for (const v1::VisitState state : {v1::VISIT_STATE_ARRIVED, v1::VISIT_STATE_DONE}) {
            v1::Command progress = of(v1::ROLE_VOLUNTEER, offer.volunteer_id());
            progress.mutable_progress_visit()->set_request_id(request);
            progress.mutable_progress_visit()->set_state(state);
            decide(progress);
        }
    }
    const gateway::EstateModel& model() const { return model_; }
    const Crowd& crowd() const { return crowd_; }

  private:
    static constexpr core::Time kConfirmed = 60'000;  // a yes waits no longer

    static v1::Offer first_offer_of(const core::Effects& effects) {
        for (const auto& event : effects.events) {
            for (const auto& image : event.images()) {
                if (image.request().offers_size() > 0) return image.request().offers(0);
            }
        }
        throw std::runtime_error("nobody was asked");
    }

    Crowd crowd_;
    std::unique_ptr<core::Machine> machine_;
    gateway::EstateModel model_;
    core::Time now_ = 1'700'000'000'000;
    unsigned keys_ = 0;
};

// Submit and, outside of the measured time, cancel: nobody gets busy. After so many visits of this
// week those who leave are missed (dispatcher/core/leaving.hpp).
void submit_and_choose(benchmark::State& state) {
    Town town(static_cast<unsigned>(state.range(0)));
    for (int i = 0; i < state.range(1); ++i) town.help(fmt::format("h{}", i));
    unsigned household = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const std::string id = fmt::format("h{}", ++household % town.crowd().residents);
        const v1::Command command = town.submit(id);
        state.ResumeTiming();
        const core::Effects effects = town.decide(command);
        state.PauseTiming();
        v1::Command cancel = town.of(v1::ROLE_RESIDENT, id);
        cancel.mutable_cancel_request()->set_request_id(
            effects.outcomes.at(0).outcome().request_id());
        town.decide(cancel);
        town.serve_timers(1'000);
        state.ResumeTiming();
    }
}
BENCHMARK(submit_and_choose)
    ->ArgNames({"on duty", "visits"})
    ->Args({50, 0})
    ->Args({50, 200})
    ->Args({200, 200})
    ->Args({500, 0})
    ->Args({5000, 0})
    ->Iterations(2000);

// What residents are told before the tap, once in five seconds in which somebody came or went.
void look_at_cover(benchmark::State& state) {
    Town town(static_cast<unsigned>(state.range(0)));
    bool on = true;
    for (auto _ : state) {
        state.PauseTiming();
        on = !on;
        v1::Command duty = town.of(v1::ROLE_VOLUNTEER, "v0");
        duty.mutable_set_duty()->set_duty(on ? v1::DUTY_ON_DUTY : v1::DUTY_OFF);
        town.decide(duty);
        state.ResumeTiming();
        benchmark::DoNotOptimize(town.serve_timers(5'000));
    }
}
BENCHMARK(look_at_cover)->Arg(50)->Arg(5000)->Iterations(50)->Unit(benchmark::kMillisecond);

// A town of streets: `side` × `side` crossings 30 m apart.
google::protobuf::RepeatedPtrField<v1::Feature> streets(int side) {
    google::protobuf::RepeatedPtrField<v1::Feature> features;
    const auto street = [&](int at, bool north) {
        v1::Feature& f = *features.Add();
        f.set_kind(v1::FEATURE_KIND_PATH);
        for (const int end : {0, side - 1}) {
            v1::Point& p = *f.add_points();
            p.set_lat(31.2 + .00027 * (north ? end : at));
            p.set_lon(121.4 + .00031 * (north ? at : end));
        }
    };
    for (int at = 0; at < side; ++at) {
        street(at, true);
        street(at, false);
    }
    return features;
}

void walk_all_pairs(benchmark::State& state) {
    const auto features = streets(static_cast<int>(state.range(0)));
    std::size_t junctions = 0;
    for (auto _ : state) {
        junctions = core::WalkGraph::build(features)->network().junctions.size();
    }
    state.SetLabel(fmt::format("{} junctions", junctions));
}
BENCHMARK(walk_all_pairs)->Arg(10)->Arg(44)->Unit(benchmark::kMillisecond);

// What one choice among so many volunteers asks for: they stand where they stood before, the door
// is a new one.
void walk_to_one_door(benchmark::State& state) {
    core::Estate estate;
    *estate.config.value.mutable_config()->mutable_features() = streets(44);
    for (int v = 0; v < state.range(0); ++v) {
        v1::Volunteer& volunteer = estate.volunteers[fmt::format("v{}", v)].value;
        volunteer.set_pace_mps(.9);
        volunteer.mutable_checked_in()->set_lat(31.2 + .0000023 * v);
        volunteer.mutable_checked_in()->set_lon(121.4 + .0000019 * (v * 7 % 5000));
    }
    estate.call_roll();
    estate.survey_paths();
    v1::Request request;
    request.mutable_point()->set_lat(31.206);
    request.mutable_point()->set_lon(121.405);
    unsigned number = 0;
    for (auto _ : state) {
        request.set_id(fmt::format("0190b6f2-5d5e-7cc1-8f3e-{:012}", ++number));
        const core::Walks::Door& door = estate.door(request);
        double sum = 0;
        for (const core::VolunteerRecord* volunteer : estate.roll) {
            sum += estate.walk_seconds(*volunteer, door, 0);
        }
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(walk_to_one_door)->Arg(50)->Arg(5000)->Unit(benchmark::kMicrosecond);

// A hundred requests and five hundred people: all different, all requests on one spot, or
// everybody.
void assign_together(benchmark::State& state) {
    core::CostMatrix costs(100, 500);
    std::mt19937 random(1);
    for (std::size_t r = 0; r < costs.rows(); ++r) {
        for (std::size_t c = 0; c < costs.columns(); ++c) {
            const double any = static_cast<double>(random() % 1000);
            costs.at(r, c) = state.range(0) == 0   ? any
                             : state.range(0) == 1 ? static_cast<double>(c)
                                                   : 1;
        }
    }
    for (auto _ : state) benchmark::DoNotOptimize(core::assign(costs));
    const char* labels[] = {"all different", "requests on one spot", "everybody on one spot"};
    state.SetLabel(labels[state.range(0)]);
}
BENCHMARK(assign_together)->DenseRange(0, 2);

v1::Principal viewer_of(v1::Role role, const char* id) {
    v1::Principal viewer;
    viewer.set_estate(kEstate);
    viewer.set_role(role);
    viewer.set_id(id);
    return viewer;
}

v1::ServerFrame board_update(const Town& town, const v1::Event& event) {
    static const auto sealer = sealed::make_null_sealer();
    const gateway::HistoryEntry entry{event.number(), {}, std::make_shared<v1::Event>(event), 0};
    const auto touched = gateway::touched_by(town.model(), {&entry, 1});
    v1::ServerFrame frame;
    *frame.mutable_update()->mutable_view() =
        *gateway::project(town.model(), touched, viewer_of(v1::ROLE_COORDINATOR, "k0"), *sealer);
    *frame.mutable_update()->add_facts() = event.fact();
    return frame;
}

void project_update_for_board(benchmark::State& state) {
    Town town(50);
    const auto effects = town.apply(town.submit("h1"));
    for (auto _ : state) {
        benchmark::DoNotOptimize(board_update(town, effects.events.back()));
    }
}
BENCHMARK(project_update_for_board);

void project_snapshot(benchmark::State& state) {
    static const auto sealer = sealed::make_null_sealer();
    Town town(500);
    const bool board = state.range(0) == v1::ROLE_COORDINATOR;
    const auto viewer = viewer_of(static_cast<v1::Role>(state.range(0)), board ? "k0" : "h1");
    for (auto _ : state) {
        benchmark::DoNotOptimize(gateway::project(town.model(), viewer, *sealer));
    }
    state.SetLabel(board ? "coordinator, 500 volunteers" : "resident");
}
BENCHMARK(project_snapshot)->Arg(v1::ROLE_RESIDENT)->Arg(v1::ROLE_COORDINATOR);

void encode_update(benchmark::State& state) {
    Town town(50);
    const auto effects = town.apply(town.submit("h1"));
    const auto frame = board_update(town, effects.events.back());
    const auto codec = static_cast<gateway::Codec>(state.range(0));
    std::size_t bytes = 0;
    for (auto _ : state) bytes = gateway::encode(codec, frame).size();
    state.SetLabel(fmt::format("{}, {} bytes", state.range(0) == 0 ? "pb" : "json", bytes));
}
BENCHMARK(encode_update)->Arg(0)->Arg(1);

void decode_submit(benchmark::State& state) {
    v1::ClientFrame frame;
    frame.set_seq(7);
    frame.set_client_key("0190b6f2-5d5e-7cc1-8f3e-2a3d8a3c1f00");
    frame.mutable_submit()->set_category("water");
    frame.mutable_submit()->set_note("厨房水管漏水，水已经流到客厅");
    const std::string bytes = frame.SerializeAsString();
    for (auto _ : state) {
        benchmark::DoNotOptimize(gateway::decode(gateway::Codec::pb, bytes, true));
    }
}
BENCHMARK(decode_submit);

}  // namespace
}  // namespace circle::bench

BENCHMARK_MAIN();
