// The file that `circlectl backup` writes: every key as Redis dumps it, and a checksum over all.
//
//   circle-backup 1
//   taken_at MILLISECONDS
//   incarnation TEXT
//   keys COUNT
//   then for each key a line "NAME SIZE", SIZE bytes (DUMP's, with a checksum of their own),
//   newline sha256 HEX        of everything before this line
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace circle::deploy {

struct SavedKey {
    std::string name;
    std::string dump;  // serialised by Redis' DUMP
};

struct BackupFile {
    std::int64_t taken_at = 0;  // ms since the epoch
    std::string incarnation;    // of the history
    std::vector<SavedKey> keys;
};

std::string to_bytes(const BackupFile& backup);

// The error is one line: what is wrong with the file.
boost::system::result<BackupFile, std::string> parse_backup(std::string_view bytes);

// Whole, on disk and readable by us only when it returns; what was there before stays until then.
// Throws std::runtime_error, one line.
void write_durably(const std::filesystem::path& file, const std::string& bytes);

// Throws std::runtime_error, one line.
std::string read_whole(const std::filesystem::path& file);

}  // namespace circle::deploy
