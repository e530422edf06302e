// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>

#include <functional>

class QAction;
class QMenu;
class QMenuBar;

namespace morphony {

class MainWindow;

/// Every menu entry and shortcut of the window. Actions are named "action" plus what they do ("actionPlay"). Letters and
/// Space reach the window only while no text field has the focus: text fields take them first.
class WindowActions : public QObject {
    Q_OBJECT

public:
    WindowActions(MainWindow& window, QMenuBar& menus);

    [[nodiscard]] QAction* action(const QString& name) const { return m_actions.value(name); }
    /// Without a song only opening, view of the window and help make sense.
    void setSongLoaded(bool loaded);
    void setTakeSelected(bool selected);
    void setUndoTexts(const QString& undo, const QString& redo);
    /// All actions that have a key, as rows of a table: name, key.
    [[nodiscard]] QList<std::pair<QString, QString>> keys() const;

private:
    using Deed = std::function<void()>;
    QAction* add(QMenu& menu, const char* name, const QString& text, const QList<QKeySequence>& keys, Deed deed);
    void addFile(QMenuBar& menus);
    void addEdit(QMenuBar& menus);
    void addView(QMenuBar& menus);
    void addPlay(QMenuBar& menus);
    void addCorrections(QMenu& menu);
    void addMorph(QMenuBar& menus);
    void addTakes(QMenu& menu);
    void addHelp(QMenuBar& menus);
    void turnDial(int thousandths);

    MainWindow& m_window;
    QHash<QString, QAction*> m_actions;
    QList<QAction*> m_order;
    QList<QAction*> m_needSong;
    QList<QAction*> m_needTake;
};

} // namespace morphony
