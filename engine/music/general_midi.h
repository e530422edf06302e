// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace morphony {

/// Names of General MIDI's 128 programs and of its drums (keys 27 to 87); any other number has an empty name.
[[nodiscard]] const char* programName(int program);
inline constexpr int kFirstDrum = 27;
inline constexpr int kLastDrum = 87;
[[nodiscard]] const char* drumName(int key);

/// The drum kit of a program on channel 10 (General MIDI 2 and Roland GS).
[[nodiscard]] const char* kitName(int program);

} // namespace morphony
