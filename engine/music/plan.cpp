// SPDX-License-Identifier: GPL-3.0-or-later
#include "music/plan.h"

#include "music/source_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace morphony {

namespace {

const MeterGrooves& groovesFor(const Style& style, const BeatGrid& grid, int perBar) {
    const std::string wanted = grid.beatUnit == 8 ? "6/8" : perBar % 3 == 0 ? "3/4" : "4/4";
    for (const std::string& meter : {wanted, std::string("4/4"), std::string("3/4")}) {
        if (const auto found = style.grooves.find(meter); found != style.grooves.end()) {
            return found->second;
        }
    }
    return style.grooves.begin()->second;
}

/// Groove beats per source beat: 1 unless the tempo is far from the style's, and a whole number of groove bars, or half a
/// one, per bar of the source.
double chooseFactor(double bpm, int perBar, int grooveBeats, const BeatGrid& grid, const Style& style,
                    std::optional<TimeFeel> time) {
    const bool same = perBar == grooveBeats || grid.beatUnit == 8;
    const double unit =
        same || grooveBeats == 4 ? 1.0 : static_cast<double>(grooveBeats) / perBar; // three in the time of four
    const bool octaves = perBar % 2 == 0 && grid.beatUnit != 8;
    const TimeFeel feel = time.value_or(style.time);
    if (feel != TimeFeel::Follow && octaves) {
        return unit * (feel == TimeFeel::Half ? 0.5 : 2.0);
    }
    double best = unit;
    double least = std::numeric_limits<double>::max();
    for (const double times : {1.0, 2.0, 0.5}) {
        if (times != 1.0 && !octaves) {
            continue;
        }
        const double tempo = bpm * unit * times;
        const double outside = std::max({0.0, std::log2(style.tempoLow / tempo), std::log2(tempo / style.tempoHigh)});
        const double cost = outside + (times == 1.0 ? 0.0 : 0.45); // octaves: worth it from about half a one away
        if (cost < least) {
            least = cost;
            best = unit * times;
        }
    }
    return best;
}

/// Mean loudness of each grid bar over the median of all that sound, -60 where nothing is known.
std::vector<double> barEnergies(const TrackAnalysis& analysis, const BeatGrid& grid) {
    std::vector<double> energies(grid.bars.size(), 0.0);
    std::vector<double> sounding;
    for (const double lufs : analysis.energyPerBar) {
        if (lufs > -60.0) {
            sounding.push_back(lufs);
        }
    }
    if (sounding.empty()) {
        return energies;
    }
    std::ranges::nth_element(sounding, sounding.begin() + static_cast<std::ptrdiff_t>(sounding.size() / 2));
    const double median = sounding[sounding.size() / 2];
    const auto& downbeats = analysis.rhythm.downbeats;
    for (std::size_t bar = 0; bar < grid.bars.size(); ++bar) {
        const double middle = grid.seconds(grid.bars[bar] + grid.beatsInBar(bar) / 2.0);
        const auto after = std::ranges::upper_bound(downbeats, middle) - downbeats.begin();
        const auto index =
            std::clamp<std::ptrdiff_t>(after - 1, 0, static_cast<std::ptrdiff_t>(analysis.energyPerBar.size()) - 1);
        energies[bar] = analysis.energyPerBar[static_cast<std::size_t>(index)] - median;
    }
    return energies;
}

std::vector<int> barSections(const TrackAnalysis& analysis, const BeatGrid& grid) {
    std::vector<int> sections(grid.bars.size(), 0);
    for (std::size_t bar = 0; bar < grid.bars.size(); ++bar) {
        const double middle = grid.seconds(grid.bars[bar] + grid.beatsInBar(bar) / 2.0);
        const auto after =
            std::ranges::find_if(analysis.sections, [&](const SectionSpan& span) { return span.time.to > middle; });
        sections[bar] = static_cast<int>(after - analysis.sections.begin());
    }
    return sections;
}

/// Whether a bar has beats of the source: the grid goes on before the first and after the last.
bool isHeard(const TrackAnalysis& analysis, const BeatGrid& grid, const PlannedBar& bar) {
    const auto& beats = analysis.rhythm.beats;
    constexpr double kNear = 0.05; // s
    return beats.empty() ||
           (grid.seconds(bar.beat + bar.beats) > beats.front() + kNear && grid.seconds(bar.beat) < beats.back() + kNear);
}

/// The plainest beat: kick on one and in the middle, snare between, hi-hats on the beats. For grooves that have no drums.
std::vector<DrumHit> generatedDrums(int beatsPerBar, int bars) {
    constexpr int kKick = 36, kSnare = 38, kHat = 42;
    std::vector<DrumHit> hits;
    for (int beat = 0; beat < beatsPerBar * bars; ++beat) {
        const int tick = beat * kGrooveTicks;
        const int inBar = beat % beatsPerBar;
        const bool strong = beatsPerBar % 2 == 0 ? inBar % 2 == 0 : inBar == 0;
        hits.push_back({tick, strong ? kKick : kSnare, strong ? 100 : beatsPerBar == 3 ? 60 : 96});
        hits.push_back({tick, kHat, strong ? 80 : 70});
        hits.push_back({tick + kGrooveTicks / 2, kHat, 52});
    }
    return hits;
}

/// Grooves of the style with bass and comping as it wants them, each made once.
class Completed {
public:
    Completed(const Style& style, std::vector<std::unique_ptr<const Groove>>& owned) : m_style(style), m_owned(owned) {}

