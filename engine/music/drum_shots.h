// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "core/job_context.h"
#include "music/fluid_player.h"
#include "music/score.h"

#include <map>
#include <memory>
#include <span>
#include <vector>

namespace morphony {

/// Plays a drum part. A drum sounds the same whenever it is struck, and a part strikes a few drums thousands of times, so
/// that each is played once in steps of velocity and then added where it is struck, to the sample and at the level of its
/// velocity (whose square FluidSynth's amplitude follows, as SoundFont 2.01 section 8.4.1 asks). An open hi-hat is stopped
/// by a closed one. Memory: some 50 MB for a part that uses a whole kit. One thread.
class DrumShots {
public:
    /// `notes` must stay. Same notes, same sound. Throws what FluidPlayer throws.
    DrumShots(std::span<const ScoreNote> notes, const std::filesystem::path& soundfont, SampleRate rate, int kit,
              const JobContext& context);

    /// The next frames.
    void render(AudioView stereo);

private:
    /// How a drum was struck.
    struct Stroke {
        int key = 0;
        int velocity = 0; ///< of its step
        bool held = false;
        friend auto operator<=>(const Stroke&, const Stroke&) = default;
    };
    struct Sounding {
        int key = 0;
        std::shared_ptr<const AudioBuffer> shot;
        FrameCount start = 0;
        float gain = 1.0F;
        FrameCount stopped = -1; ///< frame from which on it dies away; -1: never
    };

    const std::shared_ptr<const AudioBuffer>& shotOf(const Stroke& stroke);
    void strike(const ScoreNote& note, FrameCount start);
    void add(const Sounding& sounding, AudioView stereo) const;

    std::span<const ScoreNote> m_notes;
    SampleRate m_rate;
    const JobContext& m_context;
    FluidPlayer m_player;
    std::map<Stroke, std::shared_ptr<const AudioBuffer>> m_shots;
    std::vector<Sounding> m_sounding;
    std::size_t m_next = 0;
    FrameCount m_at = 0; ///< end of what is rendered
};

} // namespace morphony
