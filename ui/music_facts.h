// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace morphony {

/// What the window says about the music of a track, apart from the grid.
struct MusicFacts {
    enum class Kind { None, Analysing, Known, Failed };

    Kind kind = Kind::None;
    double fraction = 0.0;       ///< Analysing: 0 to 1
    QString title;               ///< of the track
    QString tempo;               ///< Known: "92 BPM · 4/4", or "No beat found"
    QString key;                 ///< Known: "F major", or "No key found"
    QString detail;              ///< Known: how sure it is, or "corrected by hand"; Failed: why and what helps
    bool hasBeat = false;        ///< there is a tempo to halve and bars to shift
    std::optional<int> keyIndex; ///< tonic (C = 0), plus 12 for minor
    QString foundKey;            ///< what the analysis heard; empty: none
    bool keyCorrected = false;
    bool corrected = false;      ///< anything was, so that it can be taken back
};

/// What the user says against it.
struct CorrectionWish {
    enum class Kind { HalfTempo, DoubleTempo, BarsLater, BarsEarlier, Tapped, Key, FoundKey, Everything };

    Kind kind = Kind::Everything; ///< Everything: back to what was found
    bool style = false;           ///< of the style track; else of the song
    double bpm = 0.0;             ///< Tapped
    std::optional<double> beat;   ///< Tapped: where a tap fell, in the track's own seconds
    int keyIndex = 0;             ///< Key: tonic (C = 0), plus 12 for minor
};

} // namespace morphony