    const Groove* get(const std::string& id) {
        if (id.empty()) {
            return nullptr;
        }
        if (const auto known = m_known.find(id); known != m_known.end()) {
            return known->second;
        }
        auto groove = std::make_unique<Groove>(builtInGrooves().at(id));
        if (groove->drums.empty()) {
            groove->drums = generatedDrums(groove->beatsPerBar, groove->bars);
        }
        complete(*groove, GrooveTrack::Kind::Bass, m_style.part(PartRole::Bass), LineKind::Root);
        complete(*groove, GrooveTrack::Kind::Chords, m_style.part(PartRole::Comping), LineKind::Stabs);
        m_owned.push_back(std::move(groove));
        return m_known[id] = m_owned.back().get();
    }

private:
    template <typename Hit>
    static void inEveryBar(std::vector<Hit>& hits, const Groove& groove) {
        const std::size_t once = hits.size();
        for (int bar = 1; bar < groove.bars; ++bar) {
            for (std::size_t i = 0; i < once; ++i) {
                hits.push_back(hits[i]);
                hits.back().tick += bar * groove.beatsPerBar * kGrooveTicks;
            }
        }
    }

    static void complete(Groove& groove, GrooveTrack::Kind kind, const PartStyle* part, LineKind otherwise) {
        if (part == nullptr || part->line == LineKind::Walking) {
            return;
        }
        const auto ofKind = [&](const GrooveTrack& track) {
            return track.kind == kind || (kind == GrooveTrack::Kind::Chords && track.kind == GrooveTrack::Kind::Line);
        };
        const bool has =
            std::ranges::any_of(groove.tracks, ofKind) || (kind == GrooveTrack::Kind::Bass && groove.walkingBass);
        if (part->line == LineKind::Groove && has) {
            return;
        }
        std::erase_if(groove.tracks, ofKind);
        const LineKind line = part->line == LineKind::Groove ? otherwise : part->line;
        GrooveTrack track = generatedTrack(kind, line, groove.beatsPerBar, (part->low + part->high) / 2);
        inEveryBar(track.tones, groove);
        inEveryBar(track.chords, groove);
        groove.tracks.push_back(std::move(track));
    }

    const Style& m_style;
    std::vector<std::unique_ptr<const Groove>>& m_owned;
    std::map<std::string, const Groove*> m_known;
};

enum class Intensity { Soft, Main, Loud };

} // namespace

