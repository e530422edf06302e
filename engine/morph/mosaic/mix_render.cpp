// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/mix_render.h"

#include "dsp/mel_bands.h"
#include "dsp/stft.h"
#include "morph/mosaic/comb.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace morphony {

namespace {

using Bin = std::complex<float>;

constexpr std::size_t kParts = 4;
enum Part : std::size_t { kHarmonic, kPercussive, kNotes, kHits };
constexpr float kNothingDb = -130.0F;
constexpr std::size_t kCombReach = 15; // bins either way, 160 Hz
/// Frames that are kept between planning and rendering, in bytes per thread.
constexpr std::size_t kBlockBytes = 50'000'000;
constexpr FrameCount kMeasuredAtOnce = 64;

/// a += gains * b
void addProduct(std::span<const Bin> b, std::span<const float> gains, std::span<Bin> a) {
    const auto* in = reinterpret_cast<const float*>(b.data());
    auto* out = reinterpret_cast<float*>(a.data());
    for (std::size_t k = 0; k < gains.size(); ++k) {
        out[2 * k] += gains[k] * in[2 * k];
        out[2 * k + 1] += gains[k] * in[2 * k + 1];
    }
}

void multiply(std::span<Bin> a, std::span<const float> gains) {
    auto* out = reinterpret_cast<float*>(a.data());
    for (std::size_t k = 0; k < gains.size(); ++k) {
        out[2 * k] *= gains[k];
        out[2 * k + 1] *= gains[k];
    }
}

} // namespace

/// Spectra of all parts, one frame after the other.
class MixRender::Frames {
public:
    Frames(const MixRender& owner)
        : m_bins(static_cast<std::size_t>(owner.m_layout.shape().bins())),
          m_channels(static_cast<std::size_t>(owner.m_channels)), m_spectra(kParts * m_channels * m_bins),
          m_comb(m_bins, kCombReach), m_magnitudes(m_bins), m_gains(m_bins) {
        const std::array<const AudioSource*, kParts> sources{owner.m_parts.harmonic.get(), owner.m_parts.percussive.get(),
                                                             owner.m_parts.notes.get(), owner.m_parts.hits.get()};
        for (std::size_t part = 0; part < kParts; ++part) {
            if (sources[part] != nullptr) {
                m_analysers[part].emplace(*sources[part], owner.m_layout.shape());
            }
        }
    }

    void transform(FrameCount t) {
        for (std::size_t part = 0; part < kParts; ++part) {
            if (!m_analysers[part]) {
                continue;
            }
            m_analysers[part]->transform(t);
            for (std::size_t c = 0; c < m_channels; ++c) {
                std::ranges::copy(m_analysers[part]->bins(static_cast<int>(c)), bins(part, c).begin());
            }
        }
        std::ranges::fill(m_magnitudes, 0.0F);
        for (std::size_t b = 0; b < m_bins; ++b) {
            Bin mean;
            for (std::size_t c = 0; c < m_channels; ++c) {
                mean += bins(kHarmonic, c)[b];
            }
            m_magnitudes[b] = std::sqrt(std::norm(mean)) / static_cast<float>(m_channels);
        }
        m_comb.gains(m_magnitudes, m_gains);
        for (std::size_t c = 0; c < m_channels; ++c) {
            multiply(bins(kNotes, c), m_gains);
        }
    }

    [[nodiscard]] std::span<Bin> all() { return m_spectra; }
    [[nodiscard]] std::span<Bin> bins(std::size_t part, std::size_t channel) {
        return std::span(m_spectra).subspan((part * m_channels + channel) * m_bins, m_bins);
    }

private:
    std::size_t m_bins;
    std::size_t m_channels;
    std::vector<Bin> m_spectra;
    std::array<std::optional<StftAnalyser>, kParts> m_analysers;
    Comb m_comb;
    std::vector<float> m_magnitudes;
    std::vector<float> m_gains;
};

MixRender::MixRender(const MixParts& parts, const BandLayout& layout)
    : m_parts(parts), m_layout(layout), m_rate(parts.harmonic->sampleRate()), m_channels(parts.harmonic->channels()),
      m_samples(parts.harmonic->frames()), m_lock(layout.shape(), m_rate) {}

