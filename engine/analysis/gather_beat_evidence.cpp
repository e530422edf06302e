// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/gather_beat_evidence.h"

#include "core/parallel.h"
#include "dsp/beat_spectrogram.h"
#include "nn/beatnet/beatnet.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace morphony {

namespace {

constexpr std::size_t kBands = BeatSpectrogram::kBands;
constexpr FrameCount kBlock = 1'024; ///< frames heard at once, some 20 s of music
constexpr FrameCount kSlice = 128;   ///< frames between looks at the cancel flag: 10 ms of work

constexpr std::size_t kWindow = 4'096; ///< frames whose figures are made at once
constexpr double kLoudRise = 0.97;     ///< quantile of the rises that counts as a full one
constexpr float kQuietRise = 0.3F;     ///< added to it
constexpr float kLeastRise = 0.02F;
constexpr float kRiseShare = 0.2F;  ///< of the rises' say against BeatNet's
constexpr float kRiseAsBeat = 0.8F; ///< probability of a beat where the rise is full
constexpr float kRiseSharpness = 1.5F;
constexpr float kOnsetShare = 0.35F; ///< of a full rise, from which it counts as an onset

/// A network with its memory of the piece so far.
struct Listener {
    BeatNet network;
    BeatNet::State state;
};

/// Bands and their rises, frame by frame; `previous` is the frame before the first.
std::vector<float> withRises(std::span<const float> bands, std::span<const float> previous) {
    std::vector<float> features(2 * bands.size());
    const float* before = previous.data();
    for (std::size_t t = 0; t * kBands < bands.size(); ++t) {
        const float* now = bands.data() + t * kBands;
        float* out = features.data() + t * 2 * kBands;
        for (std::size_t b = 0; b < kBands; ++b) {
            out[b] = now[b];
            out[kBands + b] = std::max(0.0F, now[b] - before[b]);
        }
        before = now;
    }
    return features;
}

/// The bands of frames [first, first + count).
std::vector<float> bandsOf(const BeatSpectrogram& spectrogram, FrameCount first, FrameCount count,
                           const JobContext& context) {
    std::vector<float> bands(static_cast<std::size_t>(count) * kBands);
    parallelFor(static_cast<std::size_t>((count + kSlice - 1) / kSlice), [&](std::size_t slice) {
        context.checkCancelled();
        const FrameCount begin = static_cast<FrameCount>(slice) * kSlice;
        const FrameCount frames = std::min(kSlice, count - begin);
        spectrogram.read(first + begin, std::span(bands).subspan(static_cast<std::size_t>(begin) * kBands,
                                                                 static_cast<std::size_t>(frames) * kBands));
    });
    return bands;
}

std::vector<BeatNet::Activation> listened(Listener& listener, std::span<const float> features, const JobContext& context) {
    constexpr std::size_t kPart = static_cast<std::size_t>(kSlice) * BeatNet::kFeatures;
    std::vector<BeatNet::Activation> heard;
    for (std::size_t at = 0; at < features.size(); at += kPart) {
        context.checkCancelled();
        const auto part = listener.network.run(features.subspan(at, std::min(kPart, features.size() - at)), listener.state);
        heard.insert(heard.end(), part.begin(), part.end());
    }
    return heard;
}

using Heard = std::array<std::vector<BeatNet::Activation>, BeatNet::kModels>;

std::vector<BeatNet::Activation> meanOf(const Heard& heard) {
    std::vector<BeatNet::Activation> mean(heard.front().size());
    for (const std::vector<BeatNet::Activation>& model : heard) {
        for (std::size_t t = 0; t < mean.size(); ++t) {
            mean[t].beat += model[t].beat / static_cast<float>(heard.size());
            mean[t].downbeat += model[t].downbeat / static_cast<float>(heard.size());
        }
    }
    return mean;
}

/// The rises of all bands, frame by frame.
std::vector<float> risesOf(const std::vector<BeatEvidence::Figures>& figures) {
    std::vector<float> rises;
    for (const BeatEvidence::Figures& frame : figures) {
        rises.push_back(frame[BeatEvidence::kLowRise] + frame[BeatEvidence::kLowRise + 1] +
                        frame[BeatEvidence::kLowRise + 2]);
    }
    return rises;
}

float fullRise(std::vector<float> rises) {
    const auto loud = rises.begin() + static_cast<std::ptrdiff_t>(kLoudRise * static_cast<double>(rises.size() - 1));
    std::nth_element(rises.begin(), loud, rises.end());
    return *loud + kQuietRise;
}

} // namespace

