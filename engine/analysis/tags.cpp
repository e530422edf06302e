// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/tags.h"

#include "core/engine_error.h"
#include "dsp/frame_blocks.h"
#include "dsp/mono_source.h"
#include "dsp/musicnn_features.h"
#include "io/resampler.h"
#include "nn/musicnn/musicnn.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <numeric>

namespace morphony {

namespace {

constexpr SampleRate kRate = MusicnnFeatures::kRate;
constexpr FrameCount kPatch = Musicnn::kPatchFrames;
constexpr FrameCount kLeastFrames = kRate.hz / MusicnnFeatures::kHop; ///< a second
constexpr double kSilentPower = 1e-7;                                 ///< mean square, -70 dBFS

/// Both models' probabilities of their words, in their own order.
using Probabilities = std::vector<float>;

/// First spectrogram frame of each patch of a piece of `frames` frames; one of all frames when it is shorter than a patch.
std::vector<FrameCount> patchStarts(FrameCount frames) {
    const FrameCount whole = std::max<FrameCount>(frames / kPatch, 1);
    const FrameCount count = std::min<FrameCount>(whole, kTagPatches);
    std::vector<FrameCount> starts;
    for (FrameCount i = 0; i < count; ++i) {
        starts.push_back(whole <= kTagPatches ? i * kPatch : (2 * i + 1) * frames / (2 * count) - kPatch / 2);
    }
    return starts;
}

/// The samples under spectrogram frames [first, first + frames) at 16 kHz; those outside the piece are zero.
std::vector<float> samplesUnder(const AudioSource& mono, FrameCount first, FrameCount frames) {
    const FrameCount begin = first * MusicnnFeatures::kHop - MusicnnFeatures::kWindow / 2;
    const FrameCount count = MusicnnFeatures::samplesFor(frames);
    const SampleRate rate = mono.sampleRate();
    if (rate == kRate) {
        const AudioBuffer samples = readRange(mono, {begin, begin + count});
        return {samples.channel(0).begin(), samples.channel(0).end()};
    }
    // a tenth of a second more at both ends, for the resampler's filter to settle; the start is rounded to an own sample
    constexpr FrameCount kMargin = kRate.hz / 10;
    const auto at = [&](FrameCount sample) { return sample * rate.hz / kRate.hz; };
    const AudioBuffer own = readRange(mono, {at(begin - kMargin), at(begin + count + kMargin)});
    const AudioBuffer samples = resample(own.view(), rate, kRate);
    const auto from = samples.channel(0).begin() + kMargin;
    return {from, from + count};
}

double meanPower(std::span<const float> samples) {
    double sum = 0.0;
    for (const float sample : samples) {
        sum += static_cast<double>(sample) * sample;
    }
    return sum / static_cast<double>(samples.size());
}

struct Taggers {
    Musicnn sounds{openModel("musicnn-mtt")};
    Musicnn genres{openModel("musicnn-msd")};

    [[nodiscard]] std::vector<std::string> words() const {
        std::vector<std::string> words = sounds.tags();
        words.insert(words.end(), genres.tags().begin(), genres.tags().end());
        for (std::string& word : words) {
            std::ranges::transform(word, word.begin(), [](unsigned char letter) { return std::tolower(letter); });
        }
        return words;
    }

