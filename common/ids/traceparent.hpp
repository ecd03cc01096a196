// W3C Trace Context: what ties a tap to all that follows from it. Carried, never changed.
#pragma once

#include <string_view>

namespace circle::ids {

// "version-trace-parent-flags" in lower hex, 55 characters; neither version ff nor ids of zeros.
// Only such a text is carried on: it cannot garble a command or a log line.
bool is_traceparent(std::string_view text);

// The 32 hex digits that all parts of one trace share; empty: not a traceparent.
std::string_view trace_id(std::string_view traceparent);

// Whoever sent it records the trace.
bool is_sampled(std::string_view traceparent);

}  // namespace circle::ids
