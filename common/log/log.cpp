#include "common/log/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>

namespace circle::log {
namespace {

// Of the line that this thread is writing: sinks format in the thread that logs.
thread_local const std::initializer_list<Field>* fields_now = nullptr;

void put(std::string_view text, spdlog::memory_buf_t& out) {
    out.append(text.data(), text.data() + text.size());
}

void put_json(std::string_view text, spdlog::memory_buf_t& out) {
    out.push_back('"');
    for (const char c : text) {
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

// %K: the message and the fields; as JSON, what follows `"message":`.
class Line final : public spdlog::custom_flag_formatter {
  public:
    explicit Line(bool json) : json_(json) {}

    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        const std::string_view text(message.payload.data(), message.payload.size());
        json_ ? put_json(text, out) : put(text, out);
        if (fields_now == nullptr) return;
        for (const auto& [name, value] : *fields_now) {
            if (value.empty()) continue;
            put(json_ ? "," : " ", out);
            json_ ? put_json(name, out) : put(name, out);
            put(json_ ? ":" : "=", out);
            json_ ? put_json(value, out) : put(value, out);
        }
    }

    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<Line>(json_);
    }

  private:
    bool json_;
};

std::unique_ptr<spdlog::formatter> formatter(const std::string& format) {
    auto made = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    if (format == "text") {
        made->add_flag<Line>('K', false).set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-8l %n[%P] %K");
    } else if (format == "json") {
        made->add_flag<Line>('K', true).set_pattern(
            R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","program":"%n","pid":%P,"message":%K})");
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

void write(spdlog::level::level_enum level, std::string_view message,
           std::initializer_list<Field> fields) {
    if (!spdlog::should_log(level)) return;
    fields_now = &fields;
    spdlog::log(level, "{}", message);
    fields_now = nullptr;
}

}  // namespace circle::log
