// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/track_analysis.h"

#include <optional>
#include <string>

namespace morphony {

/// One JSON document; what is unknown is null, a list that is empty stays an empty list. `file` is left out when empty.
///
///     "file", "seconds", "tempo_bpm", "tempo_confidence", "tempo_curve" [{"time", "bpm"}], "meter" ("4/4"),
///     "beats_per_bar", "beats" [s], "beat_confidence", "downbeats" [s], "downbeat_confidence", "key" ("C# minor"),
///     "key_confidence", "keys" [{"start", "end", "key", "confidence"}], "tuning_cents", "tuning_confidence",
///     "chords" [{"start", "end", "label" (mir_eval's), "bass" (pitch class), "confidence"}],
///     "notes", "melody" [{"start", "end", "pitch" (MIDI), "velocity"}], "sections" [{"start", "end", "label"}],
///     "energy_per_bar" [LUFS], "percussive_share", "singing", "tags" [{"tag", "probability"}], "lufs",
///     "loudness_range", "max_short_term_lufs", "true_peak_dbtp", "bandwidth_hz", "stereo_width", "dc_offset",
///     "clipped_share", "silence_share", "remarks" [sentences]
[[nodiscard]] std::string analysisToJson(const TrackAnalysis& analysis, const std::string& file = {});

/// Reads what analysisToJson() wrote, to the bit. None when the text is anything else.
[[nodiscard]] std::optional<TrackAnalysis> analysisFromJson(const std::string& text);

} // namespace morphony
