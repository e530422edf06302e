// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace morphony {

/// The project's own network that tells how likely a pulse is to be a piece's beat, from what is heard on the average bar
/// of that pulse. A wrong pulse (half, twice, two thirds or three halves as fast, or between the beats) makes bars that no
/// music has. How it was trained, and on what, stands in models/rhythm/MODEL_CARD.md; the weights are part of the program,
/// rounded to eight bits.
inline constexpr std::size_t kGrooveSteps = 12;  ///< of a beat
inline constexpr std::size_t kGrooveFigures = 9; ///< per step, of mean 0 and about spread 1 over the music
inline constexpr std::size_t kGrooveBeat = kGrooveSteps * kGrooveFigures;
inline constexpr std::size_t kGrooveRhythmFigures = 5; ///< the first ones; the others are harmony's

/// Beats between which the music is compared with itself.
inline constexpr std::array<std::size_t, 6> kGrooveLags{1, 2, 3, 4, 6, 8};
using GrooveRepeats = std::array<double, 2 * kGrooveLags.size()>;

/// What a pulse can be: each meter with the bar line on each of its beats.
struct GroovePlace {
    int beatsPerBar; ///< 2 is compound time, 6/8
    int firstBeat;   ///< of the pattern's beats, the one that opens the bar
};
inline constexpr std::array<GroovePlace, 9> kGroovePlaces{
    {{4, 0}, {4, 1}, {4, 2}, {4, 3}, {3, 0}, {3, 1}, {3, 2}, {2, 0}, {2, 1}}};

/// Scores of the places, natural logarithms of likelihoods, to be compared between pulses: `fours` is the mean of every
/// four beats of the pulse, beat by beat (4 x kGrooveBeat values), `threes` that of every three; `repeats` the correlations
/// of beats that lie so many lags apart, of what differs from the average beat in rhythm and then in harmony; `bpm` the
/// pulse's tempo.
[[nodiscard]] std::array<double, kGroovePlaces.size()> grooveScores(std::span<const float> fours,
                                                                    std::span<const float> threes,
                                                                    const GrooveRepeats& repeats, double bpm);

} // namespace morphony
