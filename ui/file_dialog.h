// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace morphony {

/// The only door to file dialogs, with a seam for tests: an answer that was set is given once, without a dialog.
/// An empty answer means that the user cancelled.
class FileDialog {
public:
    static QString openFile(QWidget* parent, const QString& title, const QString& filter);
    /// The dialog itself asks before an existing file is chosen.
    static QString saveFile(QWidget* parent, const QString& title, const QString& proposed, const QString& filter);
    static QString chooseFolder(QWidget* parent, const QString& title, const QString& start);

    static void setNextFileName(const QString& fileName);
};

} // namespace morphony
