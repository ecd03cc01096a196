#include "tests/unit/core/world.hpp"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace circle::core::testing {
namespace {

constexpr double kLat = 31.2;
constexpr double kLonPer100m = 0.00105;  // at this latitude

v1::Command body() {
    return {};
}

std::string join(const std::vector<v1::Entity>& entities) {
    std::string out;
    for (const auto& entity : entities) {
        out += entity_key(entity) + " " + entity.ShortDebugString() + "\n";
    }
    return out;
}

// What was decided from memory and what from the committed entities.
void expect_same(const Effects& reloaded, const Effects& living) {
    EXPECT_TRUE(reloaded == living) << "living:\n"
                                    << to_string(living) << "reloaded:\n"
                                    << to_string(reloaded);
}

}  // namespace

v1::EstateConfig small_estate() {
    v1::EstateConfig config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        R"pb(
            code: "test"
            name: "Test"
            phone: "100"
            policy { wave_size: 3 window_max_s: 60 }
            categories {
              id: "water"
              name: "水"
              skill: "plumbing"
              urgency: URGENCY_NORMAL
              headcount: 1
            }
            categories {
              id: "elder_care"
              name: "老人"
              urgency: URGENCY_URGENT
              headcount: 1
              questions {
                id: "what"
                text: "要做什么"
                options { id: "company" text: "陪伴" }
                options { id: "lifting" text: "搬扶" headcount: 2 }
              }
            }
            categories { id: "lost_found" name: "失物" urgency: URGENCY_NORMAL headcount: 1 }
            categories {
              id: "traffic"
              name: "堵车"
              urgency: URGENCY_NORMAL
              headcount: 1
              place: PLACE_KIND_PLAN
              questions {
                id: "how"
                text: "多严重"
                options { id: "slow" text: "慢" }
                options { id: "ambulance" text: "救护车进不来" urgency: URGENCY_URGENT }
                required: true
              }
            }
            contacts { id: "k1" name: "站长" phone: "101" }
            contacts { id: "k2" name: "主任" phone: "102" }
        )pb",
        &config));
    for (int b = 1; b <= 3; ++b) {
        auto* building = config.add_buildings();
        building->set_id(std::to_string(b));
        building->set_name(std::to_string(b) + "号楼");
        building->mutable_point()->set_lat(kLat);
        building->mutable_point()->set_lon(121.4 + kLonPer100m * b);
    }
    for (int h = 1; h <= 6; ++h) {
        auto* household = config.add_households();
        household->set_id("h" + std::to_string(h));
        household->set_building(std::to_string((h + 1) / 2));
        household->set_floor(1);
    }
    for (int v = 1; v <= 4; ++v) {
        auto* volunteer = config.add_volunteers();
        volunteer->set_id("v" + std::to_string(v));
        volunteer->set_name("志愿者" + std::to_string(v));
        volunteer->set_group(std::to_string(v == 4 ? 1 : v));
        volunteer->add_skills("errands");
        if (v <= 2) volunteer->add_skills("plumbing");
    }
    auto* staff = config.add_volunteers();
    staff->set_id("s1");
    staff->set_name("物业师傅");
    staff->set_group("3");
    staff->set_staff(true);
    for (const char* skill : {"errands", "plumbing"}) staff->add_skills(skill);
    return config;
}

v1::EstateConfig safe_estate() {
    v1::EstateConfig config = small_estate();
    config.mutable_script()->set_text("先打120");
    config.mutable_script()->add_numbers("120");
    v1::Category& elder_care = *config.mutable_categories(1);
    elder_care.set_two_if_alone(true);
    elder_care.set_may_ask_sex(true);
    v1::Option& fainted = *elder_care.mutable_questions(0)->add_options();
    fainted.set_id("fainted");
    fainted.set_text("晕倒");
    fainted.set_life_threatening(true);
    v1::Option& ladder = *elder_care.mutable_questions(0)->add_options();
    ladder.set_id("ladder");
    ladder.set_text("登高");
    ladder.set_licence("ladder");
    v1::Category& electrical = *config.add_categories();
    electrical.set_id("electrical");
    electrical.set_name("电");
    electrical.set_headcount(1);
    electrical.set_licence("electrician");
    electrical.set_sla_s(1200);
    electrical.mutable_trade()->set_name("电工");
    electrical.mutable_trade()->set_sla_s(3600);
    config.mutable_households(2)->set_lives_alone(true);
    config.mutable_volunteers(0)->set_sex(v1::SEX_MALE);
    config.mutable_volunteers(1)->set_sex(v1::SEX_FEMALE);
    config.mutable_volunteers(4)->add_skills("electrician");
    return config;
}

World::World() : World(small_estate()) {}

World::World(const v1::EstateConfig& config) : machine_(make_machine()) {
    machine_->load({}, {}, {});
    shadow_ = reloaded();
    v1::Command command = body();
    *command.mutable_configure_estate()->mutable_config() = config;
    const auto outcome = ask(operator_(), std::move(command));
    if (outcome.code() != v1::CODE_OK) throw std::invalid_argument(outcome.ShortDebugString());
}

