// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/swift_f0/swift_f0.h"

#include "core/parallel.h"
#include "nn/kernels.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace morphony {

using namespace swift_f0;

namespace {

constexpr std::size_t kChannels = 12;
constexpr std::size_t kPitches = 95; ///< bins of the head
constexpr std::size_t kHeadBins = kPitches + 1;
constexpr std::size_t kHeadChannels = 4;
constexpr std::size_t kHidden = 16; ///< of the voicing network
constexpr std::size_t kSeen = 5;    ///< what it sees of a frame: four maxima and the mean level

/// Seven layers look one frame to each side.
constexpr std::size_t kHalo = 8;
constexpr std::size_t kChunkFrames = 10 * kFramesAtOnce;
constexpr std::size_t kKeptFrames = kChunkFrames - 2 * kHalo;
constexpr std::size_t kPad = 8; ///< zeros around the frames of a row
constexpr std::size_t kRow = kChunkFrames + 2 * kPad;
constexpr std::size_t kPlane = kBands * kRow;

constexpr std::size_t kMargin = 1024; ///< half the longest window
constexpr std::size_t kChunkSamples = kChunkFrames * SwiftF0::kHop + 2 * kMargin;
constexpr std::size_t kChunksPerRound = 8; ///< 30 s of audio between two reports of progress

/// Frames whose samples stay below are silent; the network would answer at random to the logarithm's floor.
constexpr float kSilencePeak = 1e-3F;

std::vector<float> copyOf(std::span<const float> values) { return {values.begin(), values.end()}; }

} // namespace

/// What one thread needs. A chunk's frames are the piece's [first, first + kChunkFrames), of which some may lie outside it.
struct SwiftF0::Workspace {
    FrameCount first = 0;
    FrameCount pieceFrames = 0;
    AudioBuffer samples{1, static_cast<FrameCount>(kChunkSamples)};
    std::array<Fft, 3> ffts{Fft(1024), Fft(2048), Fft(512)};
    std::vector<float> level = std::vector<float>(3 * kPlane); ///< log bands
    std::vector<float> now = std::vector<float>(kChannels * kPlane);
    std::vector<float> inner = std::vector<float>(kChannels * kPlane);
    std::vector<float> next = std::vector<float>(kChannels * kPlane);
    std::vector<float> seen = std::vector<float>(kSeen * kRow);
    std::vector<float> voiced = std::vector<float>(kRow);

    [[nodiscard]] bool inside(std::size_t frame) const {
        const FrameCount place = first + static_cast<FrameCount>(frame);
        return place >= 0 && place < pieceFrames;
    }

    /// The network pads every layer with zeros where the piece ends.
    void clearOutside(std::vector<float>& planes, std::size_t rows) const {
        for (std::size_t frame = 0; frame < kChunkFrames; ++frame) {
            if (!inside(frame)) {
                for (std::size_t row = 0; row < rows; ++row) {
                    planes[row * kRow + kPad + frame] = 0.0F;
                }
            }
        }
    }
};

SwiftF0::SwiftF0() : SwiftF0(openModel("swift-f0")) {}

SwiftF0::SwiftF0(const TensorFile& weights) : m_row(hasAvx2AndFma() ? avx2Row() : baselineRow()) {
    for (const std::size_t size : {1024, 2048, 512}) {
        m_bands.emplace_back(weights, size);
    }
    m_stem = layer(weights, "stem", kChannels, 3, 3, 3, 1);
    struct Shape {
        std::size_t bins, frames, dilation;
    };
    constexpr std::array<Shape, 6> kBlocks{{{7, 3, 1}, {7, 1, 17}, {5, 1, 27}, {3, 1, 40}, {3, 1, 48}, {7, 3, 2}}};
    for (std::size_t i = 0; i < kBlocks.size(); ++i) {
        for (const char* half : {".conv1", ".conv2"}) {
            m_blocks.push_back(layer(weights, "block" + std::to_string(i + 1) + half, kChannels, kChannels, kBlocks[i].bins,
                                     kBlocks[i].frames, kBlocks[i].dilation));
        }
    }
    m_head = layer(weights, "head", kHeadChannels, kChannels, 3, 3, 1);
    m_voicing = layer(weights, "voicing.conv1", kHeadChannels, kHeadChannels, 5, 1, 1);
    m_pitchWeights = copyOf(weights.floats("pitch.weight", {1, kHeadChannels, 1, 1}));
    m_pitchBias = weights.floats("pitch.bias", {1})[0];
    m_voicingWeights2 = copyOf(weights.floats("voicing.conv2.weight", {kHidden, kSeen, 3}));
    m_voicingBias2 = copyOf(weights.floats("voicing.conv2.bias", {kHidden}));
    m_voicingWeights3 = copyOf(weights.floats("voicing.conv3.weight", {1, kHidden, 1}));
    m_voicingBias3 = weights.floats("voicing.conv3.bias", {1})[0];
    m_binHz = copyOf(weights.floats("pitch.hz", {kPitches}));
    m_binLogHz = copyOf(weights.floats("pitch.log_hz", {kPitches}));
}

