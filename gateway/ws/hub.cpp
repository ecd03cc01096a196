#include "gateway/ws/hub.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace circle::gateway {
namespace {

std::string name_of(const v1::Principal& who) {
    return who.estate() + "/" + std::to_string(who.role()) + "/" + who.id();
}

}  // namespace

Hub::Hub(ShardSource& shards, keyspace::CommandLog& log, const sealed::Sealer& sealer,
         const Clock& clock, Stats& stats)
    : shards_(shards),
      sealer_(sealer),
      clock_(clock),
      stats_(stats),
      mutations_(log, clock, stats),
      random_(std::random_device{}()) {}

Hub::~Hub() = default;

std::shared_ptr<Session> Hub::open(Upgrade upgrade) {
    auto session = std::make_shared<Session>(*this, std::move(upgrade));
    sessions_.emplace(session.get(), session);
    ++stats_.sessions_opened;
    if (!session->remote().empty()) ++strangers_[session->remote()];
    return session;
}

void Hub::flush_later(std::shared_ptr<Session> session) {
    if (!schedule_) return session->flush();
    to_flush_.push_back(std::move(session));
    if (to_flush_.size() == 1) schedule_();
}

void Hub::flush() {
    const auto sessions = std::exchange(to_flush_, {});
    for (const auto& session : sessions) session->flush();
}

bool Hub::crowded_by(const std::string& remote) const {
    const auto it = strangers_.find(remote);
    return it != strangers_.end() && it->second >= max_strangers_;
}

void Hub::no_stranger_any_more(Session& session) {
    const auto it = strangers_.find(session.take_remote());
    if (it != strangers_.end() && --it->second == 0) strangers_.erase(it);
}

std::set<Session*>& Hub::place_of(Audience& audience, const v1::Principal& who) {
    if (who.role() == v1::ROLE_COORDINATOR) return audience.coordinators;
    auto& by_id = who.role() == v1::ROLE_RESIDENT ? audience.households : audience.volunteers;
    return by_id[who.id()];
}

void Hub::joined(Session& session) {
    const v1::Principal& who = session.principal();
    no_stranger_any_more(session);
    handles_[session.shard()->shard()] = session.shard();
    Audience& audience = audiences_[who.estate()];
    auto& place = place_of(audience, who);
    place.insert(&session);
    for (const auto id : session.credentials()) audience.credentials.emplace(id, &session);
    make_room(place, session);
}

// A page that reconnects without end, or a card copied many times, costs its own household only.
void Hub::make_room(const std::set<Session*>& place, const Session& newest) {
    Session* oldest = nullptr;
    std::size_t count = 0;
    for (Session* other : place) {
        if (!other->live() || other->principal().id() != newest.principal().id()) continue;
        ++count;
        if (!oldest || other->serial() < oldest->serial()) oldest = other;
    }
    if (count > kMaxSocketsOfOne) oldest->close(CloseCode::policy, "too many connections");
}

void Hub::left(Session& session) {
    no_stranger_any_more(session);
    const v1::Principal& who = session.principal();
    const auto it = audiences_.find(who.estate());
    if (it != audiences_.end()) {
        Audience& audience = it->second;
        auto& place = place_of(audience, who);
        place.erase(&session);
        for (const auto id : session.credentials()) {
            auto [held, end] = audience.credentials.equal_range(id);
            while (held != end && held->second != &session) ++held;
            if (held != end) audience.credentials.erase(held);
        }
        if (place.empty() && who.role() != v1::ROLE_COORDINATOR) {
            (who.role() == v1::ROLE_RESIDENT ? audience.households : audience.volunteers)
                .erase(who.id());
        }
        if (audience.coordinators.empty() && audience.households.empty() &&
            audience.volunteers.empty()) {
            audiences_.erase(it);
        }
    }
    sessions_.erase(&session);
}

void Hub::tick() {
    mutations_.tick([this](unsigned shard) {
        const auto it = handles_.find(shard);
        return it != handles_.end() && shards_.store_answers() && it->second->dispatching();
    });
    for (auto& [code, audience] : audiences_) tell_cover(audience);
    const std::int64_t now = clock_.steady();
    queued_bytes_ = 0;
    const bool drain_over = draining() && now >= drain_until_;
    for (const auto& [key, session] : sessions_) {
        queued_bytes_ += session->queued_bytes();
        session->on_tick();
        session->on_health();
        if (draining() && (drain_over || session->at_rest())) {
            session->close(CloseCode::restart, "restarting");
        }
    }
}

// A shift begins: hundreds come on duty within seconds, and thousands of pages show how many. They
// are told now and then.
void Hub::tell_cover(Audience& audience) {
    if (!audience.cover || clock_.steady() - audience.cover_told < kCoverMs) return;
    audience.cover_told = clock_.steady();
    const HistoryEntry entry = *std::exchange(audience.cover, std::nullopt);
    for (const auto* by_id : {&audience.households, &audience.volunteers}) {
        for (const auto& [id, sessions] : *by_id) {
            for (Session* session : sessions) tell_cover(*session, entry);
        }
    }
}

