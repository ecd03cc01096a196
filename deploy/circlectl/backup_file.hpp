// The file that `circlectl backup` writes: what keys hold, in portions, and a checksum over all.
//
//   circle-backup 2
//   taken_at MILLISECONDS
//   incarnation TEXT
//   then portions: a line "KIND KEY COUNT", then COUNT words, each a line "SIZE", SIZE bytes,
//   newline; kinds are those of Portion
//   end PORTIONS
//   sha256 HEX        of everything before this line
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace circle::deploy {

struct Portion {
    enum class Kind : char {
        hash = 'h',    // words: field, value, …
        stream = 's',  // words: id, number of fields and values, field, value, …; then the next id
        position = 'p',  // of a stream, after its entries. Words: last id, entries ever added,
                         // newest deleted id
    };
    Kind kind = Kind::hash;
    std::string key;
    std::vector<std::string> words;
};

struct BackupHeader {
    std::int64_t taken_at = 0;  // ms since the epoch
    std::string incarnation;    // of the history
};

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const;
};
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

// Writes FILE.part, readable by us only, and removes it unless it is finished: also when a signal
// ends the process. One at a time in a process. All throw std::runtime_error, one line.
class BackupWriter {
  public:
    BackupWriter(std::filesystem::path file, const BackupHeader& header);
    ~BackupWriter();
    BackupWriter(const BackupWriter&) = delete;
    BackupWriter& operator=(const BackupWriter&) = delete;

    void add(const Portion& portion);
    // Whole and on disk under its name when it returns; what was there before stays until then.
    void finish();

    std::uint64_t bytes() const { return bytes_; }  // so far

  private:
    void put(std::string_view text);
    void flush();
    [[noreturn]] void fail(const std::filesystem::path& what) const;

    std::filesystem::path file_;
    std::filesystem::path part_;
    int fd_ = -1;
    Digest digest_;
    std::string buffer_;
    std::uint64_t bytes_ = 0;
    std::uint64_t portions_ = 0;
};

class BackupReader {
  public:
    // Checks the whole file's checksum first. Throws std::runtime_error, one line that says what is
    // wrong with the file; so does next().
    explicit BackupReader(const std::filesystem::path& file);

    const BackupHeader& header() const { return header_; }
    // False after the last one.
    bool next(Portion& portion);

  private:
    std::string line();
    std::uint64_t number(const std::string& text) const;
    [[noreturn]] void unreadable() const;

    std::filesystem::path file_;
    std::ifstream stream_;
    std::uint64_t end_ = 0;  // where the checksum's line begins
    BackupHeader header_;
    std::uint64_t portions_ = 0;
};

}  // namespace circle::deploy
