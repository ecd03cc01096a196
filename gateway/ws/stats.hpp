// Counters of one gateway process; the metrics page prints them. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace circle::gateway {

// Fixed buckets in milliseconds.
struct Histogram {
    static constexpr std::array<std::int64_t, 11> kBounds{1,   2,   5,    10,   25,   50,
                                                          100, 250, 1000, 3000, 10000};
    std::array<std::uint64_t, kBounds.size() + 1> counts{};
    std::uint64_t count = 0;
    double sum = 0;

    void add(std::int64_t ms) {
        std::size_t i = 0;
        while (i < kBounds.size() && ms > kBounds[i]) ++i;
        ++counts[i];
        ++count;
        sum += static_cast<double>(ms);
    }
};

struct Stats {
    std::uint64_t sessions_opened = 0;
    std::uint64_t frames_in = 0;
    std::uint64_t frames_out = 0;
    std::uint64_t writes = 0;  // of one or more frames each
    std::uint64_t bytes_out = 0;
    std::uint64_t events = 0;
    std::uint64_t resumes = 0;
    std::uint64_t snapshots = 0;
    std::uint64_t resyncs = 0;    // a reader was too slow, or the feed had a gap
    std::uint64_t throttled = 0;  // times a client's reading was paused
    std::uint64_t slow = 0;       // commands not applied within 3 s
    std::uint64_t reloads = 0;    // read models loaded again
    std::uint64_t wrong_secrets = 0;
    std::array<std::uint64_t, 3> refused{};         // by admission, by Priority
    std::map<std::string, std::uint64_t> errors;    // by code
    std::map<std::string, std::uint64_t> outcomes;  // by code
    std::map<int, std::uint64_t> closes;            // by close code, of those that we closed
    std::map<std::pair<std::string, int>, std::uint64_t> http;  // by route and status
    Histogram received_ms;                                      // mutation frame to durable
    Histogram outcome_ms;                                       // mutation frame to outcome
};

}  // namespace circle::gateway
