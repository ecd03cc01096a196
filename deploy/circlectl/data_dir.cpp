#include "deploy/circlectl/data_dir.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace circle::deploy {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw std::runtime_error(fmt::format(
        "the data directory {} cannot be used: {}. Choose another with --data (DATA=… ./run)",
        path.string(), why));
}

// What residents wrote and how they are reached lies here.
void keep_private(const fs::path& path, std::error_code& error) {
    const auto modes = fs::status(path, error).permissions();
    const bool shared = (modes & fs::perms::sticky_bit) != fs::perms::none;  // such as /tmp
    if (!error && !shared &&
        (modes & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
        fs::permissions(path, fs::perms::owner_all, error);
    }
}

void create(const fs::path& path) {
    std::error_code error;
    const bool ours = !fs::exists(path, error) || fs::exists(path / "lock", error);
    for (const char* part : {"redis", "log", "run"}) {
        fs::create_directories(path / part, error);
        if (!error) keep_private(path / part, error);
        if (!error && ours) keep_private(path, error);
        if (error) refuse(path, error.message());
        if (access((path / part).c_str(), W_OK | X_OK) != 0) refuse(path, std::strerror(errno));
    }
}

int take_lock(const fs::path& path) {
    const fs::path file = path / "lock";
    const int lock = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) refuse(path, std::strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        const std::string holder = read_text(file).value_or("unknown");
        close(lock);
        refuse(path, "another circlectl (process " + holder + ") runs on it");
    }
    const std::string pid = std::to_string(getpid());
    if (ftruncate(lock, 0) != 0 ||
        pwrite(lock, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        const int error = errno;
        close(lock);
        refuse(path, std::strerror(error));
    }
    return lock;
}

}  // namespace

DataDir::DataDir(const fs::path& path) : path_(fs::absolute(path).lexically_normal()) {
    if (!path_.has_filename()) path_ = path_.parent_path();
    create(path_);
    lock_ = take_lock(path_);
}

DataDir::~DataDir() {
    close(lock_);
}

void write_private(const fs::path& file, const std::string& text) {
    const fs::path fresh = file.string() + ".new";
    const int out = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written =
        out >= 0 && write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (out >= 0) close(out);
    if (!written || rename(fresh.c_str(), file.c_str()) != 0) {
        throw std::runtime_error(
            fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
    }
}

std::optional<std::string> read_text(const fs::path& file) {
    std::ifstream input(file);
    if (!input) return std::nullopt;
    std::ostringstream text;
    text << input.rdbuf();
    std::string whole = text.str();
    while (!whole.empty() && (whole.back() == '\n' || whole.back() == '\r')) whole.pop_back();
    return whole;
}

}  // namespace circle::deploy
