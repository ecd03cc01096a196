// Where one request or reply of Redis' protocol ends.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace circle::test {

// Size of the first frame in `bytes`; nullopt: not complete yet.
// Throws std::runtime_error for what is neither a request array nor a RESP2 reply.
std::optional<std::size_t> resp_frame_size(std::string_view bytes);

}  // namespace circle::test