BeatEvidence gatherBeatEvidence(const AudioSource& mono, JobContext& context) {
    const TensorFile weights = openModel("beatnet");
    const BeatSpectrogram spectrogram(mono);
    std::vector<Listener> listeners;
    for (std::size_t model = 0; model < BeatNet::kModels; ++model) {
        listeners.push_back({BeatNet(weights, model), {}});
    }
    BeatEvidence evidence(spectrogram);
    const FrameCount frames = spectrogram.frameCount();
    std::vector<float> previous;
    for (FrameCount first = 0; first < frames; first += kBlock) {
        const FrameCount count = std::min(kBlock, frames - first);
        const std::vector<float> bands = bandsOf(spectrogram, first, count, context);
        if (previous.empty()) {
            previous.assign(bands.begin(), bands.begin() + kBands); // nothing rises in the first frame
        }
        const std::vector<float> features = withRises(bands, previous);
        previous.assign(bands.end() - kBands, bands.end());
        Heard heard;
        parallelFor(heard.size(), [&](std::size_t model) { heard[model] = listened(listeners[model], features, context); });
        evidence.add(features, meanOf(heard));
        context.progress(static_cast<double>(first + count) / static_cast<double>(frames));
    }
    return evidence;
}

std::vector<BeatEvidence::Figures> allFigures(const BeatEvidence& evidence, const JobContext& context) {
    std::vector<BeatEvidence::Figures> figures(evidence.frames());
    parallelFor((figures.size() + kWindow - 1) / kWindow, [&](std::size_t window) {
        context.checkCancelled();
        const std::size_t from = window * kWindow;
        std::ranges::copy(evidence.figures(from, std::min(figures.size(), from + kWindow)),
                          figures.begin() + static_cast<std::ptrdiff_t>(from));
    });
    return figures;
}

BeatActivations weighedByRises(BeatActivations heard, const std::vector<BeatEvidence::Figures>& figures) {
    if (figures.empty()) {
        return heard;
    }
    const std::vector<float> rises = risesOf(figures);
    const float full = fullRise(rises);
    for (std::size_t t = 0; t < rises.size(); ++t) {
        const float both = std::max(heard.beat[t] + heard.downbeat[t], 1e-6F);
        const float rise = std::clamp(rises[t] / full, kLeastRise, 1.0F);
        const float weighed = std::pow(both, 1.0F - kRiseShare) * std::pow(rise, kRiseShare);
        const float factor = std::min(weighed, 0.98F) / both;
        heard.beat[t] *= factor;
        heard.downbeat[t] *= factor;
    }
    return heard;
}

BeatActivations risesAsBeats(const std::vector<BeatEvidence::Figures>& figures) {
    BeatActivations activations{BeatSpectrogram::kFramesPerSecond, {}, std::vector<float>(figures.size(), 0.0F)};
    if (figures.empty()) {
        return activations;
    }
    const std::vector<float> rises = risesOf(figures);
    const float full = fullRise(rises);
    for (const float rise : rises) {
        activations.beat.push_back(kRiseAsBeat * std::pow(std::clamp(rise / full, kLeastRise, 1.0F), kRiseSharpness));
    }
    return activations;
}

double lastOnset(const std::vector<BeatEvidence::Figures>& figures) {
    if (figures.empty()) {
        return 0.0;
    }
    const std::vector<float> rises = risesOf(figures);
    const float least = kOnsetShare * fullRise(rises);
    std::size_t last = rises.size() - 1;
    while (last > 0 && rises[last] < least) {
        --last;
    }
    return static_cast<double>(last) / BeatSpectrogram::kFramesPerSecond;
}

} // namespace morphony
