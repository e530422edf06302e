// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace morphony {

/// The project's own network that tells whether a beat opens a bar from what is heard on the four beats before it, on
/// itself and on the four after, and half-way to the next: four small perceptrons whose verdicts are averaged.
///
/// Trained by the project on renders of chord charts in the grooves of mma whose style files begin with a digit or a to m
/// (FluidSynth, MuseScore General and FluidR3; random keys, chords, tempi, drift, instruments, some without drums), from
/// the true bar lines. The weights are part of the program, rounded to eight bits.
inline constexpr std::size_t kBarLineBeats = 9;    ///< beats that it hears
inline constexpr std::size_t kBarLineFigures = 18; ///< figures per beat, of mean 0 and spread 1 over the piece

/// Log odds that the middle one of the beats opens a bar; kBarLineBeats x kBarLineFigures values, beat by beat, zero
/// where the piece has no beat.
[[nodiscard]] double barLineLogOdds(std::span<const float> beats);

} // namespace morphony
