// What an estate's log tells, event by event: requests with their offers and visits, and who was on
// duty when. Pure; without names, doors' contacts or notes.
#pragma once

#include <circle/v1/storage.pb.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace circle::sim {

struct DutySpan {
    std::string volunteer;
    std::int64_t from = 0, to = 0;  // ms since the epoch
};

class Past {
  public:
    // Each event of the estate, oldest first.
    void add(const v1::Event& event);
    // An entity as it is now: what is kept of it stays if the log has told something newer.
    void see(const v1::Entity& entity);

    bool is_configured() const { return config_.has_value(); }
    // With its households and volunteers, by id, as they are now.
    v1::EstateConfig config() const;
    // Staff among them.
    const std::map<std::string, v1::Volunteer>& volunteers() const { return volunteers_; }
    // Also those that the service has forgotten.
    const std::map<std::string, v1::Request>& requests() const { return requests_; }

    // When the first and the newest event were, ms since the epoch; 0: there was none.
    std::int64_t begins() const { return begins_; }
    std::int64_t ends() const { return ends_; }
    // Until `ends()`.
    std::vector<DutySpan> duties() const;

  private:
    bool is_newer(const std::string& key, std::uint64_t version);
    void follow_duty(const v1::Volunteer& volunteer, std::int64_t now);

    std::optional<v1::EstateConfig> config_;
    std::map<std::string, v1::Household> households_;
    std::map<std::string, v1::Volunteer> volunteers_;
    std::map<std::string, v1::Request> requests_;
    std::map<std::string, std::uint64_t> versions_;  // by kind and id
    std::map<std::string, std::int64_t> on_since_;   // of those who are on duty
    std::vector<DutySpan> duties_;
    std::int64_t begins_ = 0, ends_ = 0;
};

}  // namespace circle::sim
