#include "gateway/http/assets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "common/ids/secret.hpp"

namespace circle::gateway {
namespace http = boost::beast::http;
namespace fs = std::filesystem;

namespace {

std::string_view type_of(const std::string& extension) {
    static const std::map<std::string, std::string_view> types = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json; charset=utf-8"},
        {".map", "application/json; charset=utf-8"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".mp3", "audio/mpeg"},
        {".ogg", "audio/ogg"},
        {".wav", "audio/wav"},
        {".woff2", "font/woff2"},
    };
    const auto it = types.find(extension);
    return it == types.end() ? "application/octet-stream" : it->second;
}

// "board-AB12CD34.js": the bundler's eight characters before the extension.
bool has_hash(const std::string& stem) {
    const auto dash = stem.rfind('-');
    return dash != std::string::npos && stem.size() - dash == 9 &&
           std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(dash) + 1, stem.end(),
                       [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Assets::Assets(const std::string& directory) {
    if (directory.empty()) return;
    if (!fs::is_directory(directory)) {
        throw std::runtime_error("--assets: no directory at " + directory +
                                 " (the build makes it at <build>/web)");
    }
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        File file;
        file.bytes = read(entry.path());
        file.type = type_of(entry.path().extension().string());
        file.etag = fmt::format("\"{}\"", ids::sha256_hex(file.bytes).substr(0, 16));
        file.hashed = has_hash(entry.path().stem().string());
        files_.emplace(fs::relative(entry.path(), directory).generic_string(), std::move(file));
    }
}

std::optional<HttpResponse> Assets::serve(const HttpRequest& request,
                                          const std::string& name) const {
    const auto it = files_.find(name);
    if (it == files_.end()) return std::nullopt;
    const File& file = it->second;
    const bool same = header(request, http::field::if_none_match) == file.etag;
    HttpResponse response = make_response(same ? http::status::not_modified : http::status::ok,
                                          file.type, same ? std::string() : file.bytes);
    response.set(http::field::cache_control,
                 file.hashed ? "public, max-age=31536000, immutable" : "no-cache");
    response.set(http::field::etag, file.etag);
    return response;
}

}  // namespace circle::gateway
