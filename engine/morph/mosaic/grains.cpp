// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/mosaic/grains.h"

#include "dsp/dot_product.h"
#include "dsp/mel_bands.h"
#include "nn/kernels.h"

#include <algorithm>
#include <cmath>

namespace morphony {

namespace {

constexpr double kLongestSlot = 0.5; // seconds
constexpr double kShortestSlot = 0.07;
constexpr float kLeastLevelDb = 35.0F; // under the stock's loudest frame
constexpr std::size_t kPerShift = 6;
constexpr std::size_t kKept = 24;
constexpr float kShiftCost = 0.012F; // per semitone
constexpr float kAttackCost = 0.25F; // a struck slot without an attack, or a held one with one
constexpr float kContinues = 0.08F;  // for playing on where the last grain ended
constexpr float kRepeats = 0.10F;    // against the same grain again
constexpr float kLargestGainDb = 20.0F;
constexpr double kStruckFade = 0.004;
constexpr double kHeldFade = 0.03;
constexpr double kRelease = 0.05;

} // namespace

/// The notes of a slot, frame by frame.
struct GrainStock::SlotSound {
    std::vector<PitchFeatures::Notes> notes;
    double energy = 0.0; ///< mean per frame

    /// What a frame of the stock must be like to play frame `i` when it is played `shift` semitones up.
    [[nodiscard]] PitchFeatures::Match match(std::size_t i, int shift) const {
        return PitchFeatures::matchOf(PitchFeatures::shifted(notes[i], -shift));
    }
    [[nodiscard]] PitchFeatures::Match mean(int shift) const {
        PitchFeatures::Match sum{};
        for (std::size_t i = 0; i < notes.size(); ++i) {
            const auto frame = match(i, shift);
            for (std::size_t k = 0; k < sum.size(); ++k) {
                sum[k] += frame[k] / static_cast<float>(notes.size());
            }
        }
        return sum;
    }
    [[nodiscard]] double size() const {
        double sum = 0.0;
        for (const auto& frame : notes) {
            for (const float value : frame) {
                sum += static_cast<double>(value) * value;
            }
        }
        return std::sqrt(sum);
    }
};

struct GrainStock::SlotCandidates {
    struct Voice {
        std::vector<Candidate> candidates;
        double share = 1.0; ///< of the slot's notes that this voice has to play
    };
    std::vector<Voice> voices;
    double energy = 0.0;
};

std::vector<GrainSlot> grainSlots(std::span<const FrameCount> onsets, FrameCount frames, SampleRate rate) {
    std::vector<GrainSlot> marks{{{0, 0}, false}};
    const FrameCount shortest = framesOf(kShortestSlot, rate);
    for (const FrameCount onset : onsets) {
        if (onset - marks.back().range.begin >= shortest && frames - onset >= shortest) {
            marks.push_back({{onset, onset}, true});
        } else if (!marks.back().struck) {
            marks.back() = {{onset, onset}, true};
        }
    }
    std::vector<GrainSlot> slots;
    const FrameCount longest = framesOf(kLongestSlot, rate);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const FrameRange whole{marks[i].range.begin, i + 1 < marks.size() ? marks[i + 1].range.begin : frames};
        const FrameCount parts = (whole.size() + longest - 1) / longest;
        for (FrameCount k = 0; k < parts; ++k) {
            const FrameRange range{whole.begin + whole.size() * k / parts, whole.begin + whole.size() * (k + 1) / parts};
            slots.push_back({range, marks[i].struck && k == 0});
        }
    }
    return slots;
}

GrainStock::GrainStock(const StyleMaterial& material, std::span<const FrameCount> onsets, double tuning,
                       JobContext& context)
    : m_material(material), m_tuning(tuning) {
    const AudioSource& harmonic = *material.harmonic;
    const PitchFeatures features(harmonic.sampleRate(), tuning);
    m_shape = features.shape();
    const std::array whole{FrameRange{0, m_shape.framesFor(harmonic.frames())}};
    const auto count = static_cast<std::size_t>(whole[0].size());
    m_notes.resize(count);
    m_energy.resize(count);
    forPowerSpectra(harmonic, m_shape, whole, {context}, [&](FrameCount t, std::span<float> power) {
        const auto i = static_cast<std::size_t>(t);
        m_notes[i] = features.measure(power);
        for (const float value : power) {
            m_energy[i] += value;
        }
    });
    context.checkCancelled();
    m_match.resize(count);
    m_matchByValue.resize(count * PitchFeatures::kSize);
    for (std::size_t t = 0; t < count; ++t) {
        m_match[t] = PitchFeatures::matchOf(m_notes[t]);
        for (std::size_t k = 0; k < PitchFeatures::kSize; ++k) {
            m_matchByValue[k * count + t] = m_match[t][k];
        }
    }
    const float loudest = count > 0 ? *std::ranges::max_element(m_energy) : 0.0F;
    const float least = std::max(1e-9F, loudest * std::pow(10.0F, -kLeastLevelDb / 10.0F));
    for (std::size_t t = 0; t < count; ++t) {
        m_sounds.push_back(m_energy[t] > least);
        m_end.push_back(
            static_cast<std::int32_t>(material.sectionAt(static_cast<FrameCount>(t) * m_shape.hop).end / m_shape.hop));
    }
    m_onset.assign(count, -1);
    m_attack.assign(count, 0.0F);
    for (const FrameCount onset : onsets) {
        const auto t = static_cast<std::size_t>(onset / m_shape.hop);
        if (t < count) {
            m_onset[t] = onset;
            for (std::size_t u = t > 1 ? t - 1 : 0; u < std::min(count, t + 3); ++u) {
                m_attack[u] = 1.0F;
            }
        }
    }
}

