// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-timbre FILE...: how well the timbre distance tells tracks apart, and how often the click detector fires on
// music. For each track of 40 s or more, both halves; a half is retrieved when its own other half is the nearest of all
// other halves. Prints the rank-1 rate, what a gain of 20 dB and a shorter excerpt change, and the clicks.
#include "analysis/metrics/clicks.h"
#include "analysis/metrics/event_matching.h"
#include "core/engine_error.h"
#include "io/audio_cache.h"
#include "morph/timbre_distance.h"

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace morphony;

namespace {

constexpr double kShortestSeconds = 40.0;
constexpr double kMostSeconds = 90.0; // of a half
constexpr double kExcerptSeconds = 20.0;
constexpr double kLimitHz = 16'000.0;
constexpr double kJumpSpacingSeconds = 2.0;

struct Track {
    std::string name;
    TimbreProfile halves[2], quiet, excerpt;
    double clicksAMinute = 0.0;
    double jumpsFound[3]{}; ///< share of the jumps at -30, -40 and -50 dBFS
};

AudioBuffer scaled(AudioBuffer buffer, float gain) {
    for (int c = 0; c < buffer.channels(); ++c) {
        for (float& sample : buffer.channel(c)) {
            sample *= gain;
        }
    }
    return buffer;
}

TimbreProfile profileOf(const AudioSource& audio) {
    JobContext context;
    return timbreProfile(audio, kLimitHz, kMostSeconds, {context});
}

double shareOfJumpsFound(AudioBuffer buffer, SampleRate rate, double size) {
    std::vector<double> jumps;
    for (double at = 1.0; at + 1.0 < secondsOf(buffer.frames(), rate); at += kJumpSpacingSeconds) {
        jumps.push_back(at);
        for (int c = 0; c < buffer.channels(); ++c) {
            for (FrameCount n = 0; n < rate.hz / 20; ++n) { // dies away within 50 ms
                const double fade = 1.0 - static_cast<double>(n) / (rate.hz / 20);
                buffer.channel(c)[static_cast<std::size_t>(framesOf(at, rate) + n)] += static_cast<float>(size * fade * fade);
            }
        }
    }
    JobContext context;
    const auto found = findClicks(BufferSource(std::move(buffer), rate), {context});
    return static_cast<double>(matchedEvents(jumps, found, 0.002)) / static_cast<double>(jumps.size());
}

Track measured(const std::string& file, const std::shared_ptr<const AudioSource>& audio) {
    const FrameCount half = audio->frames() / 2;
    const SampleRate rate = audio->sampleRate();
    Track track{.name = file.substr(file.rfind('/') + 1)};
    track.halves[0] = profileOf(ExcerptSource(audio, {0, half}));
    track.halves[1] = profileOf(ExcerptSource(audio, {half, 2 * half}));
    const FrameCount begin = half - framesOf(kExcerptSeconds / 2.0, rate);
    const AudioBuffer excerpt = readRange(*audio, {begin, begin + framesOf(kExcerptSeconds, rate)});
    track.excerpt = profileOf(BufferSource(excerpt, rate));
    track.quiet = profileOf(BufferSource(scaled(excerpt, 0.1F), rate));
    JobContext context;
    track.clicksAMinute = static_cast<double>(findClicks(*audio, {context}).size()) * 60.0 / audio->seconds();
    for (int i = 0; i < 3; ++i) {
        track.jumpsFound[i] = shareOfJumpsFound(excerpt, rate, gainFromDb(-30.0 - 10.0 * i));
    }
    return track;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0.0 : values[values.size() / 2];
}

void print(const std::vector<Track>& tracks) {
    std::size_t right = 0;
    std::vector<double> within, between, level, length, clicks;
    std::vector<double> jumps[3];
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        const Track& track = tracks[i];
        for (int side = 0; side < 2; ++side) {
            std::size_t nearest = i;
            double least = *timbreDistance(track.halves[side], track.halves[1 - side]);
            for (std::size_t j = 0; j < tracks.size(); ++j) {
                const double distance = *timbreDistance(track.halves[side], tracks[j].halves[1 - side]);
                if (j != i) {
                    between.push_back(distance);
                    nearest = distance < least ? j : nearest;
                    least = std::min(least, distance);
                }
            }
            right += nearest == i ? 1 : 0;
            if (nearest != i) {
                std::printf("  %s is nearer to %s\n", track.name.c_str(), tracks[nearest].name.c_str());
            }
        }
        within.push_back(*timbreDistance(track.halves[0], track.halves[1]));
        level.push_back(*timbreDistance(track.excerpt, track.quiet));
        length.push_back(*timbreDistance(track.excerpt, track.halves[0]));
        clicks.push_back(track.clicksAMinute);
        for (int k = 0; k < 3; ++k) {
            jumps[k].push_back(track.jumpsFound[k]);
        }
        if (track.clicksAMinute > 0.5) {
            std::printf("  %s: %.1f clicks a minute\n", track.name.c_str(), track.clicksAMinute);
        }
    }
    std::printf("timbre distance: %zu tracks, rank-1 %.3f, median within %.2f, between %.2f\n", tracks.size(),
                static_cast<double>(right) / static_cast<double>(2 * tracks.size()), median(within), median(between));
    std::printf("  20 dB softer: median %.4f, most %.4f; 20 s against a half: median %.2f\n", median(level),
                level.empty() ? 0.0 : *std::ranges::max_element(level), median(length));
    std::printf("clicks: median %.2f a minute, %td of %zu tracks above 0.5; jumps found at -30, -40, -50 dBFS: %.2f %.2f %.2f\n",
                median(clicks), std::ranges::count_if(clicks, [](double rate) { return rate > 0.5; }), clicks.size(),
                median(jumps[0]), median(jumps[1]), median(jumps[2]));
}

} // namespace

int main(int count, char** arguments) {
    std::vector<Track> tracks;
    for (int i = 1; i < count; ++i) {
        try {
            JobContext context;
            const auto audio = loadAudio(arguments[i], context).audio;
            if (audio->seconds() < kShortestSeconds || audio->sampleRate().hz < 44'100) {
                continue;
            }
            tracks.push_back(measured(arguments[i], audio));
            if (tracks.back().halves[0].silent || tracks.back().halves[1].silent) {
                tracks.pop_back();
            }
        } catch (const EngineError& error) {
            std::fprintf(stderr, "%s\n", error.what());
        }
    }
    print(tracks);
    return 0;
}
