// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony {

/// The program's version, "0.1.0": what --version prints and recipes and reports carry.
[[nodiscard]] const char* programVersion();

} // namespace morphony