void Hub::tell_cover(Session& session, const HistoryEntry& entry) {
    const ShardModel* model = session.shard()->model();
    const EstateFeed* estate = model ? model->estate(session.principal().estate()) : nullptr;
    if (!estate) return;  // a snapshot will tell
    Touched touched;
    touched.estate = session.principal().estate();
    touched.cover = true;
    Broadcast broadcast{*model, *estate, {&entry, 1}, touched, {}, {}};
    session.on_events(broadcast);
}

void Hub::catch_up(Session& session) {
    const auto it = audiences_.find(session.principal().estate());
    if (it != audiences_.end() && it->second.cover) tell_cover(session, *it->second.cover);
}

void Hub::drain() {
    if (draining()) return;
    drain_until_ = clock_.steady() + kDrainMs;
    std::uniform_int_distribution<std::uint32_t> jitter(200, 2000);
    for (const auto& [key, session] : sessions_) session->go_away(jitter(random_));
}

void Hub::on_events(const ShardModel& shard, const EstateFeed& estate, Entries entries) {
    stats_.events += entries.size();
    const auto it = audiences_.find(estate.model.code());
    if (it == audiences_.end()) return;
    Audience& audience = it->second;
    Touched touched = touched_by(estate.model, entries);
    bool everyone = touched.config;
    if (touched.cover) {
        everyone = everyone || clock_.steady() - audience.cover_told >= kCoverMs;
        audience.cover = entries.back();
    }
    touched.cover = audience.cover.has_value();  // who is told anything is told this, too
    if (everyone) {
        audience.cover_told = clock_.steady();
        audience.cover.reset();
    }
    Broadcast broadcast{shard, estate, entries, touched, {}, {}};
    const auto tell = [&](const std::set<Session*>& sessions) {
        for (Session* session : sessions) session->on_events(broadcast);
    };
    const auto tell_some = [&](const ById& by_id, const Touched::Concerned& concerned) {
        if (everyone) {
            for (const auto& [id, sessions] : by_id) tell(sessions);
            return;
        }
        for (const auto& [id, requests] : concerned) {
            if (const auto found = by_id.find(id); found != by_id.end()) tell(found->second);
        }
    };
    tell(audience.coordinators);
    tell_some(audience.households, touched.concerned_households);
    tell_some(audience.volunteers, touched.concerned_volunteers);
    if (touched.config) {  // contacts may be gone
        for (const auto& [id, session] : audience.credentials) session->check_credential();
        return;
    }
    for (const auto& id : touched.credentials) {
        const auto [first, last] = audience.credentials.equal_range(id);
        for (auto held = first; held != last; ++held) held->second->check_credential();
    }
}

void Hub::on_outcome(unsigned shard, const v1::OutcomeRecord& record) {
    mutations_.on_outcome(shard, record.outcome());
}

void Hub::on_reloaded(unsigned shard) {
    ++stats_.reloads;
    for (const auto& [key, session] : sessions_) {
        if (session->live() && session->shard()->shard() == shard) session->on_reloaded();
    }
    mutations_.on_reloaded(shard);
}

Load Hub::load() const {
    return {mutations_.pending(), shards_.memory(), queued_bytes_};
}

Admission Hub::admit(Priority priority) {
    const Admission admission = gateway::admit(priority, load());
    if (!admission.admitted) ++stats_.refused[static_cast<std::size_t>(priority)];
    return admission;
}

bool Hub::dispatching(const ShardHandle& shard) const {
    return shards_.store_answers() && shard.dispatching() && !mutations_.stuck(shard.shard());
}

std::uint32_t Hub::charge(const Identity& who, v1::ClientFrame::BodyCase what) {
    std::vector<KeyedLimit*> limits{&brisk_, &hourly_};
    if (who.principal.role() == v1::ROLE_COORDINATOR) limits[1] = &hourly_of_coordinators_;
    if (who.kind == v1::CREDENTIAL_KIND_BEARER) limits = {&brisk_of_scripts_};
    if (what == v1::ClientFrame::kSetDuty) limits.push_back(&duty_);
    const std::string name = name_of(who.principal);
    const std::int64_t now = clock_.steady();
    std::uint32_t wait = 0;
    for (KeyedLimit* limit : limits) wait = std::max(wait, limit->wait_ms(name, now));
    if (wait > 0) return wait;
    for (KeyedLimit* limit : limits) limit->take(name, now);
    return 0;
}

std::map<v1::Role, std::size_t> Hub::sessions_by_role() const {
    std::map<v1::Role, std::size_t> count;
    for (const auto& [key, session] : sessions_) {
        ++count[session->live() ? session->principal().role() : v1::ROLE_UNSPECIFIED];
    }
    return count;
}

}  // namespace circle::gateway
