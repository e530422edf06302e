// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/score.h"

#include <algorithm>

namespace morphony {

const char* name(PartRole role) {
    switch (role) {
    case PartRole::Drums: return "drums";
    case PartRole::Bass: return "bass";
    case PartRole::Comping: return "comping";
    case PartRole::Pad: return "pad";
    case PartRole::Lead: return "lead";
    case PartRole::Counter: return "counter";
    }
    return "lead";
}

double BeatGrid::seconds(double beat) const {
    const auto last = static_cast<double>(beats.size() - 2);
    const auto i = static_cast<std::size_t>(std::clamp(beat, 0.0, last));
    return beats[i] + (beat - static_cast<double>(i)) * (beats[i + 1] - beats[i]);
}

double BeatGrid::beat(double seconds) const {
    const auto after = std::upper_bound(beats.begin() + 1, beats.end() - 1, seconds);
    const auto i = static_cast<std::size_t>(after - beats.begin()) - 1;
    return static_cast<double>(i) + (seconds - beats[i]) / (beats[i + 1] - beats[i]);
}

int BeatGrid::beatsInBar(std::size_t bar) const {
    const int end = bar + 1 < bars.size() ? bars[bar + 1] : static_cast<int>(beats.size()) - 1;
    return std::max(1, end - bars[bar]);
}

std::size_t BeatGrid::barOf(int beat) const {
    return static_cast<std::size_t>(std::upper_bound(bars.begin() + 1, bars.end(), beat) - bars.begin()) - 1;
}

} // namespace morphony
