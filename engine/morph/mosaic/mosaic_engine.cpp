// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/mosaic_engine.h"

#include "core/engine_error.h"
#include "morph/mosaic/colour.h"
#include "morph/mosaic/colour_render.h"
#include "morph/style_sections.h"
#include "morph/setting_value.h"

#include <array>

namespace morphony {

namespace {

/// 46 ms at 44.1 kHz: short enough for attacks, long enough to part the lowest bands.
constexpr StftShape kShape{2048, 512};
/// Where on the way to the style the anchors stand. Between two of them the gains of one band differ by about half the cap
/// at most, so that the crossfade follows the straight way in dB within 2 dB; the dial's calibration takes out the rest.
constexpr std::array kAnchors{0.5, 1.0};
/// More of a style track than this does not change its statistics.
constexpr double kMostStyleSeconds = 600.0;
/// Bands are compared up to this share of the lower Nyquist frequency; above it anti-alias filters have cut.
constexpr double kUsableNyquist = 0.95;

constexpr const char* kListening = "Listening to the style track";
constexpr const char* kMeasuring = "Measuring the source";
constexpr const char* kColouring = "Colouring";

Gaussian styleStatistics(const AudioSource& style, const BandLayout& layout, std::uint64_t seed, JobContext& context) {
    const FrameCount frames = layout.shape().framesFor(style.frames());
    const double framesASecond = static_cast<double>(style.sampleRate().hz) / layout.shape().hop;
    const auto ranges = styleSections(frames, framesASecond, seed, kMostStyleSeconds);
    const BandFrames bands = measureBands(style, layout, ranges, {context});
    const FrameLevels levels = measureLevels(bands, layout);
    if (levels.silent) {
        throw EngineError(ErrorKind::BadUsage, "The style track is silent" +
                                                   std::string(ranges.size() > 1 || ranges.front().size() < frames
                                                                   ? " in the sections that this seed listens to"
                                                                   : "") +
                                                   ", so it has no colour to take; choose another track or seed.");
    }
    return shapeStatistics(bands, levels, {}, layout, context);
}

/// Rises over [from, peak] and, unless it is the last, falls over [peak, to].
Curve anchorGain(std::size_t anchor) {
    const double from = anchor == 0 ? 0.0 : kAnchors[anchor - 1];
    std::vector<Curve::Point> points{{from, 0.0}, {kAnchors[anchor], 1.0}};
    if (anchor + 1 < kAnchors.size()) {
        points.push_back({kAnchors[anchor + 1], 0.0});
    }
    return Curve(std::move(points));
}

} // namespace

std::string MosaicEngine::summary() const { return "the source's own notes in the style track's colour and dynamics"; }

std::vector<std::pair<std::string, std::string>> MosaicEngine::settings() const {
    return {{"cap", "largest boost or cut of a band in dB, 3 to 36 (24)"}};
}

std::vector<std::pair<std::string, double>> MosaicEngine::stages() const {
    return {{kListening, 1.0}, {kMeasuring, 1.0}, {kColouring, 6.0}};
}

MixLaw::LayerGain MosaicEngine::sourceGain() const {
    return {Curve({{0.0, 1.0}, {kAnchors.front(), 0.0}}), Aspect::Timbre, true};
}

EngineOutput MosaicEngine::morph(const MorphInput& input, std::uint64_t seed, JobContext& context) const {
    ColourSettings settings;
    settings.capDb = numberSetting(input.request, "cap", settings.capDb, 3.0, 36.0);

    const AudioSource& source = *input.source;
    const AudioSource& style = *input.style;
    const double limitHz = kUsableNyquist * std::min(source.sampleRate().hz, style.sampleRate().hz) / 2.0;
    const BandLayout sourceLayout(kShape.scaledTo(source.sampleRate()), source.sampleRate(), limitHz);
    const BandLayout styleLayout(kShape.scaledTo(style.sampleRate()), style.sampleRate(), limitHz);

    context.beginStage(kListening);
    const Gaussian goal = styleStatistics(style, styleLayout, seed, context);

    context.beginStage(kMeasuring);
    const std::array whole{FrameRange{0, sourceLayout.shape().framesFor(source.frames())}};
    const ColourSource measured =
        colourSource(sourceLayout, source.sampleRate(), measureBands(source, sourceLayout, whole, {context}), context);

    context.beginStage(kColouring);
    constexpr double kGainShare = 0.15; // of the stage's time; the rest is synthesis
    std::vector<BandFrames> gains;
    for (std::size_t i = 0; i < kAnchors.size(); ++i) {
        const double width = kGainShare / kAnchors.size();
        const auto step = static_cast<double>(i);
        gains.push_back(colourGains(measured, goal, kAnchors[i], settings, {context, step * width, (step + 1.0) * width}));
    }
    const HarmonicLock lock(source.sampleRate(), limitHz, sourceLayout.shape());
    const auto audio = renderColours(source, sourceLayout, lock, gains, {context, kGainShare, 1.0});

    std::vector<Layer> layers;
    for (std::size_t i = 0; i < kAnchors.size(); ++i) {
        layers.push_back({"Colour " + std::to_string(static_cast<int>(kAnchors[i] * 100.0)) + " %", LayerRole::Texture, audio[i],
                          MixLaw::LayerGain{anchorGain(i), Aspect::Timbre, true}});
    }
    return {std::move(layers), nullptr, {}};
}

} // namespace morphony
