// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-timbre FILE...: how well the timbre distance tells tracks apart, and how often the click detector fires on
// music. For each track of 40 s or more, both halves; a half is retrieved when its own other half is the nearest of all
// other halves. Prints the rank-1 rate, what 20 dB more or less and a shorter excerpt change, whether the distance to the
// next track falls all along a crossfade to it, and the clicks.
#include "analysis/metrics/clicks.h"
#include "analysis/metrics/event_matching.h"
#include "core/engine_error.h"
#include "io/audio_cache.h"
#include "morph/timbre_distance.h"

#include <algorithm>
#include <cmath>
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
    TimbreProfile halves[2], excerpt, softer, louder;
    SampleRate rate;
    AudioBuffer sound; ///< the excerpt's
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
                buffer.channel(c)[static_cast<std::size_t>(framesOf(at, rate) + n)] +=
                    static_cast<float>(size * fade * fade);
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
    Track track;
    track.name = file.substr(file.rfind('/') + 1);
    track.halves[0] = profileOf(ExcerptSource(audio, {0, half}));
    track.halves[1] = profileOf(ExcerptSource(audio, {half, 2 * half}));
    const FrameCount begin = half - framesOf(kExcerptSeconds / 2.0, rate);
    const AudioBuffer excerpt = readRange(*audio, {begin, begin + framesOf(kExcerptSeconds, rate)});
    track.excerpt = profileOf(BufferSource(excerpt, rate));
    track.softer = profileOf(BufferSource(scaled(excerpt, 0.1F), rate));
    track.louder = profileOf(BufferSource(scaled(excerpt, 10.0F), rate));
    track.rate = rate;
    track.sound = excerpt;
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

double most(const std::vector<double>& values) { return values.empty() ? 0.0 : *std::ranges::max_element(values); }

/// The track whose `other` side is nearest to `query`.
template <typename Other>
std::size_t nearestTo(const TimbreProfile& query, const std::vector<Track>& tracks, Other other) {
    std::vector<double> distances;
    for (const Track& track : tracks) {
        distances.push_back(*timbreDistance(query, other(track)));
    }
    return static_cast<std::size_t>(std::ranges::min_element(distances) - distances.begin());
}

void printRetrieval(const std::vector<Track>& tracks) {
    std::size_t halves = 0;
    std::size_t excerpts = 0;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        for (int side = 0; side < 2; ++side) {
            const std::size_t nearest =
                nearestTo(tracks[i].halves[side], tracks, [&](const Track& t) { return t.halves[1 - side]; });
            halves += nearest == i ? 1 : 0;
            if (nearest != i) {
                std::printf("  half %d of %s is nearer to %s\n", side + 1, tracks[i].name.c_str(),
                            tracks[nearest].name.c_str());
            }
        }
        excerpts += nearestTo(tracks[i].excerpt, tracks, [](const Track& t) { return t.halves[0]; }) == i ? 1 : 0;
    }
    const auto count = static_cast<double>(tracks.size());
    std::printf("timbre distance: %zu tracks, rank-1 of halves %.3f, of 20 s among first halves %.3f\n", tracks.size(),
                static_cast<double>(halves) / (2.0 * count), static_cast<double>(excerpts) / count);
}

/// What level and length change, as shares of the distance between different tracks.
void printInvariance(const std::vector<Track>& tracks) {
    std::vector<double> within, between, softer, louder, length;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        const Track& track = tracks[i];
        within.push_back(*timbreDistance(track.halves[0], track.halves[1]));
        for (std::size_t j = 0; j < tracks.size(); ++j) {
            if (j != i) {
                const double whole = *timbreDistance(track.halves[0], tracks[j].halves[0]);
                const auto change = [&](const TimbreProfile& changed, const TimbreProfile& from) {
                    const double before = *timbreDistance(from, tracks[j].halves[0]);
                    return std::abs(*timbreDistance(changed, tracks[j].halves[0]) - before) / before;
                };
                between.push_back(whole);
                softer.push_back(change(track.softer, track.excerpt));
                louder.push_back(change(track.louder, track.excerpt));
                length.push_back(change(track.excerpt, track.halves[0]));
            }
        }
    }
    std::printf("  median within a track %.2f, between tracks %.2f\n", median(within), median(between));
    std::printf("  change of the distance to other tracks: 20 dB softer median %.4f most %.4f, 20 dB louder median %.4f "
                "most %.4f, 20 s for a half median %.3f\n",
                median(softer), most(softer), median(louder), most(louder), median(length));
}

/// Crossfades of equal power and equal loudness from each track to the next: does every step come nearer?
void printCrossfades(const std::vector<Track>& tracks) {
    constexpr int kSteps = 4;
    std::size_t falling = 0;
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        const Track& from = tracks[i];
        const Track& to = tracks[(i + 1) % tracks.size()];
        if (from.rate != to.rate || from.sound.channels() != to.sound.channels()) {
            continue;
        }
        const auto powerOf = [](const AudioBuffer& sound) {
            double sum = 0.0;
            for (int c = 0; c < sound.channels(); ++c) {
                for (const float sample : sound.channel(c)) {
                    sum += static_cast<double>(sample) * sample;
                }
            }
            return sum;
        };
        const double match = std::sqrt(powerOf(from.sound) / std::max(powerOf(to.sound), 1e-12));
        double last = 1e9;
        bool falls = true;
        for (int step = 0; step <= kSteps; ++step) {
            const double angle = 1.5707963267948966 * step / kSteps;
            AudioBuffer mix = scaled(from.sound, static_cast<float>(std::cos(angle)));
            for (int c = 0; c < mix.channels(); ++c) {
                for (std::size_t n = 0; n < mix.channel(c).size(); ++n) {
                    mix.channel(c)[n] += static_cast<float>(match * std::sin(angle)) * to.sound.channel(c)[n];
                }
            }
            const double distance = *timbreDistance(profileOf(BufferSource(std::move(mix), from.rate)), to.excerpt);
            falls = falls && distance < last;
            last = distance;
        }
        falling += falls ? 1 : 0;
        ++pairs;
    }
    std::printf("  crossfades to another track in %d steps: %zu of %zu come nearer with every step\n", kSteps, falling,
                pairs);
}

void printClicks(const std::vector<Track>& tracks) {
    std::vector<double> clicks;
    std::vector<double> jumps[3];
    for (const Track& track : tracks) {
        clicks.push_back(track.clicksAMinute);
        for (int k = 0; k < 3; ++k) {
            jumps[k].push_back(track.jumpsFound[k]);
        }
        if (track.clicksAMinute > 0.5) {
            std::printf("  %s: %.1f clicks a minute\n", track.name.c_str(), track.clicksAMinute);
        }
    }
    std::printf(
        "clicks: median %.2f a minute, %td of %zu tracks above 0.5; jumps found at -30, -40, -50 dBFS: %.2f %.2f %.2f\n",
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
    if (tracks.empty()) {
        std::fprintf(stderr, "no track of 40 s at 44,100 Hz or more was given\n");
        return 1;
    }
    printRetrieval(tracks);
    printInvariance(tracks);
    printCrossfades(tracks);
    printClicks(tracks);
    return 0;
}