double GrainStock::speedOf(int shift, double tuning) const { return std::exp2((shift + tuning - m_tuning) / 12.0); }

FrameCount GrainStock::startOf(const Candidate& candidate) const {
    const auto t = static_cast<std::size_t>(candidate.frame);
    return m_onset[t] >= 0 ? m_onset[t] : static_cast<FrameCount>(candidate.frame) * m_shape.hop;
}

std::vector<GrainStock::Candidate> GrainStock::nearest(const SlotSound& sound, std::span<const float> products, bool struck,
                                                       double tuning) const {
    const std::size_t count = m_notes.size();
    const auto length = static_cast<double>(sound.notes.size());
    std::vector<Candidate> kept;
    std::vector<double> sums(count + 1, 0.0);
    std::vector<Candidate> found;
    for (int shift = -kLargestShift; shift <= kLargestShift; ++shift) {
        const auto row = products.subspan(static_cast<std::size_t>(shift + kLargestShift) * count, count);
        for (std::size_t t = 0; t < count; ++t) {
            sums[t + 1] = sums[t] + row[t];
        }
        const auto span = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(length * speedOf(shift, tuning))));
        found.clear();
        for (std::size_t t = 0; t + span < count; ++t) {
            if (!m_sounds[t] || t + span > static_cast<std::size_t>(m_end[t])) {
                continue;
            }
            const bool attack = m_onset[t] >= 0;
            const float off = struck ? (attack ? 0.0F : 1.0F) : m_attack[t];
            found.push_back({shift, static_cast<std::int32_t>(t),
                             static_cast<float>((sums[t + span] - sums[t]) / static_cast<double>(span)) -
                                 kAttackCost * off - kShiftCost * static_cast<float>(std::abs(shift))});
        }
        const auto some = found.begin() + static_cast<std::ptrdiff_t>(std::min(kPerShift, found.size()));
        std::ranges::partial_sort(found, some, [](const Candidate& a, const Candidate& b) {
            return a.score != b.score ? a.score > b.score : a.frame < b.frame;
        });
        kept.insert(kept.end(), found.begin(), some);
    }
    std::ranges::stable_sort(kept, std::ranges::greater{}, &Candidate::score);
    kept.resize(std::min(kept.size(), kKept));
    return kept;
}

void GrainStock::refine(std::vector<Candidate>& candidates, const SlotSound& sound, double tuning) const {
    struct Wanted {
        std::vector<PitchFeatures::Match> frames;
        PitchFeatures::Match mean{};
    };
    std::array<Wanted, kShifts> byShift;
    for (Candidate& candidate : candidates) {
        Wanted& wanted = byShift[static_cast<std::size_t>(candidate.shift + kLargestShift)];
        if (wanted.frames.empty()) {
            for (std::size_t i = 0; i < sound.notes.size(); ++i) {
                wanted.frames.push_back(sound.match(i, candidate.shift));
            }
            wanted.mean = sound.mean(candidate.shift);
        }
        const double speed = speedOf(candidate.shift, tuning);
        float coarse = 0.0F;
        float exact = 0.0F;
        for (std::size_t i = 0; i < wanted.frames.size(); ++i) {
            const auto t =
                std::min(m_match.size() - 1,
                         static_cast<std::size_t>(candidate.frame + std::lround(speed * static_cast<double>(i))));
            exact += dotProduct(wanted.frames[i].data(), m_match[t].data(), PitchFeatures::kSize);
            coarse += dotProduct(wanted.mean.data(), m_match[t].data(), PitchFeatures::kSize);
        }
        candidate.score += (exact - coarse) / static_cast<float>(wanted.frames.size());
    }
}