GrooveTrack generatedTrack(GrooveTrack::Kind kind, LineKind line, int beatsPerBar, int centre) {
    GrooveTrack track;
    track.kind = line == LineKind::Arpeggio && kind == GrooveTrack::Kind::Chords ? GrooveTrack::Kind::Line : kind;
    track.centre = centre;
    const auto strike = [&](double beat, double beats, int velocity, int tone = 0) {
        const int tick = static_cast<int>(std::lround(beat * kGrooveTicks));
        const int duration = static_cast<int>(std::lround(beats * kGrooveTicks));
        if (track.kind == GrooveTrack::Kind::Chords) {
            track.chords.push_back({tick, duration, 3, velocity});
        } else {
            track.tones.push_back(
                {tick, duration, tone,
                 track.kind == GrooveTrack::Kind::Line ? ToneHit::Counts::ChordTones : ToneHit::Counts::ScaleSteps,
                 velocity});
        }
    };
    if (line == LineKind::Pad || line == LineKind::Root) {
        const int half = beatsPerBar % 2 == 0 && line == LineKind::Root ? beatsPerBar / 2 : beatsPerBar;
        for (int beat = 0; beat < beatsPerBar; beat += half) {
            strike(beat, half * 0.95, 96);
        }
        return track;
    }
    if (line == LineKind::Stabs) {
        strike(0.0, 0.4, 100);
        strike(1.5, 0.3, 92);
        if (beatsPerBar > 3) {
            strike(3.0, 0.3, 84);
        }
        return track;
    }
    for (int beat = 0; beat < beatsPerBar; ++beat) {
        const int accent = beat == 0 ? 8 : 0;
        switch (line) {
        case LineKind::Eighths:
            strike(beat, 0.45, 96 + accent);
            strike(beat + 0.5, 0.45, 84);
            break;
        case LineKind::Sixteenths:
            for (int i = 0; i < 4; ++i) {
                strike(beat + 0.25 * i, 0.2, i == 0 ? 98 + accent : 78, i == 3 ? 7 : 0);
            }
            break;
        case LineKind::Gallop:
            strike(beat, 0.4, 100 + accent);
            strike(beat + 0.5, 0.2, 88);
            strike(beat + 0.75, 0.2, 88);
            break;
        case LineKind::Octaves:
            strike(beat, 0.45, 100 + accent);
            strike(beat + 0.5, 0.4, 86, 7);
            break;
        case LineKind::Offbeat:
            strike(beat + 0.5, 0.35, 94);
            break;
        case LineKind::Arpeggio:
            strike(beat, 0.5, 90 + accent, 3 + beat % 2 * 2);
            strike(beat + 0.5, 0.5, 80, 4 + beat % 2);
            break;
        default:
            strike(beat, 0.7, 94 + accent);
            break;
        }
    }
    return track;
}

