// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

class QPushButton;

namespace morphony {

class Theme;

/// Left column of a lane: role bar, kind, name, facts, A or B, buttons. GUI thread only.
class LaneHeader : public QWidget {
    Q_OBJECT

public:
    LaneHeader(Theme& theme, LaneRole role, const QString& id, QWidget* parent);

    void setText(const QString& title, const QStringList& facts);
    void setState(bool heard, bool selected, bool exportable);
    void setLegend(bool shown); ///< the scale of the spectrogram's colours

Q_SIGNALS:
    void listenPressed();
    void exportPressed();
    void menuRequested(QPoint globalPosition);
    void pressed();
    void foldToggled();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    [[nodiscard]] bool small() const;
    void drawTexts(QPainter& painter) const;
    void drawBadge(QPainter& painter) const;
    void drawLegend(QPainter& painter) const;

    Theme& m_theme;
    LaneRole m_role;
    QString m_title;
    QStringList m_facts;
    bool m_heard = false;
    bool m_selected = false;
    bool m_exportable = false;
    bool m_legend = false;
    QPushButton* m_listen = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_more = nullptr;
};

} // namespace morphony