SwiftF0::Layer SwiftF0::layer(const TensorFile& weights, const std::string& name, std::size_t out, std::size_t in,
                              std::size_t bins, std::size_t frames, std::size_t dilation) {
    Layer layer{in, out, bins, frames, dilation, {}, copyOf(weights.floats(name + ".bias", {out}))};
    const auto kernel = weights.floats(name + ".weight", {out, in, bins, frames});
    const std::size_t each = in * bins * frames;
    layer.weights.resize(kernel.size());
    for (std::size_t o = 0; o < out; ++o) {
        for (std::size_t i = 0; i < each; ++i) {
            layer.weights[(o / kChannelsAtOnce * each + i) * kChannelsAtOnce + o % kChannelsAtOnce] = kernel[o * each + i];
        }
    }
    return layer;
}

std::vector<SwiftF0::Estimate> SwiftF0::estimate(const AudioSource& mono, JobContext& context, Range range) const {
    assert(mono.channels() == 1 && mono.sampleRate() == kRate);
    const FrameCount frames = std::max<FrameCount>(1, mono.frames() / kHop);
    std::vector<Estimate> out(static_cast<std::size_t>(frames));
    const std::size_t chunks = (out.size() + kKeptFrames - 1) / kKeptFrames;
    for (std::size_t begin = 0; begin < chunks; begin += kChunksPerRound) {
        const std::size_t end = std::min(chunks, begin + kChunksPerRound);
        parallelFor(end - begin, [&](std::size_t task) {
            context.checkCancelled();
            const std::size_t first = (begin + task) * kKeptFrames;
            const std::size_t count = std::min(kKeptFrames, out.size() - first);
            Workspace work;
            work.pieceFrames = frames;
            chunk(mono, static_cast<FrameCount>(first), static_cast<FrameCount>(count), range, work, out.data() + first);
        });
        context.progress(static_cast<double>(end) / static_cast<double>(chunks));
    }
    return out;
}

void SwiftF0::chunk(const AudioSource& mono, FrameCount firstFrame, FrameCount frames, Range range, Workspace& work,
                    Estimate* out) const {
    work.first = firstFrame - static_cast<FrameCount>(kHalo);
    listen(mono, work);
    convolve(m_stem, work.level, kBands, kBands, nullptr, true, work, work.now);
    for (std::size_t i = 0; i < m_blocks.size(); i += 2) {
        convolve(m_blocks[i], work.now, kBands, kBands, nullptr, true, work, work.inner);
        convolve(m_blocks[i + 1], work.inner, kBands, kBands, &work.now, true, work, work.next);
        std::swap(work.now, work.next);
    }
    convolve(m_head, work.now, kHeadBins, kPitches, nullptr, true, work, work.inner);
    convolve(m_voicing, work.inner, kPitches, kPitches, nullptr, false, work, work.next);
    voicing(work);
    for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
        decode(range, work, kHalo + i, out[i]);
    }
}

/// The logarithmic bands of every frame of the chunk.
void SwiftF0::listen(const AudioSource& mono, Workspace& work) const {
    mono.read(work.first * kHop - static_cast<FrameCount>(kMargin), work.samples.view());
    const auto samples = work.samples.channel(0);
    for (std::size_t source = 0; source < m_bands.size(); ++source) {
        for (std::size_t frame = 0; frame < kChunkFrames; ++frame) {
            m_bands[source].run(samples, kMargin + frame * kHop, work.ffts[source],
                                work.level.data() + source * kPlane + kPad + frame, kRow);
        }
    }
    for (std::size_t row = 0; row < 3 * kBands; ++row) {
        applyLogarithm(std::span(work.level).subspan(row * kRow + kPad, kChunkFrames));
    }
    work.clearOutside(work.level, 3 * kBands);
}

