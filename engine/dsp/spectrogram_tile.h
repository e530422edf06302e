// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace morphony {

/// What one picture of a spectrogram shows. Rows lie evenly on a logarithmic frequency axis, row 0 at highHz and the
/// last one at lowHz; columns are `hop` frames apart.
struct SpectrogramTileShape {
    FrameCount hop = 256;
    int columns = 256;
    int rows = 192;
    double lowHz = 40.0;
    double highHz = 16000.0;
    double floorDb = -60.0; ///< this and less is 0; a full-scale sine is 255, linear in dB
};

/// Levels of columns firstColumn, firstColumn + 1, ... ; column k shows the sound around frame k * hop, the louder of the
/// channels, the mean power where a hop is longer than the window. Row-major, rows * columns. Returns nothing as soon as
/// `*unwanted` is true. Any thread but the audio callback's.
[[nodiscard]] std::vector<std::uint8_t> spectrogramTile(const AudioSource& source, FrameCount firstColumn,
                                                        const SpectrogramTileShape& shape,
                                                        const std::atomic<bool>& unwanted);

} // namespace morphony
