// Does a request that carries a cookie come from our own page? (cross-site WebSocket hijacking,
// cross-site form posts)
#pragma once

#include <string_view>

namespace circle::gateway {

// `origin`: the Origin header, "scheme://host[:port]"; `host`: the Host header. Compared without
// regard to case and to the scheme's default port. "null" and anything else is foreign.
bool same_origin(std::string_view origin, std::string_view host);

}  // namespace circle::gateway
