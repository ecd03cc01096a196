#include "deploy/circlectl/backup_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "common/ids/secret.hpp"

namespace circle::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "circle-backup 1\n";
constexpr std::string_view kSum = "sha256 ";
constexpr std::size_t kSumLine = kSum.size() + 64 + 1;

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

// Reads the text from its beginning on, piece by piece.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool word(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    // Up to `end`, which is dropped.
    bool until(char end, std::string& value) {
        const auto at = rest_.find(end);
        if (at == std::string_view::npos) return false;
        value = rest_.substr(0, at);
        rest_.remove_prefix(at + 1);
        return true;
    }
    template <class Number>
    bool number(char end, Number& value) {
        std::string text;
        if (!until(end, text)) return false;
        const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && last == text.data() + text.size();
    }
    bool bytes(std::size_t size, std::string& value) {
        if (size > rest_.size()) return false;
        value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return true;
    }
    bool ended() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

bool read_keys(Reader& reader, std::size_t count, std::vector<SavedKey>& keys) {
    for (std::size_t i = 0; i < count; ++i) {
        SavedKey key;
        std::size_t size = 0;
        if (!reader.until(' ', key.name) || !reader.number('\n', size) ||
            !reader.bytes(size, key.dump) || !reader.word("\n")) {
            return false;
        }
        keys.push_back(std::move(key));
    }
    return reader.ended();
}

}  // namespace

std::string to_bytes(const BackupFile& backup) {
    std::string out(kMagic);
    out += fmt::format("taken_at {}\nincarnation {}\nkeys {}\n", backup.taken_at,
                       backup.incarnation, backup.keys.size());
    for (const auto& key : backup.keys) {
        out += fmt::format("{} {}\n", key.name, key.dump.size());
        out += key.dump;
        out += '\n';
    }
    out += fmt::format("{}{}\n", kSum, ids::sha256_hex(out));
    return out;
}

boost::system::result<BackupFile, std::string> parse_backup(std::string_view bytes) {
    if (!bytes.starts_with("circle-backup ")) return std::string("it is not a backup");
    if (!bytes.starts_with(kMagic)) {
        return std::string("it is a backup of a newer format: use the circlectl that wrote it");
    }
    if (bytes.size() < kMagic.size() + kSumLine) return std::string("it is cut off");
    const auto sum = bytes.substr(bytes.size() - kSumLine);
    const auto body = bytes.substr(0, bytes.size() - kSumLine);
    if (!sum.starts_with(kSum) || sum.back() != '\n') return std::string("it is cut off");
    if (ids::sha256_hex(std::string(body)) != sum.substr(kSum.size(), 64)) {
        return std::string("it is damaged: its checksum does not fit");
    }
    BackupFile backup;
    std::size_t count = 0;
    Reader reader(body);
    const bool good = reader.word(kMagic) && reader.word("taken_at ") &&
                      reader.number('\n', backup.taken_at) && reader.word("incarnation ") &&
                      reader.until('\n', backup.incarnation) && reader.word("keys ") &&
                      reader.number('\n', count) && read_keys(reader, count, backup.keys);
    if (!good) return std::string("it cannot be read, although its checksum fits");
    return backup;
}

void write_durably(const fs::path& file, const std::string& bytes) {
    fs::path part = file;
    part += ".part";
    ::unlink(part.c_str());  // of an attempt before, with whatever modes
    const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) fail(part.string());
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const auto written = ::write(fd, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int error = errno;
            ::close(fd);
            ::unlink(part.c_str());
            errno = error;
            fail(part.string());
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd) != 0) fail(part.string());
    ::close(fd);
    if (::rename(part.c_str(), file.c_str()) != 0) fail(file.string());
    const fs::path folder = fs::absolute(file).parent_path();
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) fail(folder.string());
    ::fsync(directory);
    ::close(directory);
}

std::string read_whole(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail(file.string());
    std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (stream.bad()) fail(file.string());
    return bytes;
}

}  // namespace circle::deploy
