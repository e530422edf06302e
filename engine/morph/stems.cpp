// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/stems.h"

#include "dsp/hpss.h"
#include "io/audio_cache.h"
#include "morph/lasting_part.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace morphony {

namespace {

/// Of what lasts, what stands: in 0.37 s at 44.1 kHz vibrato and slides spread over the bins, held notes do not.
constexpr HpssShape kStanding{.stft = {16384, 4096}, .timeWidth = 17, .standing = true};
/// Of what strikes, what still has a pitch in 23 ms: the fast moves of a voice.
constexpr HpssShape kFast{.stft = {1024, 256}, .timeWidth = 17};
constexpr StftShape kSplit{4096, 1024};
/// The bass ends between these.
constexpr double kBassHz = 140.0;
constexpr double kNoBassHz = 220.0;
/// How sharply likeness of the channels selects.
constexpr float kLikenessPower = 4.0F;
constexpr FrameCount kBlockHops = 256;

/// The share of each bin that is bass: 1 up to kBassHz, then falling as half a cosine.
std::vector<float> bassShares(StftShape shape, SampleRate rate) {
    std::vector<float> shares;
    for (int bin = 0; bin < shape.bins(); ++bin) {
        const double hz = static_cast<double>(bin) * rate.hz / shape.size;
        const double way = std::clamp((hz - kBassHz) / (kNoBassHz - kBassHz), 0.0, 1.0);
        shares.push_back(static_cast<float>(0.5 + 0.5 * std::cos(way * std::numbers::pi)));
    }
    return shares;
}

/// 1 for what both channels have alike, in level and phase; 0 for what only one has, or both in opposite phase.
float likeness(std::complex<float> left, std::complex<float> right) {
    const float together = 2.0F * (left.real() * right.real() + left.imag() * right.imag());
    const float each = std::norm(left) + std::norm(right) + 1e-12F;
    return std::pow(std::clamp(together / each, 0.0F, 1.0F), kLikenessPower);
}

/// The piece, what lasts of it, what of that stands, and what moves fast in the rest.
struct Heard {
    const AudioSource& piece;
    const AudioSource& lasting;
    const AudioSource& standing;
    const AudioSource& fast;
};

/// Spectra of the same frame of them all.
class HeardSpectra {
public:
    HeardSpectra(const Heard& heard, StftShape shape)
        : m_piece(heard.piece, shape), m_lasting(heard.lasting, shape), m_standing(heard.standing, shape),
          m_fast(heard.fast, shape), m_bass(bassShares(shape, heard.piece.sampleRate())),
          m_stereo(heard.piece.channels() == 2), m_middle(m_bass.size(), 1.0F) {}

    void transform(FrameCount t) {
        m_piece.transform(t);
        m_lasting.transform(t);
        m_standing.transform(t);
        m_fast.transform(t);
        for (std::size_t bin = 0; m_stereo && bin < m_bass.size(); ++bin) {
            m_middle[bin] =
                likeness(m_lasting.bins(0)[bin] + m_fast.bins(0)[bin], m_lasting.bins(1)[bin] + m_fast.bins(1)[bin]);
        }
    }

