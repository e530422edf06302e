// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "music/score.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace morphony {

/// Where a part's notes come from.
enum class LineKind {
    Groove,
    Walking,
    Root,
    Eighths,
    Sixteenths,
    Gallop,
    Octaves,
    Offbeat,
    Quarters,
    Stabs,
    Pad,
    Arpeggio
};

/// How a style plays one part and how that part is mixed. Keys of the JSON form stand behind the fields.
struct PartStyle {
    std::vector<int>
        programs; ///< "program" or "programs"; General MIDI; empty: the groove's own. Later ones are alternatives
    int kit = 0;  ///< "kit", drums only
    int low = 36; ///< "range": [low, high], MIDI keys
    int high = 84;
    LineKind line = LineKind::Groove; ///< "line"
    double levelLu = -6.0;            ///< "level", LU under the whole band, -60 to 6
    double driveDb = 0.0;             ///< "drive", 0 to 24: soft saturation
    double ampDb = 0.0;               ///< "amp", 0 to 60: gain of a guitar amplifier with its cabinet; 0: none
    double lowCutHz = 0.0;            ///< "low_cut"; 0: the part's usual one
    double highCutHz = 0.0;           ///< "high_cut"; 0: none
    double gatedReverb = 0.0;         ///< "gated_reverb", 0 to 1
    double chorus = 0.0;              ///< "chorus", 0 to 1
    bool powerChords = false;         ///< "power": root and fifth alone
};

/// Grooves of one meter by what they are for; empty: none of its own.
struct MeterGrooves {
    std::string main;
    std::string loud, soft, fill, intro, ending;
    std::string drums; ///< drums (and only these) are taken from here instead of `main`
};

enum class TimeFeel { Follow, Half, Double };

struct Style {
    std::string id; ///< lower case, digits and hyphens
    std::string name;
    std::string family;
    std::string era; ///< "1980s", "traditional"
    std::vector<std::string> tags;
    double tempoLow = 90.0; ///< "tempo": beats a minute that the grooves are made for
    double tempoHigh = 130.0;
    double swing = 0.5;                          ///< "feel.swing", 0.5 (straight) to 0.75
    double timingMs = 6.0;                       ///< "feel.timing_ms": standard deviation of a player's timing
    double velocitySpread = 5.0;                 ///< "feel.velocity": and of velocities
    TimeFeel time = TimeFeel::Follow;            ///< "feel.time": "half", "double"
    std::map<std::string, MeterGrooves> grooves; ///< "4/4", "3/4", "6/8"; 4/4 or 3/4 at least
    std::map<PartRole, PartStyle> parts;
    double remixDb = 0.0;       ///< "source.remix": level of the source's own sound at full strength
    double fullDb = -6.0;       ///< "source.full": the same where new instruments replay it
    double reverbSeconds = 1.0; ///< "mix.reverb", 0.1 to 8
    double wetDb = -20.0;       ///< "mix.wet", under the dry sound
    double sideChain = 0.0;     ///< "mix.side_chain", 0 to 1: how far the beat ducks the rest
    double chorus = 0.0;        ///< "mix.chorus", 0 to 1, on what is kept of the source
    double tape = 0.0;          ///< "mix.tape", 0 to 1
    double vinyl = 0.0;         ///< "mix.vinyl", 0 to 1

    [[nodiscard]] const PartStyle* part(PartRole role) const {
        const auto found = parts.find(role);
        return found == parts.end() ? nullptr : &found->second;
    }
};

/// A style from its JSON form. Throws EngineError (InputUnreadable): which file, which key, what was found, what was
/// expected. Unknown keys are refused, so that a misspelt one is not passed over.
[[nodiscard]] Style styleFromJson(std::string_view text, const std::string& fileName);

/// The product's styles, by name of their files; read once, on first use.
[[nodiscard]] const std::vector<Style>& builtInStyles();

/// The styles of a folder of the user's, by name; one replaces a built-in of the same id. A missing folder has none.
[[nodiscard]] std::vector<Style> stylesIn(const std::filesystem::path& folder);

/// Built-in styles and those of dataFolder()/styles, by id.
[[nodiscard]] std::vector<Style> allStyles();

/// The style of an id. Throws EngineError (BadUsage) that lists the nearest ids.
[[nodiscard]] Style styleById(const std::string& id);

} // namespace morphony
