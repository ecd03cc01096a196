// The data directory of one installation: who holds it, and where things lie in it.
//
//   lock             held with flock by `circlectl up`; its process id
//   redis/           Redis' append-only files (and its socket)
//   log/             one log per child, and the one before it as *.log.1
//   run/redis, run/http   URLs of the running installation, one line each
//   demo-links       the demo estate's links (secrets!)
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace circle::deploy {

class DataDir {
  public:
    // Creates what is missing, for this user's eyes only, and takes the lock until destruction or
    // the end of the process. A directory that others use, too, keeps its modes; what is in it is
    // private.
    // Throws std::runtime_error, one line that says what to do.
    explicit DataDir(const std::filesystem::path& path);
    ~DataDir();
    DataDir(const DataDir&) = delete;
    DataDir& operator=(const DataDir&) = delete;

    const std::filesystem::path& path() const { return path_; }  // absolute
    std::filesystem::path redis() const { return path_ / "redis"; }
    std::filesystem::path log(const std::string& child) const {
        return path_ / "log" / (child + ".log");
    }

  private:
    std::filesystem::path path_;
    int lock_ = -1;
};

// A small file that only we can read. write throws std::runtime_error; read: nullopt if there is
// none.
void write_private(const std::filesystem::path& file, const std::string& text);
std::optional<std::string> read_text(const std::filesystem::path& file);

}  // namespace circle::deploy
