// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace morphony {

/// The members of a zip archive that are stored as they are, by name, as parts of `file`. Knows archives of more than 4 GB.
/// Throws FormatProblem, also for members that are compressed or encrypted.
[[nodiscard]] std::map<std::string, std::span<const std::byte>> storedZipMembers(std::span<const std::byte> file);

} // namespace morphony
