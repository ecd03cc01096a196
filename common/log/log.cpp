#include "common/log/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>

namespace circle::log {
namespace {

// %J: the message as a JSON string, quotes included.
class JsonMessage final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        out.push_back('"');
        for (const char c : message.payload) {
            if (c == '"' || c == '\\') {
                out.push_back('\\');
                out.push_back(c);
            } else if (static_cast<unsigned char>(c) < 0x20) {
                fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
            } else {
                out.push_back(c);
            }
        }
        out.push_back('"');
    }

    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<JsonMessage>();
    }
};

std::unique_ptr<spdlog::formatter> formatter(const std::string& format) {
    auto made = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    if (format == "text") {
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-8l %n[%P] %v");
    } else if (format == "json") {
        made->add_flag<JsonMessage>('J').set_pattern(
            R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","program":"%n","pid":%P,"message":%J})");
    } else {
        throw std::invalid_argument("log-format: \"" + format + "\"; accepted: text, json");
    }
    return made;
}

}  // namespace

void init(const std::string& program, const Options& options) {
    const auto level = spdlog::level::from_str(options.level);
    if (level == spdlog::level::off && options.level != "off") {
        throw std::invalid_argument(
            "log-level: \"" + options.level +
            "\"; accepted: trace, debug, info, warning, error, critical, off");
    }
    auto logger = std::make_shared<spdlog::logger>(
        program, std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_formatter(formatter(options.format));
    logger->set_level(level);
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace circle::log
