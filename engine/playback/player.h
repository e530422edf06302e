// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/layer_mixer.h"
#include "playback/audio_device.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// What can be heard: A, B or the style track.
enum class Deck { Source, Take, Style };

/// The audible form of a result: its layers (layer 0 the source) and the law that mixes them.
struct PlayableTake {
    std::vector<std::shared_ptr<const AudioSource>> layers;
    std::shared_ptr<const MixLaw> law;
};

/// State for the window, read at any time.
struct PlayerState {
    bool playing = false;
    Deck heard = Deck::Source;
    FrameCount position = 0;          ///< in source frames, of what is heard now (device latency taken off)
    FrameCount stylePosition = 0;     ///< in the style track's own frames
    float peakLeft = 0.0F;            ///< linear, since the last call
    float peakRight = 0.0F;
    double shortTermLufs = -70.0;     ///< of what is heard
    double levelMatchDb = 0.0;        ///< gain that level match applies to the heard deck
    std::uint64_t underruns = 0;      ///< blocks that the disk was late for; they were silent
    bool deviceLost = false;
    std::string deviceName;
    bool nullDevice = false;
};

/// Plays source, take and style track through one device: all decks at one position, switched and mixed in one
/// callback. Dial, A/B, volume and level match are heard with the next block, ramped over 5 ms.
///
/// Owned by one control thread (the GUI's or a test's); every function but the callback belongs to it and returns at
/// once. A fill thread reads the AudioSources ahead of the callback, resamples to the device's rate and hands blocks over
/// a lock-free ring; retired objects are freed on that thread. The callback itself never allocates, locks or waits.
class Player {
public:
    /// `device` as for openAudioDevice(). When it cannot be opened the null device is used and deviceProblem() says why.
    explicit Player(const std::string& device = {});
    ~Player();
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    /// nullptr removes. Setting a source of another shape removes the take. A take's layers must have the source's
    /// shape. While playing, playback goes on at the same position.
    void setSource(std::shared_ptr<const AudioSource> source);
    void setTake(std::shared_ptr<const PlayableTake> take);
    void setStyle(std::shared_ptr<const AudioSource> style);

    void play();
    void pause();
    void seek(FrameCount position);
    void setLoop(std::optional<FrameRange> loop);
    void hear(Deck deck);
    void setDial(const DialSetting& setting);
    void setVolume(double gain);          ///< 0 to 1
    void setLevelMatch(bool on);

    /// Switches the output; playback goes on from the same position. Same fallback as the constructor.
    void setDevice(const std::string& device);
    [[nodiscard]] std::string deviceProblem() const; ///< empty when the wished device runs
    [[nodiscard]] PlayerState state();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace morphony
