// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/excerpt.h"

namespace morphony {

AudioBuffer excerptOf(const AudioSource& source) {
    constexpr FrameCount kParts = 4;
    const FrameCount wanted = framesOf(kExcerptSeconds, source.sampleRate());
    if (source.frames() <= wanted) {
        return readAll(source);
    }
    const FrameCount part = wanted / kParts;
    AudioBuffer excerpt(source.channels(), part * kParts);
    for (FrameCount i = 0; i < kParts; ++i) {
        // centres of equal quarters: openings and endings are seldom typical
        const FrameCount begin = (2 * i + 1) * source.frames() / (2 * kParts) - part / 2;
        source.read(begin, excerpt.view().slice({i * part, (i + 1) * part}));
    }
    return excerpt;
}

std::vector<AudioBuffer> excerptsOf(std::span<const std::shared_ptr<const AudioSource>> layers, const JobContext& context) {
    std::vector<AudioBuffer> excerpts;
    for (const auto& layer : layers) {
        context.checkCancelled();
        excerpts.push_back(excerptOf(*layer));
    }
    return excerpts;
}

} // namespace morphony
