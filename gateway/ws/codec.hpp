// Frames to bytes and back, for both subprotocols.
#pragma once

#include <circle/v1/client.pb.h>

#include <string>
#include <string_view>

namespace circle::gateway {

enum class Codec {
    pb,    // circle.v1.pb: binary messages
    json,  // circle.v1.json: text messages, proto3 JSON
};

inline constexpr std::string_view kPbSubprotocol = "circle.v1.pb";
inline constexpr std::string_view kJsonSubprotocol = "circle.v1.json";

// JSON prints defaults too, so that "CODE_OK" is visible.
std::string encode(Codec codec, const v1::ServerFrame& frame);

// circle.v1.pb: the frame of an Update in two parts. On the wire the fields of a message may stand
// anywhere and messages merge, so `rest`, the bytes of an Update's other fields, may follow those
// of `head` (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
std::string encode_update(const v1::Update& head, std::string_view rest);

struct Decoded {
    bool ok = false;
    v1::ClientFrame frame;
    std::string error;  // what was wrong and where; English, for the client's developer
};

// `binary`: the kind of the WebSocket message. JSON ignores unknown fields.
Decoded decode(Codec codec, std::string_view message, bool binary);

}  // namespace circle::gateway
