// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/waveform_pyramid.h"

#include "core/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace morphony {

namespace {

/// Frames read at once by one thread, a whole number of base bins; and how many such blocks between two looks at
/// progress and cancel.
constexpr FrameCount kBlockFrames = 256 * WaveformPyramid::kBaseFrames;
constexpr FrameCount kBlocksPerStep = 16;

WaveformBin binOf(std::span<const float> samples) {
    constexpr std::size_t kLanes = 8; // independent lanes in a fixed order: they vectorise
    std::array<float, kLanes> low;
    std::array<float, kLanes> high;
    std::array<float, kLanes> squares{};
    low.fill(samples.front());
    high.fill(samples.front());
    const auto take = [&](std::size_t lane, float value) {
        low[lane] = value < low[lane] ? value : low[lane];
        high[lane] = value > high[lane] ? value : high[lane];
        squares[lane] += value * value;
    };
    const std::size_t whole = samples.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            take(lane, samples[i + lane]);
        }
    }
    for (std::size_t i = whole; i < samples.size(); ++i) {
        take(i - whole, samples[i]);
    }
    double sum = 0.0;
    for (const float value : squares) {
        sum += value;
    }
    return {*std::ranges::min_element(low), *std::ranges::max_element(high),
            static_cast<float>(std::sqrt(sum / static_cast<double>(samples.size())))};
}

/// Joins bins that stand for known numbers of frames.
class Joiner {
public:
    void add(const WaveformBin& bin, FrameCount frames) {
        m_min = std::min(m_min, bin.min);
        m_max = std::max(m_max, bin.max);
        m_squares += static_cast<double>(bin.rms) * bin.rms * static_cast<double>(frames);
        m_frames += frames;
    }
    [[nodiscard]] WaveformBin bin() const {
        if (m_frames == 0) {
            return {};
        }
        return {m_min, m_max, static_cast<float>(std::sqrt(m_squares / static_cast<double>(m_frames)))};
    }

private:
    float m_min = std::numeric_limits<float>::infinity();
    float m_max = -std::numeric_limits<float>::infinity();
    double m_squares = 0.0;
    FrameCount m_frames = 0;
};

} // namespace

std::shared_ptr<const WaveformPyramid> WaveformPyramid::build(const AudioSource& source, JobContext& context) {
    auto pyramid = std::make_shared<WaveformPyramid>();
    pyramid->m_rate = source.sampleRate();
    pyramid->m_channels = source.channels();
    pyramid->m_frames = source.frames();
    const auto bins = static_cast<std::size_t>((source.frames() + kBaseFrames - 1) / kBaseFrames);
    pyramid->m_levels.assign(static_cast<std::size_t>(source.channels()), {std::vector<WaveformBin>(bins)});

    const FrameCount blocks = (source.frames() + kBlockFrames - 1) / kBlockFrames;
    std::vector<AudioBuffer> buffers(static_cast<std::size_t>(std::min(blocks, kBlocksPerStep)),
                                     AudioBuffer(source.channels(), kBlockFrames));
    for (FrameCount first = 0; first < blocks; first += kBlocksPerStep) {
        const FrameCount count = std::min(kBlocksPerStep, blocks - first);
        parallelFor(static_cast<std::size_t>(count), [&](std::size_t i) {
            const FrameCount begin = (first + static_cast<FrameCount>(i)) * kBlockFrames;
            const AudioView block = buffers[i].view().slice({0, std::min(kBlockFrames, source.frames() - begin)});
            source.read(begin, block);
            for (int c = 0; c < block.channels(); ++c) {
                pyramid->summarise(c, begin, block.channel(c));
            }
        });
        context.progress(static_cast<double>(first + count) / static_cast<double>(blocks));
    }
    pyramid->addLevels();
    return pyramid;
}

void WaveformPyramid::summarise(int channel, FrameCount firstFrame, std::span<const float> samples) {
    WaveformBin* bin = m_levels[static_cast<std::size_t>(channel)][0].data() + firstFrame / kBaseFrames;
    for (std::size_t at = 0; at < samples.size(); at += kBaseFrames) {
        *bin++ = binOf(samples.subspan(at, std::min<std::size_t>(kBaseFrames, samples.size() - at)));
    }
}

void WaveformPyramid::addLevels() {
    for (auto& levels : m_levels) {
        while (levels.back().size() > 1) {
            const std::vector<WaveformBin>& below = levels.back();
            std::vector<WaveformBin> level((below.size() + kFactor - 1) / kFactor);
            for (std::size_t bin = 0; bin < level.size(); ++bin) {
                Joiner joiner;
                for (std::size_t k = bin * kFactor; k < std::min(below.size(), (bin + 1) * kFactor); ++k) {
                    joiner.add(below[k], framesIn(levels.size() - 1, k));
                }
                level[bin] = joiner.bin();
            }
            levels.push_back(std::move(level));
        }
    }
}

FrameCount WaveformPyramid::framesIn(std::size_t level, std::size_t bin) const {
    const FrameCount size = kBaseFrames << (2 * level); // kFactor is 4
    const FrameCount begin = static_cast<FrameCount>(bin) * size;
    return std::min(size, m_frames - begin);
}

WaveformBin WaveformPyramid::range(int channel, std::size_t firstBin, std::size_t endBin) const {
    static_assert(kFactor == 4);
    const auto& levels = m_levels[static_cast<std::size_t>(channel)];
    Joiner joiner;
    // from both ends inwards: bins that do not fill one of the next level are taken here, the rest there
    for (std::size_t level = 0; firstBin < endBin; ++level) {
        const bool top = level + 1 == levels.size();
        while (firstBin < endBin && (top || firstBin % kFactor != 0)) {
            joiner.add(levels[level][firstBin], framesIn(level, firstBin));
            ++firstBin;
        }
        while (firstBin < endBin && endBin % kFactor != 0) {
            --endBin;
            joiner.add(levels[level][endBin], framesIn(level, endBin));
        }
        firstBin /= kFactor;
        endBin /= kFactor;
    }
    return joiner.bin();
}

void WaveformPyramid::query(int channel, double begin, double end, std::span<WaveformBin> columns) const {
    const double width = (end - begin) / static_cast<double>(columns.size());
    const double bins = static_cast<double>(m_levels.empty() ? 0 : m_levels[static_cast<std::size_t>(channel)][0].size());
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const double from = begin + width * static_cast<double>(column);
        const double to = begin + width * static_cast<double>(column + 1);
        if (to <= 0.0 || from >= static_cast<double>(m_frames)) {
            columns[column] = {};
            continue;
        }
        const double first = std::clamp(std::floor(from / kBaseFrames), 0.0, bins);
        const double last = std::clamp(std::ceil(to / kBaseFrames), first, bins);
        columns[column] = range(channel, static_cast<std::size_t>(first), static_cast<std::size_t>(last));
    }
}

} // namespace morphony