Plan planBars(const TrackAnalysis& analysis, const BeatGrid& grid, const Style& style, const ArrangeOptions& options) {
    Plan plan;
    const int perBar = analysis.rhythm.beatsPerBar > 0 ? analysis.rhythm.beatsPerBar : 4;
    const MeterGrooves& set = groovesFor(style, grid, perBar);
    Completed grooves(style, plan.made);
    plan.main = grooves.get(set.main);
    plan.grooveBar = plan.main->beatsPerBar;
    plan.swings = plan.main->swings();
    const double bpm =
        analysis.rhythm.tempoBpm.value_or(60.0 * static_cast<double>(grid.beats.size() - 1) / grid.beats.back());
    plan.factor = chooseFactor(bpm, perBar, plan.main->beatsPerBar, grid, style, options.time);

    const std::vector<double> energies = barEnergies(analysis, grid);
    const std::vector<int> sections = barSections(analysis, grid);
    const Groove* drums = set.drums.empty() ? nullptr : grooves.get(set.drums);
    const std::size_t count = grid.bars.size();
    double position = 0.0;
    std::size_t sectionBegin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        PlannedBar bar;
        bar.beat = grid.bars[i];
        bar.beats = grid.beatsInBar(i);
        bar.energyDb = std::clamp(energies[i], -24.0, 6.0);
        bar.sectionStart = i == 0 || sections[i] != sections[i - 1];
        sectionBegin = bar.sectionStart ? i : sectionBegin;
        // groove bars begin with the source's, but for a groove at half speed, which takes two of them to a bar
        const double nominal = perBar * plan.factor;
        const double snap = std::min(plan.grooveBar, nominal);
        position = bar.sectionStart ? 0.0 : std::ceil(position / snap - 1e-6) * snap;
        bar.grooveBeat = position;
        position += bar.beats * plan.factor;
        if (i == 0 && bar.beats < perBar) { // a pickup: the end of a groove bar
            bar.grooveBeat = std::max(0.0, plan.grooveBar - position);
            position = 0.0;
        }

        const bool lastOfSection = i + 1 < count && sections[i + 1] != sections[i];
        const bool surge = i + 1 < count && energies[i + 1] - energies[i] > 5.0;
        bar.fill = i > 0 && ((lastOfSection && i - sectionBegin >= 3) || surge || (i - sectionBegin) % 8 == 7);
        const double felt = energies[i] + 4.0 * options.energy;
        const int letter = static_cast<std::size_t>(sections[i]) < analysis.sections.size() &&
                                   !analysis.sections[static_cast<std::size_t>(sections[i])].label.empty()
                               ? analysis.sections[static_cast<std::size_t>(sections[i])].label[0] - 'A'
                               : 0;
        const bool other = (static_cast<std::uint64_t>(letter) + options.seed + 1) % 2 == 1; // every second kind of section
        const Intensity intensity = felt < -4.0 ? Intensity::Soft : felt > 1.5 || other ? Intensity::Loud : Intensity::Main;
        const auto pick = [&](const std::string& id) {
            const Groove* groove = grooves.get(id);
            return groove != nullptr && groove->beatsPerBar == plan.main->beatsPerBar ? groove : nullptr;
        };
        const Groove* chosen = intensity == Intensity::Soft   ? pick(set.soft)
                               : intensity == Intensity::Loud ? pick(set.loud)
                                                              : nullptr;
        const Groove* base = chosen != nullptr ? chosen : plan.main;
        bar.groove = base;
        bar.drums = drums != nullptr ? drums : base;
        if (bar.fill) {
            if (const Groove* fill = pick(set.fill); fill != nullptr && drums == nullptr) {
                bar.groove = fill;
                bar.drums = fill;
            } else {
                bar.drumFill = true;
            }
        }
        if (energies[i] < -20.0 || !isHeard(analysis, grid, bar)) {
            bar.groove = nullptr; // the source itself pauses here
            bar.drums = nullptr;
        }
        plan.bars.push_back(bar);
    }

    // the first quiet bars and the last bar of all have patterns of their own in many styles
    if (const Groove* intro = grooves.get(set.intro); intro != nullptr && intro->beatsPerBar == plan.main->beatsPerBar) {
        for (std::size_t i = 0; i < std::min<std::size_t>(static_cast<std::size_t>(intro->bars), count / 4); ++i) {
            if (energies[i] > -3.0 || sections[i] != sections[0] || plan.bars[i].groove == nullptr) {
                break;
            }
            plan.bars[i].groove = plan.bars[i].drums = intro;
        }
    }
    if (const Groove* ending = grooves.get(set.ending);
        ending != nullptr && ending->beatsPerBar == plan.main->beatsPerBar && count > 8) {
        std::size_t last = count - 1;
        while (last > 0 && plan.bars[last].groove == nullptr) {
            --last;
        }
        plan.bars[last].groove = plan.bars[last].drums = ending;
        plan.bars[last].grooveBeat = (ending->bars - 1) * ending->beatsPerBar;
        plan.bars[last].fill = plan.bars[last].drumFill = false;
    }
    return plan;
}

} // namespace morphony