Effects World::send(const v1::Principal& who, v1::Command command, const std::string& key) {
    ++commands_;
    now_ += 1;
    *command.mutable_principal() = who;
    command.set_client_key(key.empty() ? "key-" + std::to_string(commands_) : key);
    const Input input{std::to_string(now_) + "-0", now_, &command};
    Effects effects = machine_->apply(input, moment());
    expect_same(shadow_->apply(input, moment()), effects);
    commit(effects);
    return effects;
}

Effects World::send_after(Time ms, const v1::Principal& who, v1::Command command) {
    now_ += ms;
    return send(who, std::move(command));
}

Effects World::quarantine(const v1::Principal& who, v1::Command command, const std::string& error) {
    now_ += 1;
    *command.mutable_principal() = who;
    command.set_client_key("aside-" + std::to_string(++commands_));
    const Input input{std::to_string(now_) + "-0", now_, &command};
    Effects effects = machine_->quarantine(input, error, moment());
    EXPECT_TRUE(shadow_->quarantine(input, error, moment()) == effects) << to_string(effects);
    commit(effects);
    return effects;
}

v1::Outcome World::ask(const v1::Principal& who, v1::Command command, const std::string& key) {
    const Effects effects = send(who, std::move(command), key);
    EXPECT_EQ(effects.outcomes.size(), 1u);
    return effects.outcomes.at(0).outcome();
}

Effects World::wait(Time ms) {
    const Time until = now_ + ms;
    Effects all;
    for (auto due = machine_->next_due(); due && *due <= until; due = machine_->next_due()) {
        now_ = std::max(now_, *due);
        Effects effects = machine_->tick(moment());
        EXPECT_TRUE(shadow_->tick(moment()) == effects) << to_string(effects);
        commit(effects);
        all.append(std::move(effects));
        const auto next = machine_->next_due();
        EXPECT_TRUE(!next || *next > now_) << "a timer stays due at " << *next;
        if (next && *next <= now_) break;
    }
    now_ = until;
    return all;
}

Effects World::outage(Time ms) {
    const Time from = now_;
    now_ += ms;
    Effects effects = machine_->tick(moment(), from);
    expect_same(shadow_->tick(moment(), from), effects);
    commit(effects);
    return effects;
}

void World::commit(const Effects& effects) {
    Writes what = writes(effects);
    for (const auto& [key, bytes] : what.put) {
        ASSERT_TRUE(store_[key].ParseFromString(bytes)) << key;
    }
    for (const auto& key : what.erase) store_.erase(key);
    for (const auto& record : effects.outcomes) {
        outcomes_[outcome_key(record.principal(), record.outcome().client_key())] = record;
    }
    for (const auto& key : effects.expired_outcomes) outcomes_.erase(key);
    history_.push_back(effects);
    shadow_ = reloaded();
    ASSERT_EQ(join(shadow_->entities()), join(machine_->entities()));
    // What was loaded looks at everything once more: never later, and without any effect.
    if (machine_->next_due() && *machine_->next_due() <= now_) return;
    const auto again = reloaded();
    if (again->next_due() && *again->next_due() <= now_) {
        const Effects nothing = again->tick(moment());
        ASSERT_TRUE(nothing.empty()) << to_string(nothing);
    }
    ASSERT_EQ(again->next_due(), machine_->next_due());
}

std::unique_ptr<Machine> World::reloaded() const {
    v1::ShardState state;
    state.set_format(kStateFormat);
    state.set_now(now_);
    for (const auto& counter : machine_->counters()) *state.add_counters() = counter;
    std::vector<v1::Entity> entities;
    for (const auto& [key, entity] : store_) entities.push_back(entity);
    std::vector<v1::OutcomeRecord> outcomes;
    for (const auto& [key, record] : outcomes_) outcomes.push_back(record);
    auto machine = make_machine();
    machine->load(state, entities, outcomes);
    return machine;
}

namespace {

v1::Principal principal(v1::Role role, const std::string& id) {
    v1::Principal p;
    p.set_estate("test");
    p.set_role(role);
    p.set_id(id);
    return p;
}

}  // namespace

v1::Principal World::resident(const std::string& id) {
    return principal(v1::ROLE_RESIDENT, id);
}
v1::Principal World::helper(const std::string& id) {
    return principal(id.starts_with('s') ? v1::ROLE_STAFF : v1::ROLE_VOLUNTEER, id);
}
v1::Principal World::coordinator(const std::string& id) {
    return principal(v1::ROLE_COORDINATOR, id);
}
v1::Principal World::operator_() {
    return principal(v1::ROLE_OPERATOR, "op");
}

v1::Outcome World::configure(const v1::EstateConfig& config) {
    v1::Command command;
    *command.mutable_configure_estate()->mutable_config() = config;
    return ask(operator_(), command);
}

v1::Outcome World::submit(const std::string& household, const std::string& category) {
    v1::Command c = body();
    c.mutable_submit_request()->set_category(category);
    return ask(resident(household), std::move(c));
}

std::string World::submit_widely(const std::string& household, const std::string& category) {
    const std::string id = submit(household, category).request_id();
    EXPECT_EQ(escalate(id).code(), v1::CODE_OK);
    return id;
}

