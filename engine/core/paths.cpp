// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paths.h"

#include <cstdlib>

namespace morphony {

namespace {
std::filesystem::path xdgFolder(const char* variable, const char* homeRelative) {
    // the XDG base directory specification: relative values are invalid and to be ignored
    if (const char* value = std::getenv(variable); value != nullptr && value[0] == '/') {
        return std::filesystem::path(value) / "morphony";
    }
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr && home[0] != '\0' ? home : "/tmp") / homeRelative / "morphony";
}
} // namespace

std::filesystem::path configFolder() { return xdgFolder("XDG_CONFIG_HOME", ".config"); }
std::filesystem::path dataFolder() { return xdgFolder("XDG_DATA_HOME", ".local/share"); }
std::filesystem::path cacheFolder() { return xdgFolder("XDG_CACHE_HOME", ".cache"); }

} // namespace morphony
