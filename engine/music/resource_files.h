// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embedded_file.h"

#include <span>

namespace morphony {

// made by morphony_embed()
[[nodiscard]] std::span<const EmbeddedFile> embeddedStyles();  ///< resources/styles/*.json
[[nodiscard]] std::span<const EmbeddedFile> embeddedGrooves(); ///< resources/grooves.txt

} // namespace morphony
