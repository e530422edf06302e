// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace morphony {

class Theme;
class ViewRange;

/// The playhead: a narrow widget above ruler and lanes. Moving it repaints only the strips it leaves and enters. Lets
/// the mouse through.
class PlayheadOverlay : public QWidget {
public:
    static constexpr int kWidth = 15;

    PlayheadOverlay(Theme& theme, QWidget* parent);

    /// Stands at `x` (parent's coordinates, fractions count) from `top` to `bottom`.
    void place(double x, int top, int bottom);
    /// Vertical range, in the parent's coordinates, where it is drawn at `opacity`: the style lane.
    void setFaint(int top, int bottom, double opacity);
    [[nodiscard]] double position() const { return m_x; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    double m_x = 0.0;
    int m_faintTop = 0;
    int m_faintBottom = 0;
    double m_faint = 1.0;
};

/// The thin horizontal scroll bar under the lanes.
class ScrollStrip : public QWidget {
public:
    ScrollStrip(Theme& theme, ViewRange& range, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRectF handle() const;

    Theme& m_theme;
    ViewRange& m_range;
    double m_grab = 0.0; ///< seconds between the pointer and the window's begin
};

/// Dashed area that says what will appear there.
class TakePlaceholder : public QWidget {
public:
    TakePlaceholder(Theme& theme, QWidget* parent);

    void setTexts(const QString& title, const QString& text);
    [[nodiscard]] bool isEmpty() const { return m_title.isEmpty(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QString m_title;
    QString m_text;
};

/// The window before anything is loaded: what to do first.
class EmptyView : public QWidget {
    Q_OBJECT

public:
    EmptyView(Theme& theme, QWidget* parent);

    void setDropTarget(bool on);

Q_SIGNALS:
    void openRequested();
    void demoRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Theme& m_theme;
    QPushButton* m_demo = nullptr;
    QPushButton* m_open = nullptr;
    QWidget* m_drop = nullptr;
};

/// Dashed rounded outline of a drop or waiting area.
void drawDashedArea(QPainter& painter, const Theme& theme, const QRectF& area, double radius);

} // namespace morphony