void MixRender::measure(Frames& frames, FrameCount t, MixBands& bands, FrameCount row) const {
    frames.transform(t);
    const auto channels = static_cast<std::size_t>(m_channels);
    const float share = 1.0F / static_cast<float>(m_channels);
    std::vector<float> power(static_cast<std::size_t>(m_layout.shape().bins()));
    const std::array<BandFrames*, kParts> out{&bands.harmonic, &bands.percussive, &bands.notes, &bands.hits};
    for (std::size_t part = 0; part < kParts; ++part) {
        if (part == kHits && !m_parts.hits) {
            std::ranges::fill(bands.hits.row(row), kNothingDb);
            continue;
        }
        std::ranges::fill(power, 0.0F);
        for (std::size_t c = 0; c < channels; ++c) {
            addPowerSpectrum(frames.bins(part, c), share, power);
        }
        m_layout.measure(power, out[part]->row(row));
    }
    std::ranges::fill(power, 0.0F);
    std::vector<Bin> whole(power.size());
    for (std::size_t c = 0; c < channels; ++c) {
        std::ranges::transform(frames.bins(kHarmonic, c), frames.bins(kPercussive, c), whole.begin(), std::plus{});
        addPowerSpectrum(whole, share, power);
    }
    m_layout.measure(power, bands.source.row(row));
}

std::vector<MixBands> MixRender::measure(std::span<const FrameRange> ranges, const ProgressSpan& progress) const {
    struct Place {
        std::size_t section;
        FrameRange frames; ///< of the piece
    };
    std::vector<MixBands> sections;
    std::vector<Place> places;
    for (const FrameRange& range : ranges) {
        for (FrameCount begin = range.begin; begin < range.end; begin += kMeasuredAtOnce) {
            places.push_back({sections.size(), {begin, std::min(range.end, begin + kMeasuredAtOnce)}});
        }
        sections.emplace_back(range.size());
    }
    forFrameBlocks(static_cast<FrameCount>(places.size()), 1, progress, [&](FrameRange block) {
        progress.context.checkCancelled();
        const Place& place = places[static_cast<std::size_t>(block.begin)];
        Frames frames(*this);
        for (FrameCount t = place.frames.begin; t < place.frames.end; ++t) {
            measure(frames, t, sections[place.section], t - ranges[place.section].begin);
        }
    });
    return sections;
}

FrameCount MixRender::blockHops() const {
    const std::size_t bytes =
        kParts * static_cast<std::size_t>(m_channels) * static_cast<std::size_t>(m_layout.shape().bins()) * sizeof(Bin);
    return std::max<FrameCount>(64, static_cast<FrameCount>(kBlockBytes / bytes));
}

std::vector<MixRender::Rendered> MixRender::render(std::span<const MixPlan> plans, float lockDb,
                                                   const ProgressSpan& progress) const {
    std::vector<Rendered> result;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        result.push_back({std::make_shared<ScratchAudio>(m_channels, m_samples, m_rate),
                          std::make_shared<ScratchAudio>(m_channels, m_samples, m_rate)});
    }
    const FrameCount hops = (m_samples + m_layout.shape().hop - 1) / m_layout.shape().hop;
    forFrameBlocks(hops, blockHops(), progress,
                   [&](FrameRange block) { renderBlock(block, plans, lockDb, result, progress.context); });
    return result;
}

