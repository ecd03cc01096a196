// A small estate with recognisable personal fields, for tests of what may be seen.
#pragma once

#include <circle/v1/client.pb.h>
#include <circle/v1/storage.pb.h>

#include <memory>
#include <string>

#include "common/sealed/sealer.hpp"
#include "gateway/view/touched.hpp"

namespace circle::gateway::test {

inline constexpr std::int64_t kNow = 1'732'300'000'000;

inline const sealed::Sealer& sealer() {
    static const auto null = sealed::make_null_sealer();
    return *null;
}

inline v1::Sealed personal(const std::string& tag) {
    v1::Personal p;
    p.set_name("NAME-" + tag);
    p.set_phone("PHONE-" + tag);
    p.set_door("DOOR-" + tag);
    return sealer().seal(p);
}

inline v1::Sealed note(const std::string& tag) {
    v1::Personal p;
    p.set_note("NOTE-" + tag);
    return sealer().seal(p);
}

inline v1::Principal principal(v1::Role role, const std::string& id,
                               const std::string& estate = "xinghe") {
    v1::Principal who;
    who.set_estate(estate);
    who.set_role(role);
    who.set_id(id);
    return who;
}

inline v1::ClientFrame keyed_frame() {
    v1::ClientFrame f;
    f.set_client_key("k");
    return f;
}

// Who looks: household A's people, the next household's, two volunteers, the coordinator.
inline const v1::Principal kResident = principal(v1::ROLE_RESIDENT, "hA");
inline const v1::Principal kNeighbour = principal(v1::ROLE_RESIDENT, "hB");
inline const v1::Principal kHelper = principal(v1::ROLE_VOLUNTEER, "v1");
inline const v1::Principal kOtherHelper = principal(v1::ROLE_VOLUNTEER, "v2");
inline const v1::Principal kCoordinator = principal(v1::ROLE_COORDINATOR, "station");

inline v1::Entity entity(std::uint64_t version, const std::string& estate = "xinghe") {
    v1::Entity e;
    e.set_estate(estate);
    e.set_version(version);
    return e;
}

inline v1::Entity estate_config(std::uint64_t version = 1, const std::string& estate = "xinghe") {
    v1::Entity e = entity(version, estate);
    auto& config = *e.mutable_config()->mutable_config();
    config.set_code(estate);
    config.set_name("兴禾花园");
    config.set_phone("0371-1234");
    auto& building = *config.add_buildings();
    building.set_id("3");
    building.set_name("3号楼");
    auto& category = *config.add_categories();
    category.set_id("water");
    category.set_name("水管漏水");
    category.set_safety("先关总阀");
    auto& contact = *config.add_contacts();
    contact.set_id("station");
    contact.set_name("服务站");
    return e;
}

inline v1::Entity household(const std::string& id, std::uint64_t version = 1) {
    v1::Entity e = entity(version);
    e.mutable_household()->set_id(id);
    e.mutable_household()->set_building("3");
    *e.mutable_household()->mutable_personal() = personal(id);
    return e;
}

inline v1::Entity volunteer(const std::string& id, v1::Duty duty = v1::DUTY_ON_DUTY,
                            std::uint64_t version = 1) {
    v1::Entity e = entity(version);
    e.mutable_volunteer()->set_id(id);
    e.mutable_volunteer()->set_name("Helper " + id);
    e.mutable_volunteer()->set_group("3");
    e.mutable_volunteer()->set_duty(duty);
    *e.mutable_volunteer()->mutable_personal() = personal(id);
    return e;
}

inline v1::Entity request(const std::string& id, const std::string& of_household,
                          std::uint64_t version = 1) {
    v1::Entity e = entity(version);
    auto& r = *e.mutable_request();
    r.set_id(id);
    r.set_household_id(of_household);
    r.set_category("water");
    r.set_state(v1::REQUEST_STATE_QUEUED);
    r.set_number(7);
    r.set_headcount(1);
    r.set_submitted_at(kNow);
    r.set_sla_due_at(kNow + 600'000);
    r.set_building("3");
    *r.mutable_note() = note(of_household);
    return e;
}

inline v1::Offer& add_offer(v1::Entity& e, const std::string& volunteer_id,
                            v1::OfferOutcome outcome = v1::OFFER_OUTCOME_OPEN) {
    auto& r = *e.mutable_request();
    auto& offer = *r.add_offers();
    offer.set_id(r.id() + "." + std::to_string(r.offers_size()));
    offer.set_volunteer_id(volunteer_id);
    offer.set_outcome(outcome);
    offer.set_opened_at(kNow);
    offer.set_expires_at(kNow + 30'000);
    offer.set_walk_s(61);
    if (outcome == v1::OFFER_OUTCOME_OPEN) r.set_state(v1::REQUEST_STATE_OFFERING);
    return offer;
}

inline v1::Visit& add_visit(v1::Entity& e, const std::string& volunteer_id, v1::VisitState state) {
    auto& r = *e.mutable_request();
    auto& offer = add_offer(e, volunteer_id, v1::OFFER_OUTCOME_ACCEPTED);
    offer.set_ended_at(kNow + 1);
    auto& visit = *r.add_visits();
    visit.set_volunteer_id(volunteer_id);
    visit.set_offer_id(offer.id());
    visit.set_state(state);
    visit.set_accepted_at(kNow + 1);
    visit.set_promised_at(kNow + 200'000);
    r.set_state(v1::REQUEST_STATE_ASSIGNED);
    if (state >= v1::VISIT_STATE_DONE) {
        visit.set_ended_at(kNow + 2);
    }
    return visit;
}

inline v1::Event event(std::uint64_t number, v1::FactKind kind, std::int64_t now = kNow,
                       const std::string& request_id = {}) {
    v1::Event e;
    e.set_estate("xinghe");
    e.set_number(number);
    e.mutable_fact()->set_kind(kind);
    e.mutable_fact()->set_now(now);
    e.mutable_fact()->set_request_id(request_id);
    return e;
}

// Of a commit with this event alone.
inline Touched touched_by(const EstateModel& model, const v1::Event& event) {
    const HistoryEntry entry{event.number(), {}, std::make_shared<v1::Event>(event), 0};
    return gateway::touched_by(model, {&entry, 1});
}

inline v1::Entity credential(const std::string& id, v1::CredentialKind kind,
                             const v1::Principal& holder, std::uint64_t version = 1) {
    v1::Entity e = entity(version);
    e.mutable_credential()->set_id(id);
    e.mutable_credential()->set_kind(kind);
    *e.mutable_credential()->mutable_principal() = holder;
    return e;
}

inline bool says(const v1::View& view, const std::string& secret) {
    // Utf8DebugString prints every field that is set.
    return view.Utf8DebugString().find(secret) != std::string::npos;
}

}  // namespace circle::gateway::test
