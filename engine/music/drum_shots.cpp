// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/drum_shots.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr int kVelocityStep = 4;           ///< what a harder stroke changes besides the level is finer in no soundfont
constexpr double kHeldFrom = 0.25;         ///< s: a longer note is a stroke of its own, whistles and guiros last as long
constexpr double kLongest = 12.0;          ///< s of a drum's sound
constexpr float kInaudible = 1e-4F;        ///< of a shot's peak, 80 dB: where its end is cut
constexpr double kStopDbPerSecond = 112.0; ///< FluidSynth's for a voice that another of its class ends

/// What ends an open hi-hat; the other pairs of General MIDI's percussion likewise.
bool stops(int striking, int sounding) {
    switch (sounding) {
    case 46:
        return striking == 42 || striking == 44 || striking == 46;
    case 72:
        return striking == 71;
    case 74:
        return striking == 73;
    case 79:
        return striking == 78;
    case 81:
        return striking == 80;
    default:
        return false;
    }
}

float peakOf(ConstAudioView audio) {
    float peak = 0.0F;
    for (int c = 0; c < audio.channels(); ++c) {
        for (const float sample : audio.channel(c)) {
            peak = std::max(peak, std::abs(sample));
        }
    }
    return peak;
}

} // namespace

DrumShots::DrumShots(std::span<const ScoreNote> notes, const std::filesystem::path& soundfont, SampleRate rate, int kit,
                     const JobContext& context)
    : m_notes(notes), m_rate(rate), m_context(context), m_player(soundfont, rate, kit, true, 0.0, context) {}

const std::shared_ptr<const AudioBuffer>& DrumShots::shotOf(const Stroke& stroke) {
    auto& shot = m_shots[stroke];
    if (shot != nullptr) {
        return shot;
    }
    constexpr FrameCount kRun = 16 * FluidPlayer::kBlock;
    const FrameCount off = framesOf(stroke.held ? 2.0 * kHeldFrom : 0.5 * kHeldFrom, m_rate);
    const FrameCount longest = framesOf(kLongest, m_rate) / kRun * kRun;
    AudioBuffer sound(2, longest);
    m_player.noteOn(stroke.key, stroke.velocity);
    FrameCount end = 0;
    bool down = true;
    while (end < longest && m_player.sounds()) {
        m_context.checkCancelled();
        m_player.render(sound.view().slice({end, end + kRun}));
        end += kRun;
        if (down && end >= off) {
            m_player.noteOff(stroke.key);
            down = false;
        }
    }
    const float least = kInaudible * peakOf(sound.view().slice({0, end}));
    while (end > 0 && peakOf(sound.view().slice({end - kRun, end})) <= least) {
        end -= kRun;
    }
    AudioBuffer cut(2, end);
    cut.view().copyFrom(sound.view().slice({0, end}));
    return shot = std::make_shared<const AudioBuffer>(std::move(cut));
}

void DrumShots::strike(const ScoreNote& note, FrameCount start) {
    for (Sounding& sounding : m_sounding) {
        if (sounding.stopped < 0 && stops(note.pitch, sounding.key)) {
            sounding.stopped = start;
        }
    }
    const int step = std::clamp((note.velocity + kVelocityStep / 2) / kVelocityStep * kVelocityStep, kVelocityStep, 127);
    const double louder = static_cast<double>(note.velocity) / step;
    const Stroke stroke{note.pitch, step, note.end - note.start > kHeldFrom};
    m_sounding.push_back({note.pitch, shotOf(stroke), start, static_cast<float>(louder * louder)});
}

void DrumShots::add(const Sounding& sounding, AudioView stereo) const {
    const FrameRange block{m_at, m_at + stereo.frames()};
    const FrameRange heard = FrameRange{sounding.start, sounding.start + sounding.shot->frames()}.clippedTo(block);
    if (heard.empty()) {
        return;
    }
    const bool stops = sounding.stopped >= 0 && sounding.stopped < heard.end;
    const FrameCount dyingFrom = stops ? std::max(sounding.stopped, heard.begin) : heard.end;
    const double fall = std::pow(10.0, -kStopDbPerSecond / 20.0 / m_rate.hz);
    for (int c = 0; c < 2; ++c) {
        const auto out = stereo.slice({heard.begin - m_at, heard.end - m_at}).channel(c);
        const auto shot =
            sounding.shot->view().slice({heard.begin - sounding.start, heard.end - sounding.start}).channel(c);
        const auto plain = static_cast<std::size_t>(dyingFrom - heard.begin);
        for (std::size_t n = 0; n < plain; ++n) {
            out[n] += sounding.gain * shot[n];
        }
        double gain = stops ? sounding.gain * std::pow(fall, static_cast<double>(dyingFrom - sounding.stopped)) : 0.0;
        for (std::size_t n = plain; n < out.size(); ++n) {
            out[n] += static_cast<float>(gain) * shot[n];
            gain *= fall;
        }
    }
}

void DrumShots::render(AudioView stereo) {
    const FrameCount end = m_at + stereo.frames();
    for (; m_next < m_notes.size() && framesOf(m_notes[m_next].start, m_rate) < end; ++m_next) {
        strike(m_notes[m_next], framesOf(m_notes[m_next].start, m_rate));
    }
    stereo.clear();
    for (const Sounding& sounding : m_sounding) {
        add(sounding, stereo);
    }
    m_at = end;
    std::erase_if(m_sounding, [&](const Sounding& sounding) {
        const bool silent = sounding.stopped >= 0 && end - sounding.stopped > m_rate.hz; // 112 dB down
        return silent || sounding.start + sounding.shot->frames() <= end;
    });
}

} // namespace morphony
