// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace morphony {

/// Size of the largest one-to-one matching of two rising lists of times in seconds in which the two times of a pair are
/// at most `window` apart (mir_eval.util.match_events).
[[nodiscard]] std::size_t matchedEvents(std::span<const double> a, std::span<const double> b, double window);

/// 2PR / (P + R) of that matching: P the share of `found` that is matched, R that of `reference` (mir_eval.util.f_measure).
/// 0 where nothing was found; none where the reference is empty, for then there is nothing to compare with.
[[nodiscard]] std::optional<double> eventF1(std::span<const double> reference, std::span<const double> found,
                                            double window);

/// Half width of the window within which two onsets count as the same (mir_eval.onset).
inline constexpr double kOnsetWindowSeconds = 0.05;

/// onset_f1: eventF1() of the onsets of source and result, +-50 ms (mir_eval.onset.f_measure).
[[nodiscard]] std::optional<double> onsetF1(std::span<const double> reference, std::span<const double> found);

} // namespace morphony
