// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/fft.h"

#include <complex>
#include <span>
#include <vector>

namespace morphony {

/// Periodic Hann window of `size` samples (the DFT-even form, as scipy.signal.get_window("hann")).
[[nodiscard]] std::vector<float> hannWindow(int size);

/// Shape of a short-time Fourier transform. Frame t is centred on sample t * hop, the signal counts as zero outside
/// its ends (librosa's center=True with zero padding), frames = floor(n / hop) + 1.
struct StftShape {
    int size = 4096; ///< FFT and window length, even
    int hop = 1024;  ///< at most size / 4: further apart, the last samples of a signal are hardly covered

    [[nodiscard]] int bins() const { return size / 2 + 1; }
    [[nodiscard]] FrameCount framesFor(FrameCount samples) const { return samples / hop + 1; }
    /// The shape with about the same duration at another rate: size and hop times the power of two nearest to
    /// rate / 44,100, size at least 64.
    [[nodiscard]] StftShape scaledTo(SampleRate rate) const;

    friend bool operator==(StftShape, StftShape) = default;
};

/// STFT of an AudioSource, frame by frame from any frame on, without ever holding more than a block.
/// One thread at a time per object; the source must outlive it. The window is Hann and not normalised.
/// After construction only reading the source may allocate. A frame's spectrum depends on nothing but its samples.
class StftAnalyser {
public:
    StftAnalyser(const AudioSource& source, StftShape shape);

    [[nodiscard]] FrameCount frameCount() const { return m_shape.framesFor(m_source.frames()); }
    /// Transforms frame t of every channel. Rising t is cheapest: the source is then read in large blocks.
    void transform(FrameCount t);
    /// Spectrum of one channel of the frame last transformed: shape.bins() values, valid until the next transform().
    [[nodiscard]] std::span<const std::complex<float>> bins(int channel) const;

private:
    void readBlock(FrameCount begin);

    const AudioSource& m_source;
    const StftShape m_shape;
    std::vector<float> m_window;
    std::vector<Fft> m_ffts; ///< one per channel; its scratch holds the channel's spectrum
    AudioBuffer m_block;
    FrameCount m_blockBegin;
};

/// Overlap-add resynthesis (least squares: divided by the sum of squared windows, Griffin & Lim 1984 eq. 6) of one
/// channel of `samples` samples, or of a range of it. Exact to float rounding when the spectra are not changed, from the
/// first sample to the last. The samples of a range are the same bits whatever the range, so pieces of a long signal may
/// be made by several threads and joined.
///
///     StftSynthesiser synthesiser(shape, samples, range);
///     for (FrameCount t = synthesiser.firstFrame(); t < synthesiser.endFrame(); ++t) {
///         ... fill synthesiser.bins() with frame t ...
///         append(synthesiser.addFrame());
///     }
///
/// One thread at a time per object. Allocates at construction only.
class StftSynthesiser {
public:
    StftSynthesiser(StftShape shape, FrameCount samples, FrameRange range);
    StftSynthesiser(StftShape shape, FrameCount samples) : StftSynthesiser(shape, samples, {0, samples}) {}

    /// The frames that touch the range: all of them must be added, in order.
    [[nodiscard]] FrameCount firstFrame() const { return m_firstFrame; }
    [[nodiscard]] FrameCount endFrame() const { return m_endFrame; }

    /// Where to put the spectrum of the next frame; addFrame() destroys it.
    [[nodiscard]] std::span<std::complex<float>> bins() { return m_fft.binData(); }
    /// Adds the frame in bins(). Returns the samples that are now complete, which follow those of the call before;
    /// valid until the next call. Together all calls return exactly the range.
    [[nodiscard]] std::span<const float> addFrame();

private:
    void overlapAdd();
    void normalise(FrameRange samples, float* values) const;

    StftShape m_shape;
    FrameCount m_samples;
    FrameRange m_range;
    FrameCount m_firstFrame;
    FrameCount m_endFrame;
    FrameCount m_nextFrame;
    FrameCount m_delivered; ///< position in the signal of the next sample to return
    Fft m_fft;
    std::vector<float> m_window;     ///< Hann / size: the inverse FFT's scale is in it
    std::vector<float> m_squares;    ///< Hann squared
    std::vector<float> m_steadyGain; ///< 1 / sum of squared windows at k modulo hop, where no frame is missing
    std::vector<float> m_overlap;    ///< sums under way; the next frame's left edge stands at m_overlapAt
    std::size_t m_overlapAt = 0;
};

} // namespace morphony