    void stem(Stem stem, int channel, std::span<std::complex<float>> out) const {
        const auto whole = m_piece.bins(channel);
        const auto lasting = m_lasting.bins(channel);
        const auto standing = m_standing.bins(channel);
        const auto quick = m_fast.bins(channel);
        for (std::size_t bin = 0; bin < out.size(); ++bin) {
            const float above = 1.0F - m_bass[bin];
            const auto fast = above * quick[bin];
            const auto voice = m_middle[bin] * (above * (lasting[bin] - standing[bin]) + fast);
            switch (stem) {
            case Stem::Drums:
                out[bin] = whole[bin] - lasting[bin] - fast;
                break;
            case Stem::Bass:
                out[bin] = m_bass[bin] * lasting[bin];
                break;
            case Stem::Vocals:
                out[bin] = voice;
                break;
            case Stem::Other:
                out[bin] = above * lasting[bin] + fast - voice;
                break;
            }
        }
    }

private:
    StftAnalyser m_piece, m_lasting, m_standing, m_fast;
    std::vector<float> m_bass;
    bool m_stereo;
    std::vector<float> m_middle; ///< how alike the channels are
};

/// The samples of `range` of one stem after the other.
std::vector<AudioBuffer> stemsOfRange(const Heard& heard, StftShape shape, FrameRange range, std::span<const Stem> stems,
                                      const JobContext& context) {
    const int channels = heard.piece.channels();
    std::vector<AudioBuffer> result;
    std::vector<StftSynthesiser> synthesisers; // of every channel of one stem after the other
    for (std::size_t i = 0; i < stems.size(); ++i) {
        result.emplace_back(channels, range.size());
        for (int c = 0; c < channels; ++c) {
            synthesisers.emplace_back(shape, heard.piece.frames(), range);
        }
    }
    HeardSpectra spectra(heard, shape);
    FrameCount written = 0;
    for (FrameCount t = synthesisers.front().firstFrame(); t < synthesisers.front().endFrame(); ++t) {
        context.checkCancelled();
        spectra.transform(t);
        std::size_t done = 0;
        for (std::size_t i = 0; i < synthesisers.size(); ++i) {
            const std::size_t stem = i / static_cast<std::size_t>(channels);
            const auto channel = static_cast<int>(i % static_cast<std::size_t>(channels));
            spectra.stem(stems[stem], channel, synthesisers[i].bins());
            const auto samples = synthesisers[i].addFrame();
            std::ranges::copy(samples, result[stem].channel(channel).begin() + written);
            done = samples.size();
        }
        written += static_cast<FrameCount>(done);
    }
    return result;
}

LayerRole roleOf(Stem stem) {
    switch (stem) {
    case Stem::Vocals:
        return LayerRole::Vocals;
    case Stem::Drums:
        return LayerRole::Drums;
    case Stem::Bass:
        return LayerRole::Bass;
    case Stem::Other:
        break;
    }
    return LayerRole::Texture;
}

} // namespace

std::vector<StemAudio> splitStems(const std::shared_ptr<const AudioSource>& piece, const std::set<Stem>& wanted,
                                  const ProgressSpan& progress) {
    const double quarter = (progress.end - progress.begin) / 4.0;
    const auto part = [&](int i) {
        return ProgressSpan{progress.context, progress.begin + i * quarter, progress.begin + (i + 1) * quarter};
    };
    const auto lasting = lastingPart(*piece, {}, part(0));
    const auto standing = lastingPart(*lasting, kStanding, part(1));
    const auto fast = lastingPart(*without(piece, lasting), kFast, part(2));
    const Heard heard{*piece, *lasting, *standing, *fast};
    const StftShape shape = kSplit.scaledTo(piece->sampleRate());
    const std::vector<Stem> stems(wanted.begin(), wanted.end());
    std::vector<std::shared_ptr<ScratchAudio>> made;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        made.push_back(std::make_shared<ScratchAudio>(piece->channels(), piece->frames(), piece->sampleRate()));
    }
    forFrameBlocks(piece->frames(), kBlockHops * shape.hop, part(3), [&](FrameRange range) {
        const auto buffers = stemsOfRange(heard, shape, range, stems, progress.context);
        for (std::size_t i = 0; i < stems.size(); ++i) {
            made[i]->write(range.begin, buffers[i].view());
        }
    });
    std::vector<StemAudio> result;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        result.push_back({stems[i], made[i]});
    }
    return result;
}

std::vector<Layer> takeOut(std::shared_ptr<const AudioSource>& piece, const std::set<Stem>& kept,
                           const ProgressSpan& progress) {
    std::vector<Layer> layers;
    for (const StemAudio& stem : splitStems(piece, kept, progress)) {
        piece = without(piece, stem.audio);
        layers.push_back({"Kept " + std::string(nameOf(kStemNames, stem.stem)),
                          roleOf(stem.stem),
                          stem.audio,
                          {Curve::constant(1.0), Aspect::Timbre, false}});
    }
    return layers;
}

} // namespace morphony
