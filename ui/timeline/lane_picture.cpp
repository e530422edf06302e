// SPDX-License-Identifier: GPL-3.0-or-later
// The painting half of LaneBody, in drawing order.
#include "ui/timeline/lane_body.h"

#include "ui/theme.h"
#include "ui/timeline/grid_painter.h"
#include "ui/timeline/spectrogram_painter.h"
#include "ui/timeline/tall_fill.h"
#include "ui/timeline/view_range.h"
#include "ui/timeline/waveform_painter.h"
#include "ui/widgets.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <tuple>

namespace morphony {
namespace {

constexpr double kNotHeard = 0.62;     // opacity of the RMS core of a lane that is not heard
constexpr double kMarkDistance = 18.0; // pixels between two dB marks

/// A small label on a chip of the lane's colour, so that it reads on any waveform.
void drawChip(QPainter& painter, const Theme& theme, QPointF leftMiddle, const QString& text, bool alignRight = false) {
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8.0;
    const QRectF chip(leftMiddle.x() - (alignRight ? width : 0.0), leftMiddle.y() - 8.0, width, 16.0);
    QColor ground = theme.colors().lane;
    ground.setAlphaF(0.8F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(theme.colors().text2);
    painter.drawText(chip, Qt::AlignCenter, text);
}

} // namespace

qint64 LaneBody::firstColumn() const { return std::llround(scale().begin / secondsPerColumn()); }

void LaneBody::bringUpToDate() {
    const double ratio = devicePixelRatioF();
    const QSize wanted = (QSizeF(size()) * ratio).toSize();
    const double column = secondsPerColumn();
    const qint64 first = firstColumn();
    if (m_pictureScale != column || m_picture.size() != wanted || std::abs(first - m_pictureFirst) >= wanted.width()) {
        m_picture = QPixmap(wanted);
        m_picture.setDevicePixelRatio(ratio);
        m_stale = QRect(0, 0, wanted.width(), 1);
    } else if (first != m_pictureFirst) {
        scrollPicture(first - m_pictureFirst);
    }
    m_pictureScale = column;
    m_pictureFirst = first;
    for (const QRect& columns : m_stale.intersected(QRect(0, 0, wanted.width(), 1))) {
        render({columns.left(), columns.left() + columns.width()});
    }
    m_stale = {};
}

void LaneBody::scrollPicture(qint64 columns) {
    const int by = static_cast<int>(columns);
    m_picture.scroll(-by, 0, QRect(QPoint(0, 0), m_picture.size()));
    m_stale.translate(-by, 0);
    m_stale += by > 0 ? QRect(m_picture.width() - by, 0, by, 1) : QRect(0, 0, -by, 1);
}

void LaneBody::render(Strip strip) {
    const double ratio = devicePixelRatioF();
    QPainter painter(&m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF columns(strip.from / ratio, 0, (strip.to - strip.from) / ratio, height());
    painter.setClipRect(columns);
    painter.fillRect(columns, m_theme.colors().lane);
    drawGrid(painter, strip);
    if (m_content.pyramid || m_content.rendering) {
        drawWaveform(painter, strip);
    }
    drawSpectrogram(painter, strip);
    if (showsChords()) {
        painter.fillRect(rect().adjusted(0, height() - TimelineMetrics::kChordStrip, 0, 0), m_theme.colors().panel);
    }
}

void LaneBody::drawGrid(QPainter& painter, Strip strip) const {
    const double ratio = devicePixelRatioF();
    painter.setRenderHint(QPainter::Antialiasing, false); // opaque colours on whole pixels are Qt's quickest fill
    paintGridLines(painter, m_theme, m_content.grid, scale(),
                   {strip.from / ratio, strip.to / ratio, 0.0, soundRect().bottom() + 1.0, ratio});
    const QColor zero = blended(m_theme.colors().play, m_theme.colors().lane, 0.10);
    const QRect wave = waveformRect();
    const int bands = twoChannels() ? 2 : 1;
    for (int c = 0; c < bands && !wave.isEmpty(); ++c) {
        painter.fillRect(QRectF(0, std::floor(wave.top() + wave.height() * (c + 0.5) / bands), width(), 1), zero);
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void LaneBody::drawWaveform(QPainter& painter, Strip strip) const {
    const QRect wave = waveformRect();
    if (wave.isEmpty()) {
        return;
    }
    const double ratio = devicePixelRatioF();
    QImage image(strip.to - strip.from, qRound(wave.height() * ratio), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const TimeScale s = scale();
    const int bands = twoChannels() ? 2 : 1;
    const auto paint = [&](const WaveformPyramid& pyramid, const QColor& color, double gain, double strength,
                           Strip wanted) {
        const Strip columns{std::max(wanted.from, strip.from), std::min(wanted.to, strip.to)};
        for (int c = 0; c < bands && columns.from < columns.to; ++c) {
            WaveformBand band;
            const int top = image.height() * c / bands;
            band.rect =
                QRect(columns.from - strip.from, top, columns.to - columns.from, image.height() * (c + 1) / bands - top);
            band.channel = bands == 2 ? std::optional<int>(std::min(c, pyramid.channels() - 1)) : std::nullopt;
            band.framesPerPixel = s.secondsPerPixel * pyramid.sampleRate().hz / ratio;
            band.begin = s.begin * pyramid.sampleRate().hz + columns.from * band.framesPerPixel;
            band.gain = gain;
            band.color = color;
            band.peakOpacity = 0.46 * strength;
            band.rmsOpacity = strength;
            paintWaveform(image, pyramid, band);
        }
    };
    Strip done{0, m_content.rendering ? 0 : m_picture.width()};
    if (m_content.finished) {
        const auto column = [&](FrameCount frame) {
            return std::clamp(qRound(s.x(secondsOf(frame, m_content.rate)) * ratio), 0, m_picture.width());
        };
        done = {column(m_content.finished->begin), column(m_content.finished->end)};
    }
    if (m_look.silhouette && m_content.rendering) {
        paint(*m_look.silhouette, m_theme.colors().text3, m_look.silhouetteGain, 0.45, {0, done.from});
        paint(*m_look.silhouette, m_theme.colors().text3, m_look.silhouetteGain, 0.45, {done.to, m_picture.width()});
    }
    if (m_content.pyramid) {
        const double strength = m_look.heard ? 1.0 : kNotHeard;
        paint(*m_content.pyramid, m_theme.role(m_content.role), m_look.gain, strength, done);
    }
    image.setDevicePixelRatio(ratio);
    painter.drawImage(QPointF(strip.from / ratio, wave.top()), image);
}

void LaneBody::drawSpectrogram(QPainter& painter, Strip strip) const {
    const QRect area = spectrogramRect();
    if (area.isEmpty() || m_content.frames == 0 || m_content.rendering) {
        return;
    }
    const double ratio = devicePixelRatioF();
    const TimeScale s = scale();
    const double framesPerColumn = s.secondsPerPixel * m_content.rate.hz / ratio;
    painter.save();
    painter.scale(1.0 / ratio, 1.0 / ratio);
    paintSpectrogram(painter,
                     {m_content.id, s.begin * m_content.rate.hz + strip.from * framesPerColumn, framesPerColumn,
                      m_content.frames,
                      QRectF(strip.from, area.top() * ratio, strip.to - strip.from, area.height() * ratio)},
                     m_tiles, m_theme.levelColors(m_content.role));
    painter.restore();
    paintBarLines(painter, m_theme, m_content.grid, s,
                  {strip.from / ratio, strip.to / ratio, area.top() * 1.0, area.bottom() + 1.0, ratio});
}

/// The picture has square corners, so that it can be moved; the ground covers them.
void LaneBody::drawCorners(QPainter& painter) const {
    constexpr double kRadius = 6.0;
    for (const auto& [x, y, dx, dy] : {std::tuple{0.0, 0.0, 1.0, 1.0},
                                       {1.0 * width(), 0.0, -1.0, 1.0},
                                       {0.0, 1.0 * height(), 1.0, -1.0},
                                       {1.0 * width(), 1.0 * height(), -1.0, -1.0}}) {
        const QPointF corner(x, y);
        const QRectF circle(QPointF(x + dx * kRadius - kRadius, y + dy * kRadius - kRadius),
                            QSizeF(2 * kRadius, 2 * kRadius));
        const double start = dx > 0 ? (dy > 0 ? 90.0 : 180.0) : (dy > 0 ? 0.0 : 270.0);
        QPainterPath path(corner);
        path.arcTo(circle, start, 90.0);
        path.closeSubpath();
        painter.fillPath(path, m_theme.colors().window);
    }
}

void LaneBody::drawRendering(QPainter& painter) const {
    painter.setFont(Theme::font(12, 500));
    const TimeScale s = scale();
    if (m_content.readFraction && !m_content.pyramid) {
        drawChip(painter, m_theme, {8, soundRect().center().y() + 0.5},
                 tr("Reading %1").arg(percentText(*m_content.readFraction)));
        return;
    }
    if (!m_content.rendering) {
        return;
    }
    double labelX = 8.0;
    if (m_content.finished) {
        const double left = s.x(secondsOf(m_content.finished->begin, m_content.rate));
        const double right = s.x(secondsOf(m_content.finished->end, m_content.rate));
        const QRectF frame(left + 0.5, soundRect().top() + 0.5, right - left - 1, soundRect().height() - 1);
        painter.setPen(QPen(m_theme.colors().take, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame, 4, 4);
        const QString text = tr("Preview ready");
        painter.setFont(Theme::font(11, 600));
        const QRectF badge(frame.left() + 6, frame.top() + 6, QFontMetricsF(painter.font()).horizontalAdvance(text) + 14,
                           18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.colors().take);
        painter.drawRoundedRect(badge, 3, 3);
        painter.setPen(m_theme.colors().on);
        painter.drawText(badge, Qt::AlignCenter, text);
        painter.setFont(Theme::font(12, 400));
        labelX = right + 8;
    }
    drawChip(painter, m_theme, {labelX, soundRect().top() + 16.0},
             m_content.finished ? tr("Rendering the rest") : tr("Rendering"));
}

void LaneBody::drawLoop(QPainter& painter) const {
    const auto loop = m_range.loop();
    if (!loop) {
        return;
    }
    const TimeScale s = scale();
    const double left = std::floor(s.x(loop->from));
    const double right = std::floor(s.x(loop->to));
    if (m_range.loopOn()) {
        fillTall(painter, QRectF(0, 0, left, height()), m_theme.colors().shade);
        fillTall(painter, QRectF(right, 0, width() - right, height()), m_theme.colors().shade);
    }
    QColor edge = m_theme.colors().play;
    edge.setAlphaF(m_range.loopOn() ? 0.8F : 0.4F);
    fillTall(painter, QRectF(left, 0, 1, height()), edge);
    fillTall(painter, QRectF(right, 0, 1, height()), edge);
}

void LaneBody::drawLabels(QPainter& painter) const {
    painter.setFont(Theme::font(11, 500));
    const QRect wave = waveformRect();
    if (m_content.pyramid && !wave.isEmpty()) {
        const int bands = twoChannels() ? 2 : 1;
        const double half = wave.height() / 2.0 / bands;
        for (int c = 0; c < bands && bands == 2; ++c) {
            drawChip(painter, m_theme, {6, wave.top() + 14.0 + wave.height() * c / bands}, c == 0 ? tr("L") : tr("R"));
        }
        double lastY = wave.top() - kMarkDistance + 8.0;
        for (const double decibels : {0.0, -6.0, -12.0}) {
            if (height() < TimelineMetrics::kTwoChannelBody) {
                break; // a lane of one line has no room for figures
            }
            const double y = wave.top() + half - gainFromDb(decibels) * m_look.gain * half;
            if (y - lastY >= kMarkDistance && half - (y - wave.top()) >= kMarkDistance) {
                const QString text =
                    decibels < 0.0 ? QStringLiteral("\u2212%1").arg(-decibels, 0, 'f', 0) : QStringLiteral("0");
                drawChip(painter, m_theme, {width() - 4.0, y}, text, true);
                lastY = y;
            }
        }
    }
    const QRect spectrum = spectrogramRect();
    if (!spectrum.isEmpty() && m_content.frames > 0 && spectrum.height() >= 60) {
        double lastY = spectrum.top() - 10.0;
        for (const auto& [hz, text] :
             {std::pair{10000.0, "10k"}, {5000.0, "5k"}, {1000.0, "1k"}, {500.0, "500"}, {100.0, "100"}}) {
            const double y = spectrum.top() + frequencyPlace(hz) * spectrum.height();
            if (y - lastY >= kMarkDistance && y < spectrum.bottom() - 8) {
                drawChip(painter, m_theme, {4, y}, QString::fromLatin1(text));
                lastY = y;
            }
        }
    }
}

} // namespace morphony