void MixRender::renderBlock(FrameRange hops, std::span<const MixPlan> plans, float lockDb, std::span<const Rendered> out,
                            JobContext& context) const {
    const StftShape shape = m_layout.shape();
    const auto channels = static_cast<std::size_t>(m_channels);
    const auto bins = static_cast<std::size_t>(shape.bins());
    const FrameRange samples = FrameRange{hops.begin * shape.hop, hops.end * shape.hop}.clippedTo({0, m_samples});
    const StftSynthesiser extent(shape, m_samples, samples);
    const FrameRange heard{extent.firstFrame(), extent.endFrame()};
    FrameCount reach = 0;
    for (const MixPlan& plan : plans) {
        reach = std::max(reach, plan.reach());
    }
    const FrameRange wide = FrameRange{heard.begin - reach, heard.end + reach}.clippedTo({0, shape.framesFor(m_samples)});

    MixBands bands(wide.size());
    const std::size_t each = kParts * channels * bins;
    std::vector<Bin> kept(each * static_cast<std::size_t>(heard.size()));
    Frames frames(*this);
    for (FrameCount t = wide.begin; t < wide.end; ++t) {
        if ((t - wide.begin) % 8 == 0) {
            context.checkCancelled();
        }
        measure(frames, t, bands, t - wide.begin);
        if (heard.contains(t)) {
            std::ranges::copy(frames.all(), kept.begin() + static_cast<std::ptrdiff_t>(each) * (t - heard.begin));
        }
    }

    std::vector<float> ofHarmonic(bins), ofNotes(bins), ofDrums(bins), power(bins), lock(bins);
    for (std::size_t i = 0; i < plans.size(); ++i) {
        context.checkCancelled();
        const MixGains gains = plans[i].gains(bands);
        std::vector<StftSynthesiser> lasting, struck;
        for (std::size_t c = 0; c < channels; ++c) {
            lasting.emplace_back(shape, m_samples, samples);
            struck.emplace_back(shape, m_samples, samples);
        }
        AudioBuffer lastingAudio(m_channels, samples.size());
        AudioBuffer struckAudio(m_channels, samples.size());
        std::size_t written = 0;
        for (FrameCount t = heard.begin; t < heard.end; ++t) {
            if ((t - heard.begin) % 8 == 0) {
                context.checkCancelled();
            }
            const auto spectra = std::span(kept).subspan(each * static_cast<std::size_t>(t - heard.begin), each);
            const auto part = [&](Part which, std::size_t c) {
                return spectra.subspan((which * channels + c) * bins, bins);
            };
            m_layout.binGains(gains.harmonic.row(t - wide.begin), ofHarmonic);
            m_layout.binGains(gains.notes.row(t - wide.begin), ofNotes);
            m_layout.binGains(gains.drums.row(t - wide.begin), ofDrums);

            std::ranges::fill(power, 0.0F);
            for (std::size_t c = 0; c < channels; ++c) {
                addPowerSpectrum(part(kHarmonic, c), 1.0F, power);
            }
            const auto wanted = m_lock.balance(power);
            std::ranges::fill(power, 0.0F);
            for (std::size_t c = 0; c < channels; ++c) {
                const auto sum = lasting[c].bins();
                std::ranges::fill(sum, Bin{});
                addProduct(part(kHarmonic, c), ofHarmonic, sum);
                addProduct(part(kNotes, c), ofNotes, sum);
                addPowerSpectrum(sum, 1.0F, power);
            }
            m_lock.factors(m_lock.balance(power), wanted, lockDb, lock);
            std::ranges::transform(ofDrums, power.begin(),
                                   [&](float gain) { return gain * static_cast<float>(gains.percussiveWeight); });
            std::ranges::transform(ofDrums, ofDrums.begin(),
                                   [&](float gain) { return gain * static_cast<float>(gains.hitsWeight); });
            std::size_t done = 0;
            for (std::size_t c = 0; c < channels; ++c) {
                multiply(lasting[c].bins(), lock);
                std::ranges::fill(struck[c].bins(), Bin{});
                addProduct(part(kPercussive, c), power, struck[c].bins());
                if (m_parts.hits) {
                    addProduct(part(kHits, c), ofDrums, struck[c].bins());
                }
                const auto tones = lasting[c].addFrame();
                std::ranges::copy(tones,
                                  lastingAudio.channel(static_cast<int>(c)).begin() + static_cast<std::ptrdiff_t>(written));
                const auto drums = struck[c].addFrame();
                std::ranges::copy(drums,
                                  struckAudio.channel(static_cast<int>(c)).begin() + static_cast<std::ptrdiff_t>(written));
                done = tones.size();
            }
            written += done;
        }
        out[i].lasting->write(samples.begin, lastingAudio.view());
        out[i].struck->write(samples.begin, struckAudio.view());
    }
}

} // namespace morphony
