// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QPixmap>
#include <QWidget>

namespace morphony {

class Theme;
class ViewRange;

/// The whole song in a strip, with the visible part as a frame that can be dragged.
class Overview : public QWidget {
    Q_OBJECT

public:
    Overview(Theme& theme, ViewRange& range, QWidget* parent);

    void setPyramid(std::shared_ptr<const WaveformPyramid> pyramid);
    void setPosition(double seconds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void render();
    [[nodiscard]] QPixmap picture(const QColor& color) const;
    [[nodiscard]] QRectF frame() const;
    [[nodiscard]] double secondsPerPixel() const;

    Theme& m_theme;
    ViewRange& m_range;
    std::shared_ptr<const WaveformPyramid> m_pyramid;
    QPixmap m_dim;
    QPixmap m_bright;
    double m_position = 0.0;
    double m_grab = 0.0;
};

} // namespace morphony
