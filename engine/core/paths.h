// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace morphony {

/// XDG base folders of the program. They are created on first use by whoever writes into them.
[[nodiscard]] std::filesystem::path configFolder(); ///< $XDG_CONFIG_HOME/morphony, else ~/.config/morphony
[[nodiscard]] std::filesystem::path dataFolder();   ///< $XDG_DATA_HOME/morphony, else ~/.local/share/morphony
[[nodiscard]] std::filesystem::path cacheFolder();  ///< $XDG_CACHE_HOME/morphony, else ~/.cache/morphony

} // namespace morphony
