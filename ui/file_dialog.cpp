// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/file_dialog.h"

#include <QFileDialog>

#include <optional>

namespace morphony {
namespace {

std::optional<QString>& nextFileName() {
    static std::optional<QString> name;
    return name;
}

std::optional<QString> takeAnswer() { return std::exchange(nextFileName(), std::nullopt); }

} // namespace

QString FileDialog::openFile(QWidget* parent, const QString& title, const QString& filter) {
    const auto answer = takeAnswer();
    return answer ? *answer : QFileDialog::getOpenFileName(parent, title, {}, filter);
}

QString FileDialog::saveFile(QWidget* parent, const QString& title, const QString& proposed, const QString& filter) {
    const auto answer = takeAnswer();
    return answer ? *answer : QFileDialog::getSaveFileName(parent, title, proposed, filter);
}

QString FileDialog::chooseFolder(QWidget* parent, const QString& title, const QString& start) {
    const auto answer = takeAnswer();
    return answer ? *answer : QFileDialog::getExistingDirectory(parent, title, start);
}

void FileDialog::setNextFileName(const QString& fileName) { nextFileName() = fileName; }

} // namespace morphony
