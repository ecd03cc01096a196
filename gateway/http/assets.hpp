// The built pages, read once at start.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "gateway/http/message.hpp"

namespace circle::gateway {

class Assets {
  public:
    // Reads every file below `directory`. Throws std::runtime_error that names what is missing.
    explicit Assets(const std::string& directory);

    // `name` relative to the directory, e.g. "index.html" or "assets/board-AB12CD34.js"; nullopt:
    // no such file. Names with a hash may be kept for a year, others are asked for again.
    std::optional<HttpResponse> serve(const HttpRequest& request, const std::string& name) const;

  private:
    struct File {
        std::string bytes;
        std::string_view type;
        std::string etag;
        bool hashed = false;
    };
    std::map<std::string, File> files_;
};

}  // namespace circle::gateway