    /// Empty where nothing sounds.
    [[nodiscard]] Probabilities listen(std::span<const float> samples, FrameCount frames, const JobContext& context) const {
        if (meanPower(samples) < kSilentPower) {
            return {};
        }
        std::vector<float> features(static_cast<std::size_t>(frames * Musicnn::kBands));
        MusicnnFeatures().compute(samples, features);
        Probabilities all = sounds.run(features, context);
        const Probabilities more = genres.run(features, context);
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
};

std::vector<MusicTag> tagsOf(const std::vector<std::string>& words, const std::vector<Probabilities>& patches) {
    std::map<std::string, std::pair<double, int>> byWord;
    for (const Probabilities& patch : patches) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            auto& [sum, count] = byWord[words[i]];
            sum += patch[i];
            ++count;
        }
    }
    std::vector<MusicTag> tags;
    for (const auto& [word, value] : byWord) {
        tags.push_back({word, value.first / value.second});
    }
    std::ranges::stable_sort(tags, std::ranges::greater(), &MusicTag::probability);
    return tags;
}

/// Mean of some words of one model over the `count` patches where it is largest.
double strongest(const std::vector<Probabilities>& patches, const std::vector<std::size_t>& words, std::size_t count) {
    std::vector<double> means;
    for (const Probabilities& patch : patches) {
        double sum = 0.0;
        for (const std::size_t word : words) {
            sum += patch[word];
        }
        means.push_back(sum / static_cast<double>(words.size()));
    }
    std::ranges::sort(means, std::ranges::greater());
    return std::accumulate(means.begin(), means.begin() + static_cast<std::ptrdiff_t>(count), 0.0) /
           static_cast<double>(count);
}

/// Logistic regression (scikit-learn, C = 1 on standardised values, both classes of equal weight) fitted to five sung
/// tracks of marsshooter-data against 55 instrumental ones of warzone2100-music, wesnoth-1.16-music, widelands-data,
/// fretsonfire-songs-sectoid, davegnukem-data and freecol, five speakers of hedgewars-data, noise and a tone. Words for
/// voices count where they are strongest, in a third of the patches, because most songs are not sung from end to end.
/// Speech and rap sound like hip-hop to the network and instrumentals seldom, so that word tells speakers from singers.
double singingProbability(const Musicnn& sounds, const Musicnn& genres, const std::vector<Probabilities>& patches) {
    const auto in = [](const Musicnn& model, std::size_t offset, std::initializer_list<const char*> names) {
        std::vector<std::size_t> words;
        for (const char* name : names) {
            words.push_back(offset +
                            static_cast<std::size_t>(std::ranges::find(model.tags(), name) - model.tags().begin()));
        }
        return words;
    };
    const auto logit = [](double p) { return std::log(p / (1.0 - p)); };
    const std::size_t third = (patches.size() + 2) / 3;
    const auto all = patches.size();
    const double voice = strongest(patches, in(sounds, 0, {"vocal", "singing", "vocals"}), third);
    const double singers = strongest(patches, in(genres, Musicnn::kTags, {"female vocalists", "male vocalists"}), third);
    const double instrumental = strongest(patches, in(genres, Musicnn::kTags, {"instrumental"}), all);
    const double hipHop = strongest(patches, in(genres, Musicnn::kTags, {"Hip-Hop"}), all);
    const double sum =
        -4.928 + 0.758 * logit(voice) + 0.929 * logit(singers) - 1.150 * logit(instrumental) - 1.179 * logit(hipHop);
    return 1.0 / (1.0 + std::exp(-sum));
}

} // namespace

TagSet analyseTags(const AudioSource& audio, JobContext& context) {
    TagSet result;
    const MonoSource mono(audio);
    const FrameCount frames = framesOf(audio.seconds(), kRate) / MusicnnFeatures::kHop + 1;
    if (frames <= kLeastFrames) {
        return result;
    }
    std::optional<Taggers> taggers;
    try {
        taggers.emplace();
    } catch (const EngineError& error) {
        if (error.kind() != ErrorKind::MissingResource) {
            throw;
        }
        result.problem = error.what();
        return result;
    }
    const std::vector<FrameCount> starts = patchStarts(frames);
    std::vector<Probabilities> patches(starts.size());
    forFrameBlocks(static_cast<FrameCount>(starts.size()), 1, {context}, [&](FrameRange patch) {
        context.checkCancelled();
        const auto i = static_cast<std::size_t>(patch.begin);
        const FrameCount length = std::min(frames, kPatch);
        patches[i] = taggers->listen(samplesUnder(mono, starts[i], length), length, context);
    });
    std::erase_if(patches, [](const Probabilities& patch) { return patch.empty(); });
    if (!patches.empty()) {
        result.tags = tagsOf(taggers->words(), patches);
        result.singing = singingProbability(taggers->sounds, taggers->genres, patches);
    }
    return result;
}

} // namespace morphony
