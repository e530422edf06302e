// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "morph/style_sections.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace morphony {

/// A piece taken apart into what lasts and what strikes; both together are the piece.
struct SoundParts {
    std::shared_ptr<const AudioSource> harmonic;
    std::shared_ptr<const AudioSource> percussive;
};
/// The lasting part in a file, so that memory stays bounded; what strikes is what the source has more.
[[nodiscard]] SoundParts separate(const std::shared_ptr<const AudioSource>& source, const ProgressSpan& progress);

/// Sound of the style track to build with, in memory: at most 64 s in sections spread over it (chosen by the seed), at the
/// source's rate and with its channels, one after the other.
struct StyleMaterial {
    std::shared_ptr<const BufferSource> whole;
    std::shared_ptr<const BufferSource> harmonic;
    std::shared_ptr<const BufferSource> percussive;
    std::vector<FrameRange> sections; ///< what may be played in one go

    [[nodiscard]] FrameRange sectionAt(FrameCount frame) const;
};
[[nodiscard]] StyleMaterial styleMaterial(const AudioSource& style, SampleRate rate, int channels, std::uint64_t seed,
                                          const ProgressSpan& progress);

} // namespace morphony
