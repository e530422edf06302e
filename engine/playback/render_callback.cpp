// SPDX-License-Identifier: GPL-3.0-or-later
#include "playback/render_callback.h"

#include "core/realtime.h"

namespace morphony {

void RenderCallback::configure(SampleRate rate, int channels, FrameCount enoughFrames) {
    m_rampFrames = std::max(FrameCount{1}, framesOf(kRampSeconds, rate));
    m_enoughFrames = enoughFrames;
    m_oldMix.resize(channels, kSegment);
    m_offered.store(nullptr);
    m_current = m_next = m_old = nullptr;
    for (Stream* gone = nullptr; m_retired.tryPop(gone);) {
    }
    m_starved = false;
    m_transport.jumpTo(0.0F);
    readControls();
    rest();
}

void RenderCallback::render(AudioView out) noexcept {
    const RealtimeScope realtime;
    out.clear();
    readControls();
    adoptNext();
    for (FrameCount done = 0; done < out.frames(); adoptNext()) {
        const FrameCount frames = nextSegment(out.frames() - done);
        if (frames == 0) {
            rest();
            if (m_playing && m_starved) {
                m_telemetry.underruns.fetch_add(1, std::memory_order_relaxed);
            }
            break;
        }
        renderSegment(out.slice({done, done + frames}));
        done += frames;
    }
    publish();
}

void RenderCallback::readControls() {
    m_playing = m_controls.playing.load(std::memory_order_acquire);
    m_controls.dial.read(m_dial);
    m_volume.moveTo(m_controls.volume.load(std::memory_order_relaxed), m_rampFrames);
    const auto heard = static_cast<std::size_t>(m_controls.deck.load(std::memory_order_relaxed));
    for (std::size_t deck = 0; deck < kDecks; ++deck) {
        m_wished[deck].moveTo(deck == heard ? 1.0F : 0.0F, m_rampFrames);
        m_match[deck].moveTo(m_controls.matchGain[deck].load(std::memory_order_relaxed), m_rampFrames);
    }
}

void RenderCallback::adoptNext() {
    if (Stream* offered = m_offered.exchange(nullptr, std::memory_order_acq_rel)) {
        if (m_next != nullptr) {
            retire(m_next); // overtaken before its turn
        }
        m_next = offered;
    }
    if (m_next == nullptr || m_old != nullptr) {
        return;
    }
    catchUp();
    if (untilNext() != 0) {
        return;
    }
    m_old = std::exchange(m_current, std::exchange(m_next, nullptr));
    m_oldLeft = m_rampFrames;
    m_starved = false;
    if (m_old != nullptr && m_transport.silent()) {
        retire(std::exchange(m_old, nullptr));
    }
}

/// Frames until the next stream takes over: 0 now, negative when the disk was so late that its place has gone by.
FrameCount RenderCallback::untilNext() const {
    const auto& follows = m_next->start().follows;
    const bool inStep = follows && m_current != nullptr && follows->generation == m_current->start().generation;
    return inStep && !m_current->ended() && !m_next->ended() ? follows->frame + m_next->frame() - m_current->frame() : 0;
}

/// Runs a late stream forward, unheard, while the old one sounds on: four times as fast as it is heard at most.
void RenderCallback::catchUp() {
    static constexpr DeckGains kUnheard{};
    for (int turn = 0; turn < 4; ++turn) {
        const FrameCount frames = std::min({-untilNext(), kSegment, m_next->contiguous()});
        if (frames <= 0) {
            return;
        }
        m_next->setDial(m_dial);
        m_next->render(kUnheard, m_oldMix.view().slice({0, frames}));
    }
}

void RenderCallback::retire(Stream* stream) { m_retired.tryPush(std::move(stream)); }

/// How many frames can be rendered in one go, everything but ramps constant; 0 when there is nothing to hear.
FrameCount RenderCallback::nextSegment(FrameCount wanted) {
    if (m_current == nullptr) {
        return 0;
    }
    checkSupply();
    m_transport.moveTo(m_playing && !m_starved ? 1.0F : 0.0F, m_rampFrames);
    if (m_transport.silent()) {
        return 0;
    }
    FrameCount frames = std::min({wanted, kSegment, m_current->contiguous()});
    if (m_transport.framesLeft() > 0) {
        frames = std::min(frames, m_transport.framesLeft()); // a pause ends on its frame
    }
    if (m_old != nullptr) {
        const FrameCount ready = m_old->contiguous();
        frames = std::min({frames, m_oldLeft, ready > 0 ? ready : m_oldLeft});
    } else if (m_next != nullptr && untilNext() > 0) {
        frames = std::min(frames, untilNext());
    }
    return frames;
}

/// Starved: so little is ready that it is needed to fade out. Ends when enough has come to go on for a while.
void RenderCallback::checkSupply() {
    const FrameCount ready = m_current->contiguous() + m_current->available();
    if (m_current->complete()) {
        m_starved = false;
    } else if (m_starved) {
        m_starved = ready < m_enoughFrames;
    } else {
        m_starved = ready < kSegment + m_rampFrames;
    }
}

/// Nothing is heard: what would have been ramped is reached at once.
void RenderCallback::rest() {
    if (m_old != nullptr) {
        retire(std::exchange(m_old, nullptr));
    }
    m_transport.jumpTo(0.0F);
    m_volume.jumpTo(m_volume.target());
    for (std::size_t deck = 0; deck < kDecks; ++deck) {
        m_wished[deck].jumpTo(m_wished[deck].target());
        m_match[deck].jumpTo(m_match[deck].target());
    }
    if (m_current != nullptr) {
        m_current->setDial(m_dial);
    }
}

void RenderCallback::renderSegment(AudioView out) {
    const auto frames = static_cast<std::size_t>(out.frames());
    for (std::size_t deck = 0; deck < kDecks; ++deck) {
        m_gains.audible[deck] = !m_wished[deck].silent();
        m_wished[deck].fill(std::span(m_gains.wished[deck]).first(frames));
        m_match[deck].fill(std::span(m_gains.match[deck]).first(frames));
    }
    m_current->setDial(m_dial);
    m_current->render(m_gains, out);
    if (m_old != nullptr) {
        crossfadeWithOld(out);
    }
    const std::span<float> row = std::span(m_row).first(frames);
    const auto apply = [&](Ramp& ramp) {
        ramp.fill(row);
        for (int c = 0; c < out.channels(); ++c) {
            const std::span<float> samples = out.channel(c);
            for (std::size_t i = 0; i < frames; ++i) {
                samples[i] *= row[i];
            }
        }
    };
    apply(m_transport);
    report(out);
    apply(m_volume);
}

void RenderCallback::crossfadeWithOld(AudioView mix) {
    const AudioView old = m_oldMix.view().slice({0, mix.frames()});
    old.clear();
    if (m_old->contiguous() > 0) { // else it has ended: silence
        m_old->setDial(m_dial);
        m_old->render(m_gains, old);
    }
    for (int c = 0; c < mix.channels(); ++c) {
        const std::span<float> to = mix.channel(c);
        const std::span<const float> from = ConstAudioView(old).channel(c);
        for (std::size_t i = 0; i < to.size(); ++i) {
            const float share =
                static_cast<float>(m_oldLeft - static_cast<FrameCount>(i)) / static_cast<float>(m_rampFrames + 1);
            to[i] = to[i] * (1.0F - share) + from[i] * share;
        }
    }
    m_oldLeft -= mix.frames();
    if (m_oldLeft == 0) {
        retire(std::exchange(m_old, nullptr));
    }
}

/// Meters stand before the volume: they show the music's level, not the room's.
void RenderCallback::report(ConstAudioView heard) {
    HeardChunk chunk;
    chunk.frames = heard.frames();
    for (int side = 0; side < 2; ++side) {
        const auto index = static_cast<std::size_t>(side);
        const std::span<const float> samples = heard.channel(std::min(side, heard.channels() - 1));
        float peak = m_telemetry.peaks[index].load(std::memory_order_relaxed);
        for (const float sample : samples) {
            peak = std::max(peak, std::abs(sample));
        }
        m_telemetry.peaks[index].store(peak, std::memory_order_relaxed);
        std::ranges::copy(samples, chunk.samples[index].begin());
    }
    m_heard.tryPush(std::move(chunk)); // full: the meter misses a piece, the music goes on
}

void RenderCallback::publish() {
    if (m_current != nullptr) {
        const StreamPlace place{m_current->start().generation, m_current->frame()};
        if (m_current->ended()) {
            rest(); // also where the end is the block's: no crossfade is left for blocks that may never be asked for
            m_telemetry.endedGeneration.store(place.generation, std::memory_order_relaxed);
        }
        m_telemetry.ahead.store(m_current->complete() ? kAllOfIt : m_current->contiguous() + m_current->available(),
                                std::memory_order_relaxed);
        m_telemetry.place.store(place.packed(), std::memory_order_release);
    }
}

} // namespace morphony
