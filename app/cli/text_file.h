// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace morphony::cli {

/// All of a text file of at most 16 MB. Throws EngineError (InputUnreadable); `what` says what it should have been
/// ("a recipe").
[[nodiscard]] std::string readTextFile(const std::filesystem::path& file, const std::string& what);

} // namespace morphony::cli
