// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_buffer.h"
#include "io/audio_reader.h"
#include "io/audio_writer.h"

#include <cmath>
#include <numbers>
#include <QString>
#include <random>

namespace morphony::test {

constexpr SampleRate kTestRate{44'100};

/// Two voices of a falling scale, a little apart in stereo: a song with notes and level changes.
inline AudioBuffer scaleSong(double seconds) {
    AudioBuffer audio(2, framesOf(seconds, kTestRate));
    for (FrameCount i = 0; i < audio.frames(); ++i) {
        const double t = secondsOf(i, kTestRate);
        const double note = 60.0 - std::floor(t * 3.0 - 7.0 * std::floor(t * 3.0 / 7.0)); // three notes a second
        const double hz = 440.0 * std::exp2((note - 69.0) / 12.0);
        const double envelope = 0.3 * std::exp(-3.0 * (t * 3.0 - std::floor(t * 3.0)));
        double left = 0.0;
        double right = 0.0;
        for (int partial = 1; partial <= 6; ++partial) {
            left += std::sin(2.0 * std::numbers::pi * hz * partial * t) / partial;
            right += std::sin(2.0 * std::numbers::pi * hz * 1.5 * partial * t + 1.0) / partial;
        }
        audio.channel(0)[static_cast<std::size_t>(i)] = static_cast<float>(envelope * (left + 0.4 * right));
        audio.channel(1)[static_cast<std::size_t>(i)] = static_cast<float>(envelope * (right + 0.4 * left));
    }
    return audio;
}

/// Bright noise with a beat: of quite another colour.
inline AudioBuffer noiseStyle(double seconds) {
    AudioBuffer audio(2, framesOf(seconds, kTestRate));
    std::mt19937 random(7);
    std::uniform_real_distribution<float> uniform(-0.25F, 0.25F);
    for (int c = 0; c < 2; ++c) {
        float previous = 0.0F;
        for (FrameCount i = 0; i < audio.frames(); ++i) {
            const float now = uniform(random);
            const auto beat = static_cast<float>(std::exp(-2.0 * std::fmod(secondsOf(i, kTestRate), 0.5)));
            audio.channel(c)[static_cast<std::size_t>(i)] = (now - 0.9F * previous) * beat; // high-passed
            previous = now;
        }
    }
    return audio;
}

inline void writeAudioFile(const QString& file, const AudioBuffer& audio, AudioWriteSettings settings = {}) {
    AudioWriter writer(file.toStdString(), kTestRate, audio.channels(), settings);
    writer.write(audio.view());
    writer.commit();
}

inline AudioBuffer readAudioFile(const QString& file) {
    const auto reader = openAudio(file.toStdString());
    AudioBuffer all(reader->info().channels, reader->info().frames.value());
    FrameCount at = 0;
    for (FrameCount got = -1; got != 0 && at < all.frames(); at += got) {
        got = reader->read(all.view().slice({at, all.frames()}));
    }
    return at == all.frames() ? all : AudioBuffer();
}

/// Same shape and, in `range`, the same bits in every channel.
inline bool sameBits(const AudioBuffer& a, const AudioBuffer& b, FrameRange range) {
    if (a.channels() != b.channels() || a.frames() != b.frames() || a.channels() == 0) {
        return false;
    }
    for (int c = 0; c < a.channels(); ++c) {
        if (std::memcmp(a.channel(c).data() + range.begin, b.channel(c).data() + range.begin,
                        static_cast<std::size_t>(range.size()) * sizeof(float)) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace morphony::test
