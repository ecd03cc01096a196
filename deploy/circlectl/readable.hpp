// What is stored, for people and for scripts.
#pragma once

#include <circle/v1/storage.pb.h>
#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

namespace circle::deploy {

// proto3 JSON on one line, but for sealed fields: {"hidden":true}, or, with `personal`, what is in
// them: {"name":…,"phone":…,"door":…,"note":…}, or {"erased":true} when the key is gone.
std::string to_json(const google::protobuf::Message& message, bool personal);

// "2026-11-23 16:46:01" where this machine is; "-" for 0.
std::string time_text(std::int64_t ms);

// One line: time, request, what, who, why. No personal fields are in a fact.
std::string fact_line(const std::string& estate, const v1::Fact& fact);

// Rows of equal length, the first one the head; columns as wide as they must be.
std::string to_table(const std::vector<std::vector<std::string>>& rows);

// Head and cells of the table of one kind of entities ("request", …).
std::vector<std::string> table_head(const std::string& kind);
std::vector<std::string> table_row(const v1::Entity& entity, bool personal);

}  // namespace circle::deploy
