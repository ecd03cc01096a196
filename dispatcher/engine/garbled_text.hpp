// What could be read of a message that does not parse, made fit to be stored again.
#pragma once

#include <google/protobuf/message.h>

namespace circle::engine {

// Clears every string in `message`, however deep, that is not UTF-8. The parser assigns a string
// before it checks it: a half-parsed message may hold what no reader would accept.
void clear_garbled_text(google::protobuf::Message& message);

}  // namespace circle::engine
