// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/analysis_text.h"

#include "app/cli/console.h"

#include <algorithm>

namespace morphony::cli {

namespace {

constexpr std::size_t kMostChordsALine = 12;

std::string line(std::string name, const std::string& value) {
    name.resize(std::max<std::size_t>(name.size(), 12), ' ');
    return "  " + name + value + "\n";
}

std::string percent(double share) { return fixed(100.0 * share, 0) + " %"; }

/// "m:ss.t"
std::string exactTime(double seconds) {
    const auto tenths = static_cast<long>(seconds * 10.0 + 0.5);
    const std::string rest = std::to_string(tenths / 10 % 60);
    return std::to_string(tenths / 600) + ":" + (rest.size() < 2 ? "0" : "") + rest + "." + std::to_string(tenths % 10);
}

std::string unsure(double confidence) { return confidence < kCertainConfidence ? " (uncertain)" : ""; }

std::string tempoRange(const Rhythm& rhythm) {
    const auto [slowest, fastest] = std::ranges::minmax(rhythm.tempoCurve, {}, &TempoPoint::bpm);
    return fastest.bpm > 1.04 * slowest.bpm ? ", from " + fixed(slowest.bpm, 1) + " to " + fixed(fastest.bpm, 1) : "";
}

std::string rhythmLines(const Rhythm& rhythm) {
    if (!rhythm.tempoBpm) {
        return line("Tempo", "no beat found");
    }
    std::string text =
        line("Tempo", fixed(*rhythm.tempoBpm, 1) + " BPM" + (rhythm.tempoCurve.empty() ? "" : tempoRange(rhythm)) +
                          unsure(rhythm.tempoConfidence));
    text += line("Meter", rhythm.meter + unsure(rhythm.downbeatConfidence));
    text += line("Beats", std::to_string(rhythm.beats.size()) + ", first at " + exactTime(rhythm.beats.front()));
    if (!rhythm.downbeats.empty()) {
        text += line("Bars", std::to_string(rhythm.downbeats.size()) + ", first at " + exactTime(rhythm.downbeats.front()));
    }
    return text;
}

std::string keyLines(const Harmony& harmony) {
    if (!harmony.key) {
        return line("Key", "none found");
    }
    std::string text = line("Key", keyName(harmony.key->tonic, harmony.key->minor) + unsure(harmony.key->confidence));
    for (std::size_t i = 1; i < harmony.keys.size(); ++i) {
        text += line("", "from " + exactTime(harmony.keys[i].time.from) + " " +
                             keyName(harmony.keys[i].tonic, harmony.keys[i].minor));
    }
    return text + line("Tuning", (harmony.tuningCents >= 0.0 ? "+" : "") + fixed(harmony.tuningCents, 0) + " cents");
}

std::string levelLines(const TrackAnalysis& analysis) {
    const Levels& levels = analysis.levels;
    std::string text = line("Loudness", fixed(levels.lufs, 1) + " LUFS, range " + fixed(levels.loudnessRange, 1) +
                                            " LU, loudest 3 s " + fixed(levels.maxShortTermLufs, 1) + " LUFS");
    text += line("True peak", fixed(levels.truePeakDbtp, 1) + " dBTP, " + percent(levels.clippedShare) + " clipped");
    if (levels.bandwidthHz) {
        text += line("Bandwidth", fixed(*levels.bandwidthHz / 1000.0, 1) + " kHz");
    }
    text += line("Stereo", levels.stereoWidth ? percent(*levels.stereoWidth) + " in the side" : "mono");
    return text + line("Percussion", percent(analysis.percussiveShare));
}

std::string chordsWithin(const std::vector<ChordSpan>& chords, TimeRange time) {
    std::string text;
    std::size_t count = 0;
    for (const ChordSpan& chord : chords) {
        if (chord.time.from >= time.from - 0.01 && chord.time.from < time.to - 0.01) {
            if (++count > kMostChordsALine) {
                return text + " ...";
            }
            text += " " + chord.label;
        }
    }
    return text;
}

std::string sectionLines(const TrackAnalysis& analysis) {
    std::string text;
    for (const SectionSpan& section : analysis.sections) {
        text +=
            line(exactTime(section.time.from), section.label + "  " + chordsWithin(analysis.harmony.chords, section.time));
    }
    return text.empty() ? line("Chords", chordsWithin(analysis.harmony.chords, {0.0, analysis.seconds}))
                        : "Sections\n" + text;
}

/// The most probable words; a tag below a tenth says little.
std::string tagLine(const std::vector<MusicTag>& tags) {
    constexpr std::size_t kMostTags = 8;
    constexpr double kLeastProbability = 0.1;
    std::string text;
    for (std::size_t i = 0; i < std::min(tags.size(), kMostTags) && tags[i].probability >= kLeastProbability; ++i) {
        text += (text.empty() ? "" : ", ") + tags[i].name + " " + percent(tags[i].probability);
    }
    return text.empty() ? "" : line("Sounds like", text);
}

} // namespace

std::string analysisToText(const TrackAnalysis& analysis, const std::string& file) {
    std::string text = oneLine(file) + ", " + clockTime(analysis.seconds) + "\n";
    text += rhythmLines(analysis.rhythm) + keyLines(analysis.harmony);
    text += line("Notes", std::to_string(analysis.notes.size()) + ", melody " + std::to_string(analysis.melody.size()));
    if (analysis.singing) {
        text += line("Singing", percent(*analysis.singing) + " likely");
    }
    text += tagLine(analysis.tags);
    for (const std::string& remark : analysis.remarks) {
        text += line("Note", remark);
    }
    return text + levelLines(analysis) + sectionLines(analysis);
}

} // namespace morphony::cli
