// The mark of a store that a restore has begun to fill and has not finished.
#pragma once

#include <string_view>

namespace circle::keyspace {

// What kMetaKey is called meanwhile: nothing may be started on such a store.
inline constexpr std::string_view kRestoringKey = "circle:meta.restoring";

}  // namespace circle::keyspace
