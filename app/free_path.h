// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace morphony {

/// `path`, or where something of that name exists, with "-2", "-3", ... before its ending.
[[nodiscard]] QString freePath(const QString& path);

} // namespace morphony
