// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/content_limit.h"

#include "analysis/metrics/note_metrics.h"
#include "analysis/metrics/song_kept.h"
#include "dsp/chroma.h"
#include "io/resampled.h"
#include "morph/monotone.h"
#include "nn/basic_pitch/basic_pitch.h"

#include <algorithm>

namespace morphony {

namespace {

constexpr int kSteps = 4;

/// What is heard of the notes and the harmony of a mix.
struct HeardNotes {
    std::vector<ChromaFrame> chroma;
    NotePosteriors notes;
};

HeardNotes hear(const BasicPitch& transcriber, AudioBuffer audio, SampleRate rate, JobContext& context) {
    const BufferSource mix(std::move(audio), rate);
    return {chromagram(mix, context), transcriber.transcribe(*resampledMono(mix, BasicPitch::kRate, context), context)};
}

AudioBuffer mixOf(std::span<const AudioBuffer> layers, std::span<const float> gains) {
    AudioBuffer mix(layers.front().channels(), layers.front().frames());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        for (int c = 0; c < mix.channels(); ++c) {
            std::ranges::transform(layers[i].channel(c), mix.channel(c), mix.channel(c).begin(),
                                   [gain = gains[i]](float sample, float sum) { return sum + gain * sample; });
        }
    }
    return mix;
}

} // namespace

std::vector<ContentPoint> measureContentOverDial(const MixLaw& law, std::span<const AudioBuffer> excerpts, SampleRate rate,
                                                 JobContext& context) {
    const BasicPitch transcriber;
    const HeardNotes source = hear(transcriber, excerpts.front(), rate, context);
    const double floor = chromaFloor(source.chroma);
    std::vector<float> gains(excerpts.size());
    std::vector<ContentPoint> points{{}};
    for (int step = 1; step <= kSteps; ++step) {
        const double dial = static_cast<double>(step) / kSteps;
        law.gains({dial, {}, {}, {}}, gains);
        const HeardNotes mix = hear(transcriber, mixOf(excerpts, gains), rate, context);
        NoteComparison notes;
        notes.add(source.notes.note, mix.notes.note, NotePosteriors::kKeys);
        const auto kept = songKept(chromaSimilarity(source.chroma, mix.chroma).soft, floor, notes.recall(), std::nullopt);
        if (!kept) {
            return {};
        }
        points.push_back({dial, 1.0 - *kept, notes.jaccardDistance().value_or(0.0)});
    }
    return points;
}

std::optional<double> dialWithin(std::span<const ContentPoint> points, double ContentPoint::*figure, double most) {
    std::vector<double> values;
    std::ranges::transform(points, std::back_inserter(values), [&](const ContentPoint& point) { return point.*figure; });
    values = nonDecreasing(values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] <= most) {
            continue;
        }
        if (i == 0) {
            return 0.0;
        }
        const double share = (most - values[i - 1]) / (values[i] - values[i - 1]);
        return points[i - 1].dial + share * (points[i].dial - points[i - 1].dial);
    }
    return std::nullopt;
}

Curve stoppedAt(const Curve& curve, double dial) {
    std::vector<Curve::Point> points;
    std::ranges::copy_if(curve.points(), std::back_inserter(points),
                         [&](const Curve::Point& point) { return point.x < dial; });
    points.push_back({dial, curve(dial)});
    return Curve(std::move(points));
}

} // namespace morphony
