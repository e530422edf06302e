// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace morphony {

struct Palette;

/// The style sheet of the standard widgets for a palette. Variants are asked for by the property "kind" of a widget:
/// "primary", "quiet", "field", "pill", "chip" and so on.
[[nodiscard]] QString styleSheetFor(const Palette& palette, const QString& fontFamily);

} // namespace morphony
