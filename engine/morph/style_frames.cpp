// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/style_frames.h"

#include "morph/style_sections.h"

namespace morphony {

namespace {
constexpr StftShape kShape{2048, 512};
} // namespace

StyleBands::StyleBands(double limitHz, SampleRate rate)
    : m_shape(kShape.scaledTo(rate)), m_timbre(StyleFrame::kTimbreBands, 0.0, limitHz, m_shape.size, rate),
      m_structure(StyleFrame::kStructureBands, 0.0, limitHz, m_shape.size, rate) {}

StyleFrame StyleBands::measure(std::span<const float> power) const {
    StyleFrame frame;
    m_timbre.energies(power, frame.timbre);
    m_structure.energies(power, frame.structure);
    return frame;
}

StyleFrames styleFrames(const AudioSource& source, double limitHz, double mostSeconds, const ProgressSpan& progress) {
    const StyleBands bands(limitHz, source.sampleRate());
    const double framesASecond = static_cast<double>(source.sampleRate().hz) / bands.shape().hop;
    const auto ranges = spreadSections(bands.shape().framesFor(source.frames()), framesASecond, mostSeconds);
    StyleFrames result;
    std::size_t count = 0;
    for (const FrameRange& range : ranges) {
        result.starts.push_back(count);
        count += static_cast<std::size_t>(range.size());
    }
    result.frames.resize(count);
    forPowerSpectra(source, bands.shape(), ranges, progress, [&](FrameCount i, std::span<float> power) {
        result.frames[static_cast<std::size_t>(i)] = bands.measure(power);
    });
    return result;
}

} // namespace morphony
