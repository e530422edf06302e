// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/track_analysis.h"

#include <array>

namespace morphony {

std::string keyName(int tonic, bool minor) {
    static constexpr std::array kNames{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
    return std::string(kNames.at(static_cast<std::size_t>(tonic))) + (minor ? " minor" : " major");
}

} // namespace morphony
