// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/console/dial_geometry.h"

#include <QAbstractSlider>

#include <optional>

class QVariantAnimation;

namespace morphony {

class Theme;

/// The morph strength, 0 to 1000. Dragged along the arc, turned by wheel (Shift: fine), typed as digits and Enter.
/// valueChanged() tells every step; doubleClicked() asks for the take's own strength. GUI thread only.
class Dial : public QAbstractSlider {
    Q_OBJECT

public:
    static constexpr int kFull = 1000;

    Dial(Theme& theme, QWidget* parent);

    void setLimit(std::optional<double> limit);
    void setCaption(const QString& caption);
    /// What is read out after the strength ("song kept 86 %, style reached 67 %").
    void setSpokenScores(const QString& scores);
    [[nodiscard]] DialGeometry geometryOfArc() const { return {QPointF(width() / 2.0, 130.0)}; }
    [[nodiscard]] double strength() const { return value() / double(kFull); }
    /// The digits typed so far; empty when none.
    [[nodiscard]] const QString& typed() const { return m_typed; }

Q_SIGNALS:
    void resetRequested();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void sliderChange(SliderChange change) override;

private:
    void glideTo(double strength);
    void takeTyped();
    void speak();
    void drawTrack(QPainter& painter) const;
    void drawScale(QPainter& painter) const;
    void drawLimit(QPainter& painter) const;
    void drawKnob(QPainter& painter) const;
    void drawFigure(QPainter& painter) const;
    [[nodiscard]] double limitOrNone() const { return m_limit.value_or(2.0); }

    Theme& m_theme;
    std::optional<double> m_limit;
    QString m_caption;
    QString m_spokenScores;
    QString m_typed;
    DialDrag m_drag;
    bool m_dragging = false;
    double m_wheel = 0.0; ///< wheel movement that did not make a whole step yet
    QVariantAnimation* m_glide = nullptr;
};

} // namespace morphony
