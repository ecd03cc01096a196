// Personal fields (door, phone, name, note) travel and rest only as v1::Sealed. They are opened at
// the edges: the gateway's projection, a notifier, an operator's import.
#pragma once

#include <circle/v1/types.pb.h>

#include <memory>
#include <optional>

namespace circle::sealed {

// Stateless from the caller's view; safe to share within a thread.
class Sealer {
  public:
    virtual ~Sealer() = default;

    virtual v1::Sealed seal(const v1::Personal& personal) const = 0;

    // nullopt: the key is gone (erased on purpose) or the bytes are not what it sealed.
    // An empty Sealed opens as an empty Personal.
    virtual std::optional<v1::Personal> open(const v1::Sealed& sealed) const = 0;
};

// Key id "null": the bytes are the serialised Personal itself.
std::unique_ptr<Sealer> make_null_sealer();

}  // namespace circle::sealed
