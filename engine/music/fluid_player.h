// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "core/job_context.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace morphony {

/// Where the General MIDI instruments are: $MORPHONY_SOUNDFONT, else the first of Debian's that is installed
/// (musescore-general-soundfont-small, musescore-general-soundfont, fluid-soundfont-gm).
[[nodiscard]] std::optional<std::filesystem::path> findSoundfont();

/// One instrument of a soundfont (FluidSynth behind it, without its own reverb and chorus). Only the samples that the
/// instrument needs are loaded, and shared by all players of one process. A soundfont is read once for every player that
/// plays at the same time as others; it stays open for the next players, with the instruments played last. The same calls
/// give the same samples. One thread at a time; players are independent of each other.
class FluidPlayer {
public:
    /// Frames are rendered in blocks of this; notes begin and end between two blocks.
    static constexpr int kBlock = 64;

    /// `rate` from 8,000 to 96,000 Hz. Throws EngineError (MissingResource) when the soundfont cannot be read or lacks the
    /// program, and JobCancelled; reading stops within one sample of the instrument.
    FluidPlayer(const std::filesystem::path& soundfont, SampleRate rate, int program, bool drums, double tuningCents,
                const JobContext& context);
    ~FluidPlayer();
    FluidPlayer(const FluidPlayer&) = delete;
    FluidPlayer& operator=(const FluidPlayer&) = delete;

    void noteOn(int key, int velocity);
    void noteOff(int key);
    /// Whether any note still sounds; until the next noteOn() render() gives silence when none does.
    [[nodiscard]] bool sounds() const;
    /// The next frames, stereo, a multiple of kBlock.
    void render(AudioView stereo);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