/// 'Same' padding but for the head, whose kernel reaches one bin up and none past its last.
void SwiftF0::convolve(const Layer& layer, const std::vector<float>& in, std::size_t inBins, std::size_t outBins,
                       const std::vector<float>* residual, bool rectified, Workspace& work, std::vector<float>& out) const {
    RowTask task;
    task.inPlane = kPlane;
    task.inStep = layer.dilation * kRow;
    task.channels = layer.in;
    task.kernelBins = layer.bins;
    task.kernelFrames = layer.frames;
    task.outPlane = kPlane;
    task.frames = kChunkFrames;
    task.rectified = rectified;
    const std::size_t middle = layer.bins / 2;
    for (std::size_t group = 0; group < layer.out / kChannelsAtOnce; ++group) {
        task.weights = layer.weights.data() + group * layer.in * layer.bins * layer.frames * kChannelsAtOnce;
        task.bias = layer.bias.data() + group * kChannelsAtOnce;
        for (std::size_t bin = 0; bin < outBins; ++bin) {
            const std::size_t below = std::min(middle, bin / layer.dilation);
            const std::size_t above = std::min(layer.bins - 1 - middle, (inBins - 1 - bin) / layer.dilation);
            task.firstTap = middle - below;
            task.tapCount = below + 1 + above;
            task.in = in.data() + (bin - below * layer.dilation) * kRow + kPad;
            const std::size_t place = group * kChannelsAtOnce * kPlane + bin * kRow + kPad;
            task.out = out.data() + place;
            task.residual = residual == nullptr ? nullptr : residual->data() + place;
            m_row(task);
        }
    }
    work.clearOutside(out, layer.out * kBands);
}

/// Probability that each frame is voiced, from the head's maxima over the pitches (in work.next) and the mean level.
void SwiftF0::voicing(Workspace& work) const {
    for (std::size_t frame = 0; frame < kChunkFrames; ++frame) {
        float mean = 0.0F;
        for (std::size_t row = 0; row < 3 * kBands; ++row) {
            mean += work.level[row * kRow + kPad + frame];
        }
        const bool inside = work.inside(frame);
        work.seen[kHeadChannels * kRow + kPad + frame] = mean / (3.0F * kBands);
        for (std::size_t channel = 0; channel < kHeadChannels; ++channel) {
            float most = -INFINITY;
            for (std::size_t bin = 0; bin < kPitches; ++bin) {
                most = std::max(most, work.next[channel * kPlane + bin * kRow + kPad + frame]);
            }
            work.seen[channel * kRow + kPad + frame] = inside ? most : 0.0F;
        }
    }
    std::ranges::fill(work.voiced, m_voicingBias3);
    std::vector<float> hidden(kChunkFrames);
    for (std::size_t h = 0; h < kHidden; ++h) {
        std::ranges::fill(hidden, m_voicingBias2[h]);
        for (std::size_t channel = 0; channel < kSeen; ++channel) {
            addCorrelation(std::span(work.seen).subspan(channel * kRow + kPad - 1, kChunkFrames + 2),
                           std::span(m_voicingWeights2).subspan((h * kSeen + channel) * 3, 3), hidden);
        }
        applyRelu(hidden);
        for (std::size_t frame = 0; frame < kChunkFrames; ++frame) {
            work.voiced[frame] += m_voicingWeights3[h] * hidden[frame];
        }
    }
    applySigmoid(std::span(work.voiced).first(kChunkFrames));
}

/// The likeliest pitch of a frame, refined by its two neighbours.
void SwiftF0::decode(Range range, Workspace& work, std::size_t frame, Estimate& out) const {
    std::array<float, kPitches> score{};
    std::size_t best = kPitches;
    std::size_t bestOfAll = 0;
    const auto allowed = [&](std::size_t bin) { return m_binHz[bin] >= range.lowestHz && m_binHz[bin] <= range.highestHz; };
    for (std::size_t bin = 0; bin < kPitches; ++bin) {
        score[bin] = m_pitchBias;
        for (std::size_t channel = 0; channel < kHeadChannels; ++channel) {
            score[bin] += m_pitchWeights[channel] * work.inner[channel * kPlane + bin * kRow + kPad + frame];
        }
        bestOfAll = score[bin] > score[bestOfAll] ? bin : bestOfAll;
        if (allowed(bin) && (best == kPitches || score[bin] > score[best])) {
            best = bin;
        }
    }
    if (best == kPitches) {
        return; // no pitch of the network lies in the range
    }
    double weights = 0.0;
    double sum = 0.0;
    for (std::size_t bin = best - std::min<std::size_t>(best, 1); bin <= std::min(best + 1, kPitches - 1); ++bin) {
        const double weight = allowed(bin) ? std::exp(static_cast<double>(score[bin]) - score[best]) : 0.0;
        weights += weight;
        sum += weight * m_binLogHz[bin];
    }
    out.hz = static_cast<float>(std::exp(sum / weights));
    const auto hop = work.samples.channel(0).subspan(kMargin + frame * kHop, kHop);
    const bool silent = std::ranges::none_of(hop, [](float sample) { return std::abs(sample) >= kSilencePeak; });
    out.confidence = silent || !allowed(bestOfAll) ? 0.0F : work.voiced[frame];
}

} // namespace morphony
