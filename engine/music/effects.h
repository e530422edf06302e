// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "dsp/biquad.h"
#include "dsp/reverb.h"
#include "music/style.h"

#include <memory>
#include <optional>
#include <vector>

namespace morphony {

/// Level that every part has when it enters its effects, LUFS: drive and amplifier work alike on all instruments.
inline constexpr double kEffectLufs = -23.0;
/// The rhythm section's level under the lines that replay the song, LU. Set on three tracks with two styles: at 3 LU under
/// them an analyser finds .80 of the song's notes and at 6 LU .85, while .03 of the way to the style is lost.
inline constexpr double kBandUnderLines = 6.0;

/// Soft clipping whose loudness hardly depends on its amount; antialiased by integration (Parker et al., DAFx 2016).
class Saturation {
public:
    explicit Saturation(double driveDb);
    /// Clips around `bias`, with gain only: for an amplifier.
    Saturation(double gain, double bias) : m_gain(gain), m_bias(bias), m_out(1.0) {}

    void process(AudioView audio);
    float process(int channel, float sample);

private:
    struct Before {
        double x = 0.0;
        double root = 1.0;
    };

    double m_gain;
    double m_bias = 0.0;
    double m_out = 1.0;
    Before m_before[2]{};
};

/// Distorting guitar amplifier and cabinet. The instrument is heard twice, left and right, 17 ms apart, as a guitar that
/// was recorded twice.
class GuitarAmp {
public:
    GuitarAmp(double gainDb, SampleRate rate);
    void process(AudioView stereo);

private:
    Biquad m_input;
    Saturation m_first;
    Saturation m_second;
    std::vector<float> m_delay;
    std::size_t m_at = 0;
    Biquad m_lowCut;
    Biquad m_highCut1, m_highCut2;
    Biquad m_presence;
    Biquad m_mud;
};

/// Two voices, each delayed by 9 to 14 ms in slow sine waves, mixed to the dry sound.
class Chorus {
public:
    /// `startFrame`: where in the piece the first block begins, for the phase of the waves.
    Chorus(double amount, SampleRate rate, FrameCount startFrame = 0);
    void process(AudioView stereo);

private:
    double m_amount;
    double m_rate;
    std::vector<float> m_delay[2];
    std::size_t m_at = 0;
    double m_step;
    double m_phase;
};

/// A short room that is cut off 0.2 s after a stroke: the drums of the eighties.
class GatedReverb {
public:
    GatedReverb(double amount, SampleRate rate);
    void process(AudioView stereo);

private:
    double m_amount;
    Reverb m_room;
    Biquad m_lowCut;
    double m_follow = 0.0;
    double m_release;
    double m_gate = 0.0;
    FrameCount m_hold;
    FrameCount m_open = 0;
    AudioBuffer m_wet;
};

/// Everything a part goes through before it is levelled. Where dependOnLevel(), the audio must come at kEffectLufs.
class PartEffects {
public:
    /// Whether any of them does more to loud sound than to soft.
    [[nodiscard]] static bool dependOnLevel(const PartStyle& part);
    PartEffects(const PartStyle& part, PartRole role, SampleRate rate);
    void process(AudioView stereo);

private:
    std::optional<GuitarAmp> m_amp;
    std::optional<Saturation> m_drive;
    std::optional<GatedReverb> m_gated;
    std::optional<Chorus> m_chorus;
    std::vector<Biquad> m_filters;
};

/// Ducks audio on every beat and lets it come back before the next.
class SideChain {
public:
    SideChain(double depth, const BeatGrid& grid, double beatsPerDuck);
    /// `frame`: where the block begins in the piece.
    void process(AudioView audio, FrameCount frame, SampleRate rate) const;

private:
    double m_depth;
    const BeatGrid& m_grid;
    double m_step;
};

} // namespace morphony
