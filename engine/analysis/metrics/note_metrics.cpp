// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/metrics/note_metrics.h"

#include <algorithm>
#include <cassert>

namespace morphony {

namespace {

bool sounds(std::span<const std::uint16_t> posterior, std::size_t at) {
    return at < posterior.size() && posterior[at] >= NoteComparison::kSoundingPosterior * 65'535.0;
}

} // namespace

void NoteComparison::add(std::span<const std::uint16_t> source, std::span<const std::uint16_t> result, std::size_t keys) {
    const std::size_t values = std::max(source.size(), result.size());
    assert(keys > 0 && values % keys == 0);
    for (std::size_t frame = 0; frame < values; frame += keys) {
        int both = 0;
        int either = 0;
        for (std::size_t i = frame; i < frame + keys; ++i) {
            const bool a = sounds(source, i);
            const bool b = sounds(result, i);
            both += a && b ? 1 : 0;
            either += a || b ? 1 : 0;
            m_sounding += a ? source[i] : 0;
            m_kept += a && b ? source[i] : 0;
        }
        m_distances += either > 0 ? 1.0 - static_cast<double>(both) / either : 0.0;
    }
    m_frames += values / keys;
}

std::optional<double> NoteComparison::recall() const {
    return m_sounding > 0 ? std::optional(static_cast<double>(m_kept) / static_cast<double>(m_sounding)) : std::nullopt;
}

std::optional<double> NoteComparison::jaccardDistance() const {
    return m_frames > 0 ? std::optional(m_distances / static_cast<double>(m_frames)) : std::nullopt;
}

} // namespace morphony
