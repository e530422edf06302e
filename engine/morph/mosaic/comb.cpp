// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/comb.h"

#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

namespace morphony {

namespace {

constexpr StftShape kShape{4096, 1024};
constexpr FrameCount kBlockFrames = 256; // hops
constexpr std::size_t kReach = 15;       // bins of the envelope either way
constexpr float kPeakShare = 0.7F;       // of the largest neighbour
constexpr float kFloor = 0.05F;

/// Gain per bin for the magnitudes of the reference.
class Comb {
public:
    explicit Comb(std::size_t bins) : m_bins(bins), m_padded(bins + 2 * kReach), m_peaks(m_padded.size()) {}

    void gains(std::span<const float> magnitudes, std::span<float> out) {
        // continued with the end values
        std::fill_n(m_padded.begin(), kReach, magnitudes.front());
        std::ranges::copy(magnitudes, m_padded.begin() + kReach);
        std::fill_n(m_padded.end() - kReach, kReach, magnitudes.back());
        // peaks of 16 neighbours by doubling; two of them overlap to a window of 31
        m_peaks = m_padded;
        for (std::size_t width = 1; width < kReach + 1; width *= 2) {
            for (std::size_t i = 0; i + width < m_peaks.size(); ++i) {
                m_peaks[i] = std::max(m_peaks[i], m_peaks[i + width]);
            }
        }
        double sum = 0.0;
        for (std::size_t i = 0; i < 2 * kReach; ++i) {
            sum += m_padded[i];
        }
        for (std::size_t b = 0; b < m_bins; ++b) {
            sum += m_padded[b + 2 * kReach];
            const float peak = kPeakShare * std::max(m_peaks[b], m_peaks[b + kReach]);
            const float envelope = std::max(static_cast<float>(sum / (2 * kReach + 1)), peak);
            out[b] = std::clamp(magnitudes[b] / (envelope + 1e-9F), kFloor, 1.0F);
            sum -= m_padded[b];
        }
    }

private:
    std::size_t m_bins;
    std::vector<float> m_padded;
    std::vector<float> m_peaks;
};

} // namespace

std::shared_ptr<ScratchAudio> combed(const AudioSource& sound, const AudioSource& reference, const ProgressSpan& progress) {
    const StftShape shape = kShape.scaledTo(sound.sampleRate());
    auto result = std::make_shared<ScratchAudio>(sound.channels(), sound.frames(), sound.sampleRate());
    const auto bins = static_cast<std::size_t>(shape.bins());
    forFrameBlocks(sound.frames(), kBlockFrames * shape.hop, progress, [&](FrameRange range) {
        AudioBuffer out(sound.channels(), range.size());
        std::vector<StftSynthesiser> synthesisers;
        for (int c = 0; c < sound.channels(); ++c) {
            synthesisers.emplace_back(shape, sound.frames(), range);
        }
        StftAnalyser ofSound(sound, shape);
        StftAnalyser ofReference(reference, shape);
        Comb comb(bins);
        std::vector<float> magnitudes(bins);
        std::vector<float> gains(bins);
        FrameCount written = 0;
        for (FrameCount t = synthesisers.front().firstFrame(); t < synthesisers.front().endFrame(); ++t) {
            progress.context.checkCancelled();
            ofReference.transform(t);
            for (std::size_t b = 0; b < bins; ++b) {
                std::complex<float> mean;
                for (int c = 0; c < reference.channels(); ++c) {
                    mean += ofReference.bins(c)[b];
                }
                magnitudes[b] = std::sqrt(std::norm(mean)) / static_cast<float>(reference.channels());
            }
            comb.gains(magnitudes, gains);
            ofSound.transform(t);
            std::size_t done = 0;
            for (int c = 0; c < sound.channels(); ++c) {
                StftSynthesiser& synthesiser = synthesisers[static_cast<std::size_t>(c)];
                std::ranges::transform(ofSound.bins(c), gains, synthesiser.bins().begin(),
                                       [](std::complex<float> bin, float gain) { return bin * gain; });
                const auto samples = synthesiser.addFrame();
                std::ranges::copy(samples, out.channel(c).begin() + written);
                done = samples.size();
            }
            written += static_cast<FrameCount>(done);
        }
        result->write(range.begin, out.view());
    });
    return result;
}

} // namespace morphony
