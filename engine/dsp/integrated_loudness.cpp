// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/integrated_loudness.h"

#include "dsp/dot_product.h"
#include "dsp/loudness.h"
#include "dsp/loudness_gate.h"

#include <algorithm>

namespace morphony {

namespace {
constexpr FrameCount kBlock = 4096;
} // namespace

IntegratedLoudness::IntegratedLoudness(SampleRate rate, int channels)
    : m_tenth((rate.hz + 5) / 10), m_channels(channels), m_block(channels, kBlock) {
    for (int c = 0; c < channels; c += 2) {
        m_filters.emplace_back(rate);
    }
}

void IntegratedLoudness::add(ConstAudioView audio) {
    for (FrameCount at = 0; at < audio.frames();) {
        const FrameCount count = std::min({kBlock, audio.frames() - at, m_tenth - m_inTenth});
        const AudioView block = m_block.view().slice({0, count});
        block.copyFrom(audio.slice({at, at + count}));
        const auto length = static_cast<std::size_t>(count);
        for (int c = 0; c < m_channels; c += 2) {
            float* second = c + 1 < m_channels ? block.channel(c + 1).data() : nullptr;
            m_filters[static_cast<std::size_t>(c / 2)].process(block.channel(c).data(), second, length);
        }
        for (int c = 0; c < m_channels; ++c) {
            if (const double weight = loudnessWeight(c, m_channels); weight > 0.0) {
                m_sum += weight * dotProduct(block.channel(c).data(), block.channel(c).data(), length);
            }
        }
        at += count;
        m_inTenth += count;
        if (m_inTenth == m_tenth) {
            m_tenths.push_back(m_sum);
            m_sum = 0.0;
            m_inTenth = 0;
        }
    }
}

double IntegratedLoudness::lufs() const {
    std::vector<double> tenths = m_tenths;
    if (tenths.size() < kTenthsPerBlock && m_inTenth > 0) {
        tenths.push_back(m_sum); // a piece shorter than a block counts as one
    }
    return lufsOfEnergy(gatedMeanEnergy(tenths, static_cast<double>(m_tenth)));
}

double integratedLufs(const AudioSource& source, const JobContext& context) {
    IntegratedLoudness loudness(source.sampleRate(), source.channels());
    AudioBuffer block(source.channels(), 8 * kBlock);
    for (FrameCount at = 0; at < source.frames(); at += block.frames()) {
        context.checkCancelled();
        const AudioView part = block.view().slice({0, std::min(block.frames(), source.frames() - at)});
        source.read(at, part);
        loudness.add(part);
    }
    return loudness.lufs();
}

} // namespace morphony
