// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/fft.h"

#include <complex>
#include <functional>
#include <span>
#include <vector>

namespace morphony {

/// Periodic Hann window of `size` samples (the DFT-even form, as scipy.signal.get_window("hann")).
[[nodiscard]] std::vector<float> hannWindow(int size);

/// Shape of a short-time Fourier transform. Frame t is centred on sample t * hop, the signal counts as zero outside
/// its ends (librosa's center=True with zero padding), frames = floor(n / hop) + 1.
struct StftShape {
    int size = 4096; ///< FFT and window length, even
    int hop = 1024;

    [[nodiscard]] int bins() const { return size / 2 + 1; }
    [[nodiscard]] FrameCount framesFor(FrameCount samples) const { return samples / hop + 1; }
    /// The shape with about the same duration at another rate: size and hop times the power of two nearest to
    /// rate / 44,100, size at least 64.
    [[nodiscard]] StftShape scaledTo(SampleRate rate) const;

    friend bool operator==(StftShape, StftShape) = default;
};

/// STFT of an AudioSource, frame by frame from any frame on, without ever holding more than a block.
/// One thread at a time per object. The window is Hann and not normalised.
class StftAnalyser {
public:
    StftAnalyser(const AudioSource& source, StftShape shape);

    [[nodiscard]] FrameCount frameCount() const;
    /// Spectra of frame t of every channel: out[c] has shape.bins() elements.
    void frame(FrameCount t, std::span<std::vector<std::complex<float>>> out);

private:
    void ensureBlock(FrameCount firstSample, FrameCount lastSample);

    const AudioSource& m_source;
    const StftShape m_shape;
    std::vector<float> m_window;
    Fft m_fft;
    AudioBuffer m_block;
    FrameCount m_blockBegin = 0;
    FrameCount m_blockFrames = 0;
};

/// Overlap-add resynthesis (least squares: divided by the sum of squared windows, Griffin & Lim 1984 eq. 6) of frames
/// given in order, for one channel. Exact to float rounding when the spectra are not changed.
class StftSynthesiser {
public:
    /// `firstFrame`: the index of the first frame that will be added; output starts at its left edge.
    StftSynthesiser(StftShape shape, FrameCount firstFrame = 0);

    /// Adds the next frame and appends the samples that are now complete to `out`. Sample k of the whole signal is
    /// complete once every frame that touches it has been added.
    void addFrame(std::span<const std::complex<float>> bins, std::vector<float>& out);
    /// Appends the remaining samples.
    void finish(std::vector<float>& out);
    /// Position in the signal of the first sample ever appended (negative: padding before the signal).
    [[nodiscard]] FrameCount firstSample() const;

private:
    StftShape m_shape;
    std::vector<float> m_window;
    Fft m_fft;
    std::vector<float> m_overlap;
    std::vector<float> m_weight;
    FrameCount m_firstFrame;
};

} // namespace morphony
