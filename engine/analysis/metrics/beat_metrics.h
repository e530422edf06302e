// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace morphony {

// How well the beats of a result agree with those of its source. All lists are rising times in seconds. As in
// mir_eval.beat (0.8.2), beats before 5 s are left out: trackers need some seconds to settle.

inline constexpr double kFirstJudgedBeatSeconds = 5.0; ///< mir_eval.beat.trim_beats
inline constexpr double kBeatWindowSeconds = 0.07;     ///< mir_eval.beat.f_measure
inline constexpr double kContinuityTolerance = 0.175;  ///< mir_eval.beat.continuity, of phase and of period

/// The beats from 5 s on.
[[nodiscard]] std::span<const double> judgedBeats(std::span<const double> beats);

/// beat_f1: F measure of a one-to-one matching within +-70 ms (Dixon 2007). None where the source has no judged beat.
[[nodiscard]] std::optional<double> beatF1(std::span<const double> source, std::span<const double> result);

/// beat_amlt: AMLt (Hainsworth 2004, Klapuri et al. 2006): the share of beats, of whichever has more, whose distance to
/// the nearest beat of the source and whose interval are within 17.5 % of the source's interval; the best over the
/// source's beats, the off-beats, twice and half the tempo. None where the source has fewer than two judged beats.
[[nodiscard]] std::optional<double> beatAmlt(std::span<const double> source, std::span<const double> result);

/// tempo_ratio: tempo of the result over that of the source, 1 for the same; none where one of them has no tempo.
[[nodiscard]] std::optional<double> tempoRatio(std::optional<double> sourceBpm, std::optional<double> resultBpm);

} // namespace morphony
