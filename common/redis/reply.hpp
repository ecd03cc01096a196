// An owning copy of what Redis answered.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace circle::redis {

class Reply {
  public:
    struct Error {
        std::string text;  // "OOM command not allowed …"
        bool operator==(const Error&) const = default;
    };
    using Array = std::vector<Reply>;

    Reply() = default;  // nil
    explicit Reply(std::int64_t n) : value_(n) {}
    explicit Reply(std::string s) : value_(std::move(s)) {}
    explicit Reply(Error e) : value_(std::move(e)) {}
    explicit Reply(Array a) : value_(std::move(a)) {}

    bool is_nil() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_error() const { return std::holds_alternative<Error>(value_); }

    // nullptr when the reply is of another kind.
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
    const std::string* string() const { return std::get_if<std::string>(&value_); }
    const Array* array() const { return std::get_if<Array>(&value_); }
    const Error* error() const { return std::get_if<Error>(&value_); }

    bool operator==(const Reply&) const = default;

  private:
    std::variant<std::monostate, std::int64_t, std::string, Error, Array> value_;
};

}  // namespace circle::redis
