// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace morphony {

/// Music from Debian's packages to try the program with.
struct DemoFiles {
    QString source;  ///< empty when not installed
    QString style;   ///< empty when not installed
    QString missing; ///< one sentence: what to install; empty when both are there
};

[[nodiscard]] DemoFiles findDemoFiles();

} // namespace morphony
