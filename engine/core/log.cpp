// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"

#include <cstdlib>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace morphony::log {

namespace {
spdlog::logger& logger() {
    static const auto instance = [] {
        auto created =
            std::make_shared<spdlog::logger>("morphony", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
        const char* level = std::getenv("MORPHONY_LOG");
        created->set_level(spdlog::level::from_str(level != nullptr ? level : "warn"));
        created->set_pattern("morphony %l: %v");
        return created;
    }();
    return *instance;
}
} // namespace

void debug(std::string_view message) { logger().debug("{}", message); }
void info(std::string_view message) { logger().info("{}", message); }
void warn(std::string_view message) { logger().warn("{}", message); }
void error(std::string_view message) { logger().error("{}", message); }

} // namespace morphony::log