void GrainStock::takeOut(const Candidate& candidate, SlotSound& sound, double tuning) const {
    const double speed = speedOf(candidate.shift, tuning);
    for (std::size_t i = 0; i < sound.notes.size(); ++i) {
        const auto t = std::min(m_notes.size() - 1,
                                static_cast<std::size_t>(candidate.frame + std::lround(speed * static_cast<double>(i))));
        const auto played = PitchFeatures::shifted(m_notes[t], candidate.shift);
        float product = 0.0F;
        float squares = 1e-6F;
        for (std::size_t k = 0; k < played.size(); ++k) {
            product += played[k] * sound.notes[i][k];
            squares += played[k] * played[k];
        }
        for (std::size_t k = 0; k < played.size(); ++k) {
            sound.notes[i][k] = std::max(0.0F, sound.notes[i][k] - product / squares * played[k]);
        }
    }
}

GrainStock::SlotSound GrainStock::soundOf(const AudioSource& harmonic, StftAnalyser& analyser,
                                          const PitchFeatures& features, const GrainSlot& slot) const {
    SlotSound sound;
    std::vector<float> power(static_cast<std::size_t>(m_shape.bins()));
    const FrameCount first = (slot.range.begin + m_shape.hop - 1) / m_shape.hop;
    const FrameCount end = std::max(first + 1, slot.range.end / m_shape.hop);
    for (FrameCount t = first; t < end; ++t) {
        analyser.transform(t);
        std::ranges::fill(power, 0.0F);
        for (int c = 0; c < harmonic.channels(); ++c) {
            addPowerSpectrum(analyser.bins(c), 1.0F / static_cast<float>(harmonic.channels()), power);
        }
        for (const float value : power) {
            sound.energy += value / static_cast<double>(end - first);
        }
        sound.notes.push_back(features.measure(power));
    }
    return sound;
}

void GrainStock::findCandidates(std::span<SlotSound> sounds, std::span<const GrainSlot> slots,
                                std::span<SlotCandidates> out, int voices, double tuning) const {
    const std::size_t count = m_notes.size();
    std::vector<double> whole;
    for (std::size_t i = 0; i < sounds.size(); ++i) {
        whole.push_back(sounds[i].size() + 1e-6);
        out[i].energy = sounds[i].energy;
    }
    std::vector<float> wanted(sounds.size() * kShifts * PitchFeatures::kSize);
    std::vector<float> products(sounds.size() * kShifts * count);
    for (int voice = 0; voice < voices; ++voice) {
        for (std::size_t row = 0; row < sounds.size() * kShifts; ++row) {
            const auto mean = sounds[row / kShifts].mean(static_cast<int>(row % kShifts) - kLargestShift);
            std::ranges::copy(mean, wanted.begin() + static_cast<std::ptrdiff_t>(row * PitchFeatures::kSize));
        }
        std::ranges::fill(products, 0.0F);
        addProduct({wanted.data(), sounds.size() * kShifts, PitchFeatures::kSize},
                   {m_matchByValue.data(), PitchFeatures::kSize, count}, {products.data(), sounds.size() * kShifts, count});
        for (std::size_t i = 0; i < sounds.size(); ++i) {
            auto& made = out[i].voices.emplace_back();
            made.share = sounds[i].size() / whole[i];
            made.candidates = nearest(sounds[i], std::span(products).subspan(i * kShifts * count, kShifts * count),
                                      slots[i].struck, tuning);
            refine(made.candidates, sounds[i], tuning);
            if (!made.candidates.empty()) {
                // what the best of them plays is no longer wanted from the next voice
                takeOut(*std::ranges::max_element(made.candidates, {}, &Candidate::score), sounds[i], tuning);
            }
        }
    }
}

