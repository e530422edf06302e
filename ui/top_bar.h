// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

class QAction;
class QLabel;
class QMenuBar;
class QPushButton;

namespace morphony {

class SegmentSwitch;
class Theme;

/// Icon, menus, session, undo, redo, view switch, Export.
class TopBar : public QWidget {
    Q_OBJECT

public:
    TopBar(Theme& theme, QWidget* parent);

    [[nodiscard]] QMenuBar* menuBar() const { return m_menus; }
    void setSession(const QString& title, const QString& status);
    void setViewMode(ViewMode mode);
    void setUndo(const QString& undo, const QString& redo);
    void setExportEnabled(bool enabled);
    /// Reads a sentence out to a screen reader without moving focus.
    void announce(const QString& text);

Q_SIGNALS:
    void undoPressed();
    void redoPressed();
    void exportPressed();
    void viewModeChosen(morphony::ViewMode mode);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void tint();

    Theme& m_theme;
    QLabel* m_icon = nullptr;
    QMenuBar* m_menus = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_status = nullptr;
    QPushButton* m_undo = nullptr;
    QPushButton* m_redo = nullptr;
    SegmentSwitch* m_view = nullptr;
    QPushButton* m_export = nullptr;
};

} // namespace morphony
