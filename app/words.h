// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <QString>

namespace morphony {

/// "5:10", "1:02:03".
[[nodiscard]] QString timeText(double seconds);
/// "44.1 kHz".
[[nodiscard]] QString rateText(SampleRate rate);

/// Text as a part of a file name: what file systems refuse becomes an underscore, and it does not hide the file.
[[nodiscard]] QString fileNamePart(const QString& text);

} // namespace morphony
