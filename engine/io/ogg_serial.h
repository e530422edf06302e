// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace morphony {

/// Gives the one stream of an Ogg file the serial number `serial`. libsndfile draws it from the clock; with a fixed one
/// the same audio gives the same bytes. False when the file is not such a file or cannot be written.
[[nodiscard]] bool setOggSerial(const std::filesystem::path& file, std::uint32_t serial);

} // namespace morphony
