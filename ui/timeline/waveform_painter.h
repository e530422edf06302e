// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dsp/waveform_pyramid.h"

#include <QColor>
#include <QImage>
#include <QRect>

#include <optional>

namespace morphony {

/// How one band of waveform is painted. All pixels are device pixels.
struct WaveformBand {
    QRect rect;                    ///< inside the image; the zero line is its middle
    std::optional<int> channel;    ///< none: all channels together
    double begin = 0.0;            ///< frame at the left edge
    double framesPerPixel = 1.0;
    double gain = 1.0;             ///< amplitude to half heights
    QColor color;
    double peakOpacity = 0.46;     ///< of min/max
    double rmsOpacity = 1.0;       ///< of the RMS core
};

/// Adds a band to a transparent Format_ARGB32_Premultiplied image. Reads only the pyramid: cost is the number of pixels.
void paintWaveform(QImage& image, const WaveformPyramid& pyramid, const WaveformBand& band);

/// Largest absolute sample of the piece over all channels.
[[nodiscard]] double peakOf(const WaveformPyramid& pyramid);

} // namespace morphony
