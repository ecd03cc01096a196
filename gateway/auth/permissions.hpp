// Which role may send which frame: one table (P9). The core checks again whose entity it is.
#pragma once

#include <circle/v1/client.pb.h>

namespace circle::gateway {

bool may_send(v1::Role role, v1::ClientFrame::BodyCase frame);

// Frames that become commands: they need a client_key and get an outcome.
bool is_mutation(v1::ClientFrame::BodyCase frame);

}  // namespace circle::gateway
