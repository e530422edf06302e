// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/gaussian.h"
#include "morph/style_frames.h"

#include <optional>

namespace morphony {

/// How a piece sounds, level and notes left out: mean and covariance of the shape of its spectrum, one Gaussian for all of
/// its frames (Mandel & Ellis, ISMIR 2005).
///
/// The 40 timbre bands of its StyleFrames; 10 log10, floored 90 dB under the piece's largest value; each frame less its
/// mean over the bands. A frame weighs as the power 3/4 of its energy, as the louder sound is what is heard. 1 dB squared
/// is added to each variance. (An orthonormal DCT would turn the shapes into cepstral coefficients 1 to 39 and change no
/// distance.)
struct TimbreProfile {
    Gaussian shape;
    bool silent = true;
};

/// The highest frequency at which pieces with these rates can be compared: 16 kHz, or 95 % of the lowest Nyquist.
[[nodiscard]] double timbreLimitHz(std::initializer_list<SampleRate> rates);

[[nodiscard]] TimbreProfile timbreProfile(const StyleFrames& frames, const JobContext& context);
/// Profile of the whole piece, or of `mostSeconds` of it in evenly spread 8-s sections when it is longer.
[[nodiscard]] TimbreProfile timbreProfile(const AudioSource& source, double limitHz, double mostSeconds,
                                          const ProgressSpan& progress);

/// Bhattacharyya distance of two profiles with the same limit: (m - n)' S^-1 (m - n) / 8 + log(det S / sqrt(det C det D)) /
/// 2 with S = (C + D) / 2 (Kailath 1967). Symmetric, 0 for the same sound, without unit. None when one is silent.
[[nodiscard]] std::optional<double> timbreDistance(const TimbreProfile& a, const TimbreProfile& b);

} // namespace morphony
