// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "dsp/limiter.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace morphony {

/// Piecewise linear function on [0, 1], constant beyond its ends. Evaluation is real-time safe.
class Curve {
public:
    struct Point {
        double x = 0.0;
        double y = 0.0;
    };
    Curve() = default; ///< y = x
    /// Points in strictly rising x; at least one.
    explicit Curve(std::vector<Point> points);
    [[nodiscard]] static Curve constant(double y);

    [[nodiscard]] double operator()(double x) const;
    [[nodiscard]] const std::vector<Point>& points() const { return m_points; }

private:
    std::vector<Point> m_points{{0.0, 0.0}, {1.0, 1.0}};
};

/// The part of a style that a layer carries; each can be set apart from the dial.
enum class Aspect { Timbre, Rhythm, Harmony };

/// Where the dial and the aspects stand, each in [0, 1]. An aspect without a value follows the dial.
struct DialSetting {
    double strength = 0.0;
    std::optional<double> timbre;
    std::optional<double> rhythm;
    std::optional<double> harmony;

    [[nodiscard]] double of(Aspect aspect) const;
    /// Everything at 0: the result is the source itself.
    [[nodiscard]] bool isSource() const;

    friend bool operator==(const DialSetting&, const DialSetting&) = default;
};

/// How the layers of a result become one mix for any setting of the dial. Immutable once shared.
struct MixLaw {
    struct LayerGain {
        Curve gain;                     ///< amplitude over the calibrated strength c(s)
        Aspect aspect = Aspect::Timbre; ///< whose setting drives it
        /// false: a kept layer, a part of the source that sounds at gain(1) at every setting, whatever the make-up gain of
        /// the rest: its own gain is that less what the source's layer brings of it.
        bool followsDial = true;
    };
    std::vector<LayerGain> layers; ///< layer 0 is the source; its gain at 0 is 1 and all others' is 0
    Curve calibration;             ///< c(s): dial setting to strength, monotone, c(0) = 0
    std::vector<double> loudness;  ///< MixLoudness::matrix() of the layers
    double ceilingDbtp = -1.0;
    /// Amplitude over the largest strength that any layer is at: what the matrix cannot know, because a mix may sound where
    /// the source is too quiet to count.
    Curve gateMakeUp = Curve::constant(1.0);
    /// The same for the loudness that the limiter takes.
    Curve limiterMakeUp = Curve::constant(1.0);
    /// The make-up gain, but for the limiter's, never raises by more than this.
    double maxMakeUpDb = 12.0;
    static constexpr std::size_t kMaxLayers = 32;

    /// Amplitude gains of all layers at a setting, loudness make-up included; `out` has layers.size() elements, at most
    /// kMaxLayers. "All 0" gives exactly 1 for the source and 0 for the others. The make-up gain makes the mix as loud
    /// as the source by what is not kept; a silent source, or an empty matrix, asks for none. Real-time safe.
    void gains(const DialSetting& setting, std::span<float> out) const;

private:
    using Amplitudes = std::array<double, kMaxLayers>;
    [[nodiscard]] double makeUp(const Amplitudes& morphed, const Amplitudes& kept, double furthest) const;
};

/// Mixes blocks of aligned layers by a MixLaw. The one mixer of live playback and of export, so that what is heard is
/// what is written; the output does not depend on how the layers are cut into blocks. Gain changes are ramped over 5 ms,
/// the limiter's engagement over another 5 ms. At "all 0", once these ramps are over (or after reset()), the output is
/// layer 0 bit for bit, above the ceiling or not. Output is delayed by latency() frames (the limiter's look-ahead).
/// Construction allocates; setTarget(), process() and reset() are real-time safe. One thread.
class LayerMixer {
public:
    static constexpr int kMaxLayers = static_cast<int>(MixLaw::kMaxLayers);

    LayerMixer(std::shared_ptr<const MixLaw> law, SampleRate rate, int channels);

    [[nodiscard]] FrameCount latency() const { return m_limiter.latency(); }
    /// The setting to move to, from the next block on.
    void setTarget(const DialSetting& setting);
    /// Forgets all audio and jumps to `setting`, as before the first block of a piece.
    void reset(const DialSetting& setting);
    /// `layers[i]` are the frames of layer i, all of out's shape.
    void process(std::span<const ConstAudioView> layers, AudioView out);

private:
    /// Gains of the layers at a frame of the ramp under way; frame 0 is where it began.
    [[nodiscard]] float gainAt(std::size_t layer, FrameCount rampFrame) const;
    void mixRamp(std::span<const ConstAudioView> layers, AudioView out, FrameCount at, FrameCount count);
    void mixSteady(std::span<const ConstAudioView> layers, AudioView out, FrameCount at, FrameCount count);

    std::shared_ptr<const MixLaw> m_law;
    Limiter m_limiter;
    FrameCount m_rampFrames;
    FrameCount m_rampDone; ///< frames of the ramp already mixed; m_rampFrames when none is under way
    bool m_targetIsSource = true;
    std::array<float, MixLaw::kMaxLayers> m_from{};
    std::array<float, MixLaw::kMaxLayers> m_target{};
};

} // namespace morphony
