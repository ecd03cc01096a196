#include "deploy/circlectl/backup_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace circle::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "circle-backup 2\n";
constexpr std::string_view kSum = "sha256 ";
constexpr std::size_t kSumLine = kSum.size() + 64 + 1;
constexpr std::size_t kBuffer = 1 << 20;
constexpr std::uint64_t kMostWords = 1 << 20;

// What a signal leaves behind is a file of personal data: it is removed first.
std::array<char, PATH_MAX> part_of_now{};

extern "C" void remove_part(int signal) {
    ::unlink(part_of_now.data());
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void on_signals(void (*handler)(int)) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, handler);
}

Digest make_digest() {
    Digest digest(EVP_MD_CTX_new());
    if (!digest || EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL has no SHA-256");
    }
    return digest;
}

std::string hex_of(EVP_MD_CTX* digest) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    EVP_DigestFinal_ex(digest, bytes.data(), &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", bytes[i]);
    return hex;
}

}  // namespace

void FreeDigest::operator()(EVP_MD_CTX* context) const {
    EVP_MD_CTX_free(context);
}

BackupWriter::BackupWriter(fs::path file, const BackupHeader& header)
    : file_(std::move(file)), part_(file_), digest_(make_digest()) {
    part_ += ".part";
    std::error_code ignored;
    if (fs::is_directory(file_, ignored)) {
        throw std::runtime_error(file_.string() + " is a directory: name a file");
    }
    // It would be replaced: a device for all who use it.
    if (fs::exists(file_, ignored) && !fs::is_regular_file(file_, ignored)) {
        throw std::runtime_error(file_.string() + " is not a file: name one that is, or a new one");
    }
    ::unlink(part_.c_str());  // of an attempt before, with whatever modes
    fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd_ < 0) fail(part_);
    fs::absolute(part_).string().copy(part_of_now.data(), part_of_now.size() - 1);
    on_signals(remove_part);
    put(fmt::format("{}taken_at {}\nincarnation {}\n", kMagic, header.taken_at,
                    header.incarnation));
}

BackupWriter::~BackupWriter() {
    if (fd_ >= 0) {
        ::close(fd_);
        ::unlink(part_.c_str());
    }
    on_signals(SIG_DFL);
    part_of_now.fill('\0');
}

void BackupWriter::fail(const fs::path& what) const {
    const int error = errno;
    const bool full = error == ENOSPC || error == EDQUOT;
    throw std::runtime_error(fmt::format(
        "{}: {}. No backup was written, an older one is as it was{}", what.string(),
        std::strerror(error),
        full ? fmt::format("; make room (more than {} MB) or choose another disk", bytes_ >> 20)
             : ""));
}

void BackupWriter::put(std::string_view text) {
    buffer_ += text;
    bytes_ += text.size();
    if (buffer_.size() >= kBuffer) flush();
}

void BackupWriter::flush() {
    EVP_DigestUpdate(digest_.get(), buffer_.data(), buffer_.size());
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const auto written = ::write(fd_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(part_);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
}

void BackupWriter::add(const Portion& portion) {
    put(fmt::format("{} {} {}\n", static_cast<char>(portion.kind), portion.key,
                    portion.words.size()));
    for (const auto& word : portion.words) {
        put(fmt::format("{}\n", word.size()));
        put(word);
        put("\n");
    }
    ++portions_;
}

void BackupWriter::finish() {
    put(fmt::format("end {}\n", portions_));
    flush();
    put(fmt::format("{}{}\n", kSum, hex_of(digest_.get())));
    flush();
    if (::fsync(fd_) != 0) fail(part_);
    if (::rename(part_.c_str(), file_.c_str()) != 0) fail(file_);
    ::close(std::exchange(fd_, -1));
    const fs::path folder = fs::absolute(file_).parent_path();
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) fail(folder);
    ::fsync(directory);
    ::close(directory);
}

BackupReader::BackupReader(const fs::path& file) : file_(file), stream_(file, std::ios::binary) {
    const auto refuse = [&](const char* why) {
        throw std::runtime_error(file_.string() + ": " + why);
    };
    if (!stream_ || fs::is_directory(file)) refuse(std::strerror(errno != 0 ? errno : EISDIR));
    const std::uint64_t size = fs::file_size(file);
    std::string magic(kMagic.size(), '\0');
    stream_.read(magic.data(), static_cast<std::streamsize>(magic.size()));
    magic.resize(static_cast<std::size_t>(stream_.gcount()));
    if (!magic.starts_with("circle-backup ")) refuse("it is not a backup");
    if (magic != kMagic) {
        refuse("it is a backup of another format: use the circlectl that wrote it");
    }
    if (size < magic.size() + kSumLine) refuse("it is cut off");
    end_ = size - kSumLine;
    const Digest digest = make_digest();
    stream_.seekg(0);
    std::string chunk(kBuffer, '\0');
    for (std::uint64_t left = end_; left > 0;) {
        const auto want = static_cast<std::streamsize>(std::min<std::uint64_t>(left, kBuffer));
        if (!stream_.read(chunk.data(), want)) refuse("it cannot be read to its end");
        EVP_DigestUpdate(digest.get(), chunk.data(), static_cast<std::size_t>(want));
        left -= static_cast<std::uint64_t>(want);
    }
    std::string sum(kSumLine, '\0');
    stream_.read(sum.data(), static_cast<std::streamsize>(sum.size()));
    if (!sum.starts_with(kSum) || sum.back() != '\n') refuse("it is cut off");
    if (hex_of(digest.get()) != sum.substr(kSum.size(), 64)) {
        refuse("it is damaged: its checksum does not fit");
    }
    stream_.seekg(static_cast<std::streamoff>(magic.size()));
    const std::string taken = line();
    const std::string incarnation = line();
    if (!taken.starts_with("taken_at ") || !incarnation.starts_with("incarnation ")) unreadable();
    header_.taken_at = static_cast<std::int64_t>(number(taken.substr(9)));
    header_.incarnation = incarnation.substr(12);
}

void BackupReader::unreadable() const {
    throw std::runtime_error(file_.string() + ": it cannot be read, although its checksum fits");
}

std::string BackupReader::line() {
    std::string text;
    if (!std::getline(stream_, text)) unreadable();
    return text;
}

std::uint64_t BackupReader::number(const std::string& text) const {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || text.empty()) unreadable();
    return value;
}

bool BackupReader::next(Portion& portion) {
    const std::string head = line();
    if (head.starts_with("end ")) {
        if (number(head.substr(4)) != portions_) unreadable();
        return false;
    }
    const auto gap = head.rfind(' ');
    if (head.size() < 5 || head[1] != ' ' || gap <= 2 || gap == std::string::npos) unreadable();
    if (std::string_view("hsp").find(head[0]) == std::string_view::npos) unreadable();
    portion.kind = static_cast<Portion::Kind>(head[0]);
    portion.key = head.substr(2, gap - 2);
    const std::uint64_t count = number(head.substr(gap + 1));
    if (count > kMostWords) unreadable();
    portion.words.resize(count);
    for (auto& word : portion.words) {
        const std::uint64_t size = number(line());
        if (size > end_) unreadable();
        word.resize(size);
        stream_.read(word.data(), static_cast<std::streamsize>(size));
        if (!stream_ || stream_.get() != '\n') unreadable();
    }
    ++portions_;
    return true;
}

}  // namespace circle::deploy
