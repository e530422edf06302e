// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/units.h"

#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// What is known about a piece of music. Plain values: copy, share and keep them freely. All times are seconds from the
/// first sample of the file. A figure that could not be found is absent or its list empty; nothing is invented.

/// Local tempo from `time` on.
struct TempoPoint {
    double time = 0.0;
    double bpm = 0.0;

    friend bool operator==(const TempoPoint&, const TempoPoint&) = default;
};

/// Beats and bars. Without a beat (silence, speech, noise, free time) everything is empty and confidence is what was
/// measured, below kLeastBeatConfidence.
struct Rhythm {
    std::optional<double> tempoBpm;    ///< the one value for the piece: the median of the curve, weighted by time
    double tempoConfidence = 0.0;      ///< 0 to 1: share of the piece within 4 % of that value, times beatConfidence
    std::vector<TempoPoint> tempoCurve; ///< a point per beat, smoothed over about four beats
    std::vector<double> beats;
    std::vector<double> downbeats;     ///< each of them is one of `beats`
    double beatConfidence = 0.0;       ///< 0 to 1
    double downbeatConfidence = 0.0;   ///< 0 to 1
    std::string meter;                 ///< "3/4", "4/4", "6/8", ...; empty when there is no beat
    int beatsPerBar = 0;               ///< beats between downbeats: 3, 4, 2 (6/8 in dotted quarters); 0 without a beat

    friend bool operator==(const Rhythm&, const Rhythm&) = default;
};

/// Below this a rhythm counts as not found.
inline constexpr double kLeastBeatConfidence = 0.3;
/// A figure whose confidence is below this is said to be uncertain, and nothing else is measured by it.
inline constexpr double kCertainConfidence = 0.5;

/// A key.
struct Key {
    int tonic = 0; ///< pitch class, C = 0
    bool minor = false;

    friend bool operator==(const Key&, const Key&) = default;
};

/// A key over a stretch of time.
struct KeySpan {
    TimeRange time;
    int tonic = 0;        ///< pitch class, C = 0
    bool minor = false;
    double confidence = 0.0;

    friend bool operator==(const KeySpan&, const KeySpan&) = default;
};
[[nodiscard]] std::string keyName(int tonic, bool minor); ///< "C# minor"

/// A chord with mir_eval's label: "C:maj", "A:min7", "G:7/3", "N".
struct ChordSpan {
    TimeRange time;
    std::string label;
    std::optional<int> bass; ///< sounding bass, pitch class; none under "N"
    double confidence = 0.0; ///< 0 to 1: posterior of the label over the span

    friend bool operator==(const ChordSpan&, const ChordSpan&) = default;
};

/// Tuning, key and chords.
struct Harmony {
    double tuningCents = 0.0;        ///< of A4 from 440 Hz, -50 to 50
    double tuningConfidence = 0.0;
    std::optional<KeySpan> key;      ///< of the whole piece; none for unpitched and atonal material
    std::vector<KeySpan> keys;       ///< modulations: spans that cover the piece, in order
    std::vector<ChordSpan> chords;   ///< cover the piece without gaps, in order

    friend bool operator==(const Harmony&, const Harmony&) = default;
};

/// A note.
struct Note {
    double start = 0.0;
    double end = 0.0;
    int pitch = 60;   ///< MIDI number
    int velocity = 64; ///< 1 to 127

    friend bool operator==(const Note&, const Note&) = default;
};

/// One value of a fundamental-frequency contour; hop of the list that holds it.
struct PitchFrame {
    float hz = 0.0F;         ///< 0: unvoiced
    float confidence = 0.0F; ///< 0 to 1

    friend bool operator==(const PitchFrame&, const PitchFrame&) = default;
};

/// A part of the form, labelled "A", "B", ... (same letter: same music).
struct SectionSpan {
    TimeRange time;
    std::string label;

    friend bool operator==(const SectionSpan&, const SectionSpan&) = default;
};

/// Levels of a file (ITU-R BS.1770-4, EBU Tech 3342).
struct Levels {
    double lufs = -70.0;             ///< integrated; -70 and below: silent
    double loudnessRange = 0.0;      ///< LU
    double maxShortTermLufs = -70.0;
    double truePeakDbtp = -200.0;
    std::optional<double> bandwidthHz; ///< 95 % roll-off; none for silence
    std::optional<double> stereoWidth; ///< side's share of the power of mid and side, 0 (mono) to 1; none for mono files
    double dcOffset = 0.0;           ///< largest mean of a channel, full scale = 1
    double clippedShare = 0.0;       ///< see SampleStatistics
    double silenceShare = 0.0;       ///< see SampleStatistics

    friend bool operator==(const Levels&, const Levels&) = default;
};

/// A word for the music as a network has learnt it from people: an instrument, a genre, an era, a mood, a voice.
struct MusicTag {
    std::string name;         ///< in lower case, "male vocalists"
    double probability = 0.0; ///< 0 to 1; below 0.1 for most words and most music, see analysis/tags.h

    friend bool operator==(const MusicTag&, const MusicTag&) = default;
};

struct TrackAnalysis {
    double seconds = 0.0;
    Rhythm rhythm;
    Harmony harmony;
    std::vector<Note> notes;      ///< by start
    std::vector<Note> melody;     ///< the leading line, one note at a time
    std::vector<SectionSpan> sections;
    std::vector<double> energyPerBar;  ///< mean K-weighted loudness of each bar in LUFS, where there are bars
    double percussiveShare = 0.0;      ///< percussive part's share of the power, 0 to 1
    std::optional<double> singing;     ///< probability that somebody sings, 0 to 1; none where nothing sounds
    std::vector<MusicTag> tags;        ///< most probable first; empty where nothing sounds
    Levels levels;
    std::vector<std::string> remarks;  ///< what could not be found out and why, in sentences for people

    friend bool operator==(const TrackAnalysis&, const TrackAnalysis&) = default;
};

} // namespace morphony
