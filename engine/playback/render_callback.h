// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spsc_ring.h"
#include "playback/audio_device.h"
#include "playback/controls.h"
#include "playback/ramp.h"
#include "playback/stream.h"

namespace morphony {

/// What the device calls: renders the current stream, crossfades into the next one, applies A/B, level match, transport
/// and volume ramps, and reports place, peaks and underruns. Never allocates, locks or waits.
///
/// configure() and the constructor run while no device calls render(); offer() and the rings' other ends belong to the
/// fill thread, which owns every stream: the callback only borrows them between offer() and takeRetired().
class RenderCallback final : public AudioCallback {
public:
    RenderCallback(const Controls& controls, Telemetry& telemetry) : m_controls(controls), m_telemetry(telemetry) {}

    /// For a device about to start. Forgets every stream. `enoughFrames` must be ready before a starved stream goes on.
    void configure(SampleRate rate, int channels, FrameCount enoughFrames);
    void render(AudioView out) noexcept override;

    // ---- fill thread
    /// Hands `next` over, to be played as its start says. Returns the one offered before if it was never looked at: it
    /// is the fill thread's again.
    [[nodiscard]] Stream* offer(Stream* next) { return m_offered.exchange(next, std::memory_order_acq_rel); }
    /// A stream that the callback is done with; false when there is none.
    bool takeRetired(Stream*& stream) { return m_retired.tryPop(stream); }
    bool takeHeard(HeardChunk& chunk) { return m_heard.tryPop(chunk); }

private:
    static constexpr FrameCount kSegment = DeckGains::kFrames;

    void readControls();
    void adoptNext();
    void catchUp();
    [[nodiscard]] FrameCount untilNext() const;
    void retire(Stream* stream);
    [[nodiscard]] FrameCount nextSegment(FrameCount wanted);
    void checkSupply();
    void rest();
    void renderSegment(AudioView out);
    void crossfadeWithOld(AudioView mix);
    void report(ConstAudioView heard);
    void publish();

    const Controls& m_controls;
    Telemetry& m_telemetry;

    // set by configure()
    FrameCount m_rampFrames = 1;
    FrameCount m_enoughFrames = 0;
    AudioBuffer m_oldMix;

    // both
    std::atomic<Stream*> m_offered{nullptr};
    SpscRing<Stream*> m_retired{64};   // far more than ever exist at once
    SpscRing<HeardChunk> m_heard{256}; // a second and more

    // callback
    Stream* m_current = nullptr;
    Stream* m_next = nullptr; ///< taken from m_offered, waiting for its place
    Stream* m_old = nullptr;  ///< fading out
    FrameCount m_oldLeft = 0; ///< of the crossfade
    bool m_playing = false;
    bool m_starved = false;
    DialSetting m_dial;
    Ramp m_transport;
    Ramp m_volume;
    std::array<Ramp, kDecks> m_wished;
    std::array<Ramp, kDecks> m_match;
    DeckGains m_gains;
    DeckGains::Row m_row{};
};

} // namespace morphony
