#include "gateway/ws/codec.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wire_format_lite.h>

namespace circle::gateway {
namespace {

namespace json = google::protobuf::util;

Decoded broken(std::string error) {
    Decoded decoded;
    decoded.error = std::move(error);
    return decoded;
}

// The parser quotes the input around the fault, cut anywhere: keep it printable and short.
std::string printable(std::string_view text) {
    constexpr std::size_t kMax = 200;
    std::string out;
    for (const char c : text.substr(0, kMax)) out += (c >= 0x20 && c < 0x7f) ? c : ' ';
    return out;
}

Decoded decode_json(std::string_view message) {
    Decoded decoded;
    json::JsonParseOptions options;
    options.ignore_unknown_fields = true;
    const auto status = json::JsonStringToMessage(
        google::protobuf::StringPiece(message.data(), message.size()), &decoded.frame, options);
    decoded.ok = status.ok();
    if (!decoded.ok) {
        decoded.frame.Clear();
        decoded.error = "not a ClientFrame as proto3 JSON: " +
                        printable({status.message().data(), status.message().size()});
    }
    return decoded;
}

}  // namespace

std::string encode(Codec codec, const v1::ServerFrame& frame) {
    std::string bytes;
    if (codec == Codec::pb) {
        frame.SerializeToString(&bytes);
        return bytes;
    }
    json::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    // Fails only for messages that are not the contract's own.
    (void)json::MessageToJsonString(frame, &bytes, options);
    return bytes;
}

std::string encode_update(const v1::Update& head, std::string_view rest) {
    using google::protobuf::internal::WireFormatLite;
    const std::size_t size = head.ByteSizeLong() + rest.size();
    std::string bytes;
    bytes.reserve(size + 8);
    {
        google::protobuf::io::StringOutputStream stream(&bytes);
        google::protobuf::io::CodedOutputStream out(&stream);
        out.WriteTag(WireFormatLite::MakeTag(v1::ServerFrame::kUpdateFieldNumber,
                                             WireFormatLite::WIRETYPE_LENGTH_DELIMITED));
        out.WriteVarint32(static_cast<std::uint32_t>(size));
        head.SerializeToCodedStream(&out);
        out.WriteRaw(rest.data(), static_cast<int>(rest.size()));
    }
    return bytes;
}

Decoded decode(Codec codec, std::string_view message, bool binary) {
    if (codec == Codec::pb && !binary) {
        return broken("circle.v1.pb takes binary messages, this was text");
    }
    if (codec == Codec::json && binary) {
        return broken("circle.v1.json takes text messages, this was binary");
    }
    if (codec == Codec::json) return decode_json(message);
    Decoded decoded;
    decoded.ok = decoded.frame.ParseFromArray(message.data(), static_cast<int>(message.size()));
    if (!decoded.ok) {
        decoded.frame.Clear();
        decoded.error = "not a ClientFrame in protobuf wire format (" +
                        std::to_string(message.size()) + " bytes)";
    }
    return decoded;
}

}  // namespace circle::gateway
