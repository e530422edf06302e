// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/analysis_correction.h"
#include "core/names.h"
#include "core/units.h"
#include "dsp/layer_mixer.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace morphony {

enum class Stem { Vocals, Drums, Bass, Other };
inline constexpr Names<Stem, 4> kStemNames{
    {{Stem::Vocals, "vocals"}, {Stem::Drums, "drums"}, {Stem::Bass, "bass"}, {Stem::Other, "other"}}};

enum class Device { Auto, Cpu, Cuda };
inline constexpr Names<Device, 3> kDeviceNames{{{Device::Auto, "auto"}, {Device::Cpu, "cpu"}, {Device::Cuda, "cuda"}}};

/// Everything a user asks for. A value; validated by runMorph().
struct MorphRequest {
    std::filesystem::path source;
    std::optional<std::filesystem::path> style;   ///< style track
    std::string prompt;                           ///< free text; empty when none
    std::string engine = "auto";                  ///< an engine's id, or "auto"
    DialSetting dial{0.7, {}, {}, {}};            ///< what an export renders; the layers serve any setting
    std::optional<TimeRange> region;              ///< morph only this part; the rest stays the source, bit for bit
    bool crop = false;                            ///< with `region`: the result is the region alone
    /// Share of the song that must be left (song_kept without beats, on excerpts), 0 to 1: the dial stops where less would.
    std::optional<double> keptContent;
    std::set<Stem> kept;                          ///< stems that stay the source's
    /// What the user corrected in the analysis of the two tracks; engines use corrected(analysis, correction).
    AnalysisCorrection sourceCorrection, styleCorrection;
    int variants = 1;                             ///< how many results, 1 to 99; variant k uses seed + k
    std::uint64_t seed = 1;
    Device device = Device::Auto;
    std::map<std::string, std::string> settings;  ///< engine-specific key=value pairs; unknown keys are refused
};

} // namespace morphony