v1::Outcome World::escalate(const std::string& request_id) {
    v1::Command c = body();
    c.mutable_escalate_request()->set_request_id(request_id);
    return ask(coordinator("k1"), std::move(c));
}

v1::Outcome World::assign(const std::string& request_id, const std::string& volunteer_id,
                          const std::string& instead_of) {
    v1::Command c = body();
    c.mutable_assign_volunteer()->set_request_id(request_id);
    c.mutable_assign_volunteer()->set_volunteer_id(volunteer_id);
    c.mutable_assign_volunteer()->set_instead_of(instead_of);
    return ask(coordinator("k1"), std::move(c));
}

v1::Outcome World::withdraw(const std::string& request_id, const std::string& volunteer_id) {
    v1::Command c = body();
    c.mutable_withdraw_visit()->set_request_id(request_id);
    c.mutable_withdraw_visit()->set_volunteer_id(volunteer_id);
    return ask(coordinator("k1"), std::move(c));
}

v1::Outcome World::hold(const std::string& request_id, unsigned seconds,
                        const std::string& reason) {
    v1::Command c = body();
    c.mutable_hold_request()->set_request_id(request_id);
    c.mutable_hold_request()->set_seconds(seconds);
    if (seconds > 0) c.mutable_hold_request()->set_reason(reason);
    return ask(coordinator("k1"), std::move(c));
}

v1::Outcome World::reopen(const v1::Principal& who, const std::string& request_id) {
    v1::Command c = body();
    c.mutable_reopen_request()->set_request_id(request_id);
    return ask(who, std::move(c));
}

v1::Outcome World::on_duty(const std::string& volunteer) {
    v1::Command c = body();
    c.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::off_duty(const std::string& volunteer) {
    v1::Command c = body();
    c.mutable_set_duty()->set_duty(v1::DUTY_OFF);
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::show(const std::string& volunteer, const std::string& offer) {
    v1::Command c = body();
    c.mutable_show_offer()->set_offer_id(offer);
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::accept(const std::string& volunteer, const std::string& offer) {
    v1::Command c = body();
    c.mutable_accept_offer()->set_offer_id(offer);
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::decline(const std::string& volunteer, const std::string& offer) {
    v1::Command c = body();
    c.mutable_decline_offer()->set_offer_id(offer);
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::progress(const std::string& volunteer, const std::string& request_id,
                            v1::VisitState state) {
    v1::Command c = body();
    c.mutable_progress_visit()->set_request_id(request_id);
    c.mutable_progress_visit()->set_state(state);
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::abort(const std::string& volunteer, const std::string& request_id) {
    v1::Command c = body();
    c.mutable_abort_visit()->set_request_id(request_id);
    c.mutable_abort_visit()->set_reason("腿疼");
    return ask(helper(volunteer), std::move(c));
}

v1::Outcome World::cancel(const std::string& household, const std::string& request_id) {
    v1::Command c = body();
    c.mutable_cancel_request()->set_request_id(request_id);
    return ask(resident(household), std::move(c));
}

const v1::Request& World::request(const std::string& id) const {
    return store_.at("request/test/" + id).request();
}

const v1::Volunteer& World::volunteer(const std::string& id) const {
    return store_.at("volunteer/test/" + id).volunteer();
}

const v1::Failure* World::failure() const {
    const auto it = store_.lower_bound("failure/");
    return it != store_.end() && it->second.has_failure() ? &it->second.failure() : nullptr;
}

std::string World::offer_of(const std::string& volunteer, const std::string& id) const {
    for (const auto& offer : request(id).offers()) {
        if (offer.volunteer_id() == volunteer && offer.outcome() == v1::OFFER_OUTCOME_OPEN) {
            return offer.id();
        }
    }
    return {};
}

std::vector<std::string> facts(const Effects& effects) {
    std::vector<std::string> out;
    for (const auto& event : effects.events) {
        const auto& fact = event.fact();
        if (fact.kind() == v1::FACT_KIND_COVER_CHANGED && fact.reason() == "now") continue;
        std::string line = v1::FactKind_Name(fact.kind()).substr(10);
        for (const auto& id : fact.volunteer_ids()) line += " " + id;
        if (fact.offer_outcome() != 0) {
            line += " " + v1::OfferOutcome_Name(fact.offer_outcome()).substr(14);
        }
        if (fact.visit_state() != 0) {
            line += " " + v1::VisitState_Name(fact.visit_state()).substr(12);
        }
        if (fact.alarm_reason() != 0) {
            line += " " + v1::AlarmReason_Name(fact.alarm_reason()).substr(13);
        }
        if (fact.rung() != 0) line += " " + v1::Rung_Name(fact.rung()).substr(5);
        const bool told = fact.kind() == v1::FACT_KIND_RUNG_OPENED ||
                          fact.kind() == v1::FACT_KIND_CLOCK_RESUMED ||
                          fact.kind() == v1::FACT_KIND_TRADE_BREACHED;
        if (told) line += " " + fact.reason();
        if (fact.has_why()) line += " " + fact.why().rule();
        out.push_back(line);
    }
    return out;
}

}  // namespace circle::core::testing
