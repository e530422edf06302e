// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

namespace morphony {

class Theme;
class ViewRange;

/// Times above, bars and sections of the source below, the loop along the top edge. A click or drag moves the playhead.
class Ruler : public QWidget {
    Q_OBJECT

public:
    Ruler(Theme& theme, ViewRange& range, QWidget* parent);

    void setGrid(const MusicGrid& grid);

Q_SIGNALS:
    void seekRequested(double seconds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void drawTimes(QPainter& painter) const;
    void drawBars(QPainter& painter) const;

    Theme& m_theme;
    ViewRange& m_range;
    MusicGrid m_grid;
};

} // namespace morphony
