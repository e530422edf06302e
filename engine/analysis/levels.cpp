// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/levels.h"

#include "dsp/k_weighting.h"
#include "dsp/loudness.h"
#include "dsp/sample_statistics.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr double kShortTermSeconds = 3.0;
constexpr double kSilenceLufs = -70.0;

double loudnessOf(double power) { return std::max(kSilenceLufs, -0.691 + dbFromPower(power)); }

/// Two channels at a time, as KWeighting filters them.
class BlockPower {
public:
    BlockPower(SampleRate rate, int channels) : m_filters(static_cast<std::size_t>((channels + 1) / 2), KWeighting(rate)) {}

    /// Filters the block in place.
    float operator()(AudioView block) {
        const auto frames = static_cast<std::size_t>(block.frames());
        double sum = 0.0;
        for (int c = 0; c < block.channels(); c += 2) {
            const bool pair = c + 1 < block.channels();
            m_filters[static_cast<std::size_t>(c / 2)].process(block.channel(c).data(),
                                                               pair ? block.channel(c + 1).data() : nullptr, frames);
        }
        for (int c = 0; c < block.channels(); ++c) {
            double power = 0.0;
            for (const float sample : block.channel(c)) {
                power += static_cast<double>(sample) * sample;
            }
            sum += loudnessWeight(c, block.channels()) * power;
        }
        return static_cast<float>(sum / static_cast<double>(frames));
    }

private:
    std::vector<KWeighting> m_filters;
};

double loudestShortTerm(const std::vector<float>& powers) {
    const auto span = static_cast<std::size_t>(std::lround(kShortTermSeconds / kLevelBlockSeconds));
    if (powers.size() < span) {
        return kSilenceLufs; // EBU Tech 3341: no short-term loudness before three seconds have passed
    }
    double sum = 0.0;
    double largest = 0.0;
    for (std::size_t i = 0; i < powers.size(); ++i) {
        sum += powers[i] - (i >= span ? powers[i - span] : 0.0F);
        largest = i + 1 >= span ? std::max(largest, sum) : largest;
    }
    return loudnessOf(largest / static_cast<double>(span));
}

} // namespace

LevelAnalysis analyseLevels(const AudioSource& audio, const JobContext& context) {
    LevelAnalysis result;
    const FrameCount blockFrames = std::max<FrameCount>(1, framesOf(kLevelBlockSeconds, audio.sampleRate()));
    LoudnessMeter meter(audio.sampleRate(), audio.channels());
    BlockPower blockPower(audio.sampleRate(), audio.channels());
    AudioBuffer buffer(audio.channels(), blockFrames);
    for (FrameCount at = 0; at < audio.frames(); at += blockFrames) {
        context.checkCancelled();
        const AudioView block = buffer.view().slice({0, std::min(blockFrames, audio.frames() - at)});
        audio.read(at, block);
        meter.add(block);
        result.blockPowers.push_back(blockPower(block));
    }
    const LoudnessSummary loudness = meter.summary();
    const SampleStatistics samples = sampleStatistics(audio, context);
    Levels& levels = result.levels;
    levels.lufs = loudness.integratedLufs;
    levels.loudnessRange = loudness.rangeLu;
    levels.maxShortTermLufs = loudestShortTerm(result.blockPowers);
    levels.truePeakDbtp = loudness.truePeakDbtp;
    levels.bandwidthHz = rollOffHz(audio, context);
    levels.stereoWidth = samples.stereoWidth;
    levels.dcOffset = samples.dcOffset;
    levels.clippedShare = samples.clippedShare;
    levels.silenceShare = samples.silenceShare;
    return result;
}

double blockLoudness(const std::vector<float>& blockPowers, TimeRange time) {
    const auto index = [&](double seconds) {
        return static_cast<std::size_t>(
            std::clamp(std::ceil(seconds / kLevelBlockSeconds), 0.0, static_cast<double>(blockPowers.size())));
    };
    const std::size_t begin = index(time.from);
    const std::size_t end = index(time.to);
    double sum = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
        sum += blockPowers[i];
    }
    return end > begin ? loudnessOf(sum / static_cast<double>(end - begin)) : kSilenceLufs;
}

} // namespace morphony
