// What must be true of a shard, whoever wrote it: promises P2, P4, P6, P7 and that everything
// refers to something that is there.
//
// Shares nothing with the core but the messages: a mistake made there must not be made here again.
// Pure; each finding names the key and what is wrong with it.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace circle::verify {

struct Finding {
    std::string check;  // P1 to P7, "parses", "refers", "state", "foreign"
    std::string key;
    std::string text;
};
using Findings = std::vector<Finding>;

// One shard at one moment, as its keys hold it.
struct Contents {
    std::vector<std::pair<std::string, std::string>> entities;  // field, bytes
    std::vector<std::pair<std::string, std::string>> outcomes;
    std::string state;    // serialised ShardState; empty: the shard was never used
    std::string version;  // as it stands beside it
};

Findings check_shard(const Contents& contents);

// The event stream, record by record, oldest first: from the first event of all, for it is never
// trimmed yet.
class StreamCheck {
  public:
    // `until`: version of the commit beyond which records are left alone.
    explicit StreamCheck(std::uint64_t until = ~std::uint64_t{0}) : until_(until) {}

    // `id`: of the stream entry. Returns the record, good until the next call; nullptr: there is
    // none, or it is left alone.
    const v1::CommitRecord* add(const std::string& id, const std::string& record,
                                Findings& findings);
    // After the last one. `state`: ShardState as it was before the stream was read.
    void finish(const std::string& state, Findings& findings) const;

  private:
    std::uint64_t until_;
    std::uint64_t version_ = 0;
    std::map<std::string, std::uint64_t> newest_;
    v1::CommitRecord record_;
};

}  // namespace circle::verify
