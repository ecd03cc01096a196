// What the facts of a shard tell one after another: whether the promises held at every moment, not
// only now, and whether what is stored is what the history says.
//
// Shares nothing with the core but the messages. Pure.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "deploy/verify/checks.hpp"

namespace circle::verify {

// Ended requests and outcomes are kept so long, in ms.
inline constexpr std::int64_t kKept = 7 * 86'400'000LL;

std::string outcome_key(const v1::Principal& principal, const std::string& client_key);

class HistoryCheck {
  public:
    // Every record of the event stream, oldest first, from the first of all. `id`: of the entry.
    void add(const std::string& id, const v1::CommitRecord& record, Findings& findings);
    // After the last one that `contents` knows of.
    void finish(const Contents& contents, Findings& findings) const;

  private:
    struct Request {
        bool ended = false;
        unsigned headcount = 0;         // 0: its image was not seen yet
        std::set<std::string> holders;  // whose visit is live
        std::set<std::string> asked;    // who has an open offer
    };
    // Of one event: what is said of it goes under `key`.
    struct Telling {
        std::string key;
        const v1::Event& event;
        Findings& findings;

        void say(const char* check, std::string text) const;
    };

    void tell(const Telling& telling);
    void tell_offers(const Telling& telling, Request& request);
    void tell_visits(const Telling& telling, Request& request);
    void tell_end(const Telling& telling, Request& request);
    void take_visit(const Telling& telling, Request& request, const std::string& volunteer);
    void leave_visit(const Telling& telling, Request& request, const std::string& volunteer);
    void store_images(const v1::Event& event);
    void compare_entities(const Contents& contents, Findings& findings) const;
    void compare_outcomes(const Contents& contents, Findings& findings) const;
    void compare_request(const std::string& key, const v1::Request& stored,
                         Findings& findings) const;

    struct Kept {
        std::size_t digest = 0;
        std::int64_t now = 0;
    };
    std::map<std::string, Request> requests_;              // by entity key
    std::map<std::string, std::string> visiting_;          // estate/volunteer → request's key
    std::map<std::string, bool> on_duty_;                  // by estate/volunteer
    std::unordered_map<std::string, std::size_t> newest_;  // entity key → digest of its image
    std::unordered_map<std::string, Kept> outcomes_;       // by outcome key
};

}  // namespace circle::verify
