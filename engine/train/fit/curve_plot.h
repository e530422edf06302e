// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// One curve over the places of a plot, in lower case letters, digits and " .-_+".
struct Curve {
    std::string name;
    std::vector<double> values; ///< one per place; what is not finite is left out
};

/// Curves that share an axis, from the lowest value to the highest.
struct Panel {
    std::string title;
    std::vector<Curve> curves;
};

/// Draws panels one above the other as a PNG picture, 960 pixels wide, over common places from left to right. Needs no
/// library, so that it runs wherever a network is trained. Throws EngineError (OutputUnwritable).
void writePlot(const std::filesystem::path& file, std::span<const double> places, std::span<const Panel> panels);

} // namespace morphony
