// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace morphony {

/// A data file of the repository that is compiled in (morphony_embed() in the build), so that it is there wherever the
/// program or a test runs. Lives as long as the program.
struct EmbeddedFile {
    std::string_view name; ///< without folders
    std::string_view content;
};

} // namespace morphony