std::vector<std::size_t> GrainStock::path(std::span<const SlotCandidates> all, std::span<const GrainSlot> slots,
                                          std::size_t voice, double tuning) const {
    constexpr std::uint8_t kNone = 255;
    std::vector<std::vector<std::uint8_t>> back(all.size());
    std::vector<std::vector<float>> total(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& now = all[i].voices[voice].candidates;
        total[i].resize(now.size());
        back[i].assign(now.size(), kNone);
        for (std::size_t k = 0; k < now.size(); ++k) {
            float most = 0.0F;
            if (i > 0) {
                const auto& last = all[i - 1].voices[voice].candidates;
                for (std::size_t j = 0; j < last.size(); ++j) {
                    const auto passed =
                        static_cast<double>(slots[i - 1].range.size()) * speedOf(last[j].shift, tuning) / m_shape.hop;
                    const bool continues =
                        now[k].shift == last[j].shift && std::abs(now[k].frame - (last[j].frame + passed)) <= 1.5;
                    const bool repeats = now[k].frame == last[j].frame;
                    const float value =
                        total[i - 1][j] + (continues && !slots[i].struck ? kContinues : 0.0F) - (repeats ? kRepeats : 0.0F);
                    if (back[i][k] == kNone || value > most) {
                        most = value;
                        back[i][k] = static_cast<std::uint8_t>(j);
                    }
                }
            }
            total[i][k] = now[k].score + most;
        }
    }
    std::vector<std::size_t> chosen(all.size(), kNone);
    for (std::size_t i = all.size(); i-- > 0;) {
        const bool fresh = i + 1 == all.size() || chosen[i + 1] == kNone || back[i + 1][chosen[i + 1]] == kNone;
        if (!fresh) {
            chosen[i] = back[i + 1][chosen[i + 1]];
        } else if (!total[i].empty()) {
            chosen[i] = static_cast<std::size_t>(std::ranges::max_element(total[i]) - total[i].begin());
        }
    }
    return chosen;
}

std::vector<Placement> GrainStock::play(const AudioSource& harmonic, std::span<const GrainSlot> slots, double tuning,
                                        int voices, const ProgressSpan& progress) const {
    const PitchFeatures features(harmonic.sampleRate(), tuning);
    std::vector<SlotCandidates> all(slots.size());
    forFrameBlocks(static_cast<FrameCount>(slots.size()), 8, progress, [&](FrameRange block) {
        StftAnalyser analyser(harmonic, m_shape);
        std::vector<SlotSound> sounds;
        const auto begin = static_cast<std::size_t>(block.begin);
        const auto size = static_cast<std::size_t>(block.size());
        for (std::size_t i = 0; i < size; ++i) {
            progress.context.checkCancelled();
            sounds.push_back(soundOf(harmonic, analyser, features, slots[begin + i]));
        }
        progress.context.checkCancelled();
        findCandidates(sounds, slots.subspan(begin, size), std::span(all).subspan(begin, size), voices, tuning);
    });
    const SampleRate rate = harmonic.sampleRate();
    std::vector<Placement> placements;
    for (std::size_t voice = 0; voice < static_cast<std::size_t>(voices); ++voice) {
        const auto chosen = path(all, slots, voice, tuning);
        double playedTo = -1.0; // place in the material where the grain before ends
        int playedShift = 0;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            progress.context.checkCancelled();
            const auto& made = all[i].voices[voice];
            if (chosen[i] >= made.candidates.size() || all[i].energy <= 0.0) {
                playedTo = -1.0;
                continue;
            }
            const Candidate& candidate = made.candidates[chosen[i]];
            const double speed = speedOf(candidate.shift, tuning);
            double from = static_cast<double>(startOf(candidate));
            if (!slots[i].struck && playedTo >= 0.0 && playedShift == candidate.shift &&
                std::abs(from - playedTo) < 2.0 * m_shape.hop) {
                from = playedTo; // plays on
            }
            const auto frames = std::max<std::size_t>(
                1, static_cast<std::size_t>(std::lround(speed * static_cast<double>(slots[i].range.size()) / m_shape.hop)));
            double energy = 1e-12;
            for (std::size_t k = 0; k < frames; ++k) {
                energy += m_energy[std::min(m_energy.size() - 1, static_cast<std::size_t>(candidate.frame) + k)] /
                          static_cast<double>(frames);
            }
            const double wantedDb = dbFromPower(all[i].energy / energy);
            const double gain =
                gainFromDb(std::clamp(wantedDb, -static_cast<double>(kLargestGainDb), static_cast<double>(kLargestGainDb)));
            const FrameCount fadeIn = framesOf(slots[i].struck ? kStruckFade : kHeldFade, rate);
            const FrameCount lead = slots[i].struck ? fadeIn : fadeIn / 2;
            const bool nextStruck = i + 1 < slots.size() && slots[i + 1].struck;
            const FrameCount tail =
                nextStruck || i + 1 == slots.size() ? framesOf(kRelease, rate) : framesOf(kHeldFade, rate) / 2;
            const FrameCount fadeOut = nextStruck || i + 1 == slots.size() ? tail : 2 * tail;
            placements.push_back({slots[i].range.begin - lead, lead + slots[i].range.size() + tail,
                                  from - speed * static_cast<double>(lead), speed, static_cast<float>(gain * made.share),
                                  fadeIn, fadeOut});
            playedTo = from + speed * static_cast<double>(slots[i].range.size());
            playedShift = candidate.shift;
        }
    }
    std::ranges::stable_sort(placements, {}, &Placement::at);
    return placements;
}

} // namespace morphony
