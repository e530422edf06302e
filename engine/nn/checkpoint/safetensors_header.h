// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/safetensors.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace morphony {

/// What the JSON text at the beginning of a .safetensors file says, checked in full.
struct SafetensorsHeader {
    std::map<std::string, TensorFile::Entry> entries;
    std::map<std::string, std::string> metadata;
};

inline constexpr std::size_t kMostSafetensorsHeaderBytes = 100'000'000; ///< the format's own limit

/// `dataBytes`: how many follow the header. Throws FormatProblem: every tensor's bytes lie among them and are as many as
/// its type and shape need.
[[nodiscard]] SafetensorsHeader parseSafetensorsHeader(std::string_view header, std::size_t dataBytes);

} // namespace morphony
