#include "common/sealed/sealer.hpp"

namespace circle::sealed {
namespace {

constexpr char kNullKey[] = "null";

class NullSealer final : public Sealer {
  public:
    v1::Sealed seal(const v1::Personal& personal) const override {
        v1::Sealed sealed;
        sealed.set_key_id(kNullKey);
        sealed.set_data(personal.SerializeAsString());
        return sealed;
    }

    std::optional<v1::Personal> open(const v1::Sealed& sealed) const override {
        v1::Personal personal;
        if (sealed.key_id().empty() && sealed.data().empty()) return personal;
        if (sealed.key_id() != kNullKey) return std::nullopt;
        if (!personal.ParseFromString(sealed.data())) return std::nullopt;
        return personal;
    }
};

}  // namespace

std::unique_ptr<Sealer> make_null_sealer() {
    return std::make_unique<NullSealer>();
}

}  // namespace circle::sealed
