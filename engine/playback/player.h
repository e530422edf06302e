// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/loudness.h"
#include "playback/audio_device.h"
#include "playback/program.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// State for the window, read at any time.
struct PlayerState {
    bool playing = false;
    Deck heard = Deck::Source;    ///< the deck asked for if it is there, else the one heard in its place
    FrameCount position = 0;      ///< in source frames, of what is heard now (device latency taken off)
    FrameCount stylePosition = 0; ///< in the style track's own frames; a shorter track repeats
    float peakLeft = 0.0F;        ///< linear, since the last call; meters stand before the volume
    float peakRight = 0.0F;
    double shortTermLufs = -70.0; ///< of what is heard; -70 while nothing plays
    double levelMatchDb = 0.0;    ///< gain that level match applies to the heard deck
    std::uint64_t underruns = 0;  ///< device blocks that the disk was late for; they were silent
    double aheadSeconds = 0.0;    ///< sound that lies ready for the callback; infinite when it is all that is left
    bool pending = false;         ///< a jump, loop, program or device that was asked for is not heard yet
    bool deviceLost = false;
    std::string deviceName; ///< empty until the device is open
    bool nullDevice = false;
    std::string problem; ///< why playback stopped by itself (a file that cannot be read any more), or empty
};

/// Plays source, take and style track through one device: all decks at one position, switched and mixed in one
/// callback. Dial, A/B, volume and level match are heard with the next block, ramped over 5 ms. Jumps, loop seams and a
/// new source or take are crossfaded over 5 ms as well.
///
/// Owned by one control thread (the GUI's or a test's); every function but the callback belongs to it and returns at
/// once. A fill thread opens the device, reads the AudioSources ahead of the callback, resamples to the device's rate and
/// hands blocks over a lock-free ring; retired objects are freed on that thread. The callback itself never allocates,
/// locks or waits.
///
/// Pieces with more than two channels are folded to the output after ITU-R BS.775 (see ChannelMap); a mono piece is
/// heard on both sides. With no source, positions are those of the style track. At the end of the piece playback stops;
/// play() then starts at its beginning.
class Player {
public:
    /// `device` as for openAudioDevice(). When it cannot be opened the null device is used and deviceProblem() says why.
    explicit Player(const std::string& device = {}, DeviceFactory open = openAudioDevice);
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    /// nullptr removes. Setting a source of another shape removes the take. A take's layers must have the source's
    /// shape, or EngineError (BadUsage) is thrown. While playing, playback goes on at the same position; a new take is
    /// heard about 0.1 s later, from exactly where the old one was.
    void setSource(std::shared_ptr<const AudioSource> source);
    void setTake(std::shared_ptr<const PlayableTake> take);
    void setStyle(std::shared_ptr<const AudioSource> style);

    void play();
    void pause();
    void seek(FrameCount position);
    /// The part of the range that lies inside the piece is repeated; a position behind it jumps to its start.
    void setLoop(std::optional<FrameRange> loop);
    void hear(Deck deck);
    void setDial(const DialSetting& setting);
    void setVolume(double gain); ///< 0 to 1

    void setLevelMatch(bool on);
    /// What level match goes by: of the source or of the style track. A take needs none, its law makes it as loud as the
    /// source. Unknown (the state after setSource() and setStyle()) means no gain. The decks meet at the source's level,
    /// or lower if one of them could not reach it without its true peaks passing 0 dBTP.
    void setDeckLoudness(Deck deck, const std::optional<LoudnessSummary>& loudness);

    /// Switches the output; playback goes on from the same position. Same fallback as the constructor. The switch is
    /// made on the fill thread: state().deviceName changes when it is done. After a loss playback resumes by itself if
    /// the loss had paused it; play() tries the lost output again.
    void setDevice(const std::string& device);
    [[nodiscard]] std::string deviceProblem(); ///< empty when the wished device runs
    [[nodiscard]] PlayerState state();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
