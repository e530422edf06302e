// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include <utility>

namespace morphony {

class Theme;

/// Help: all keys of the window, in the panel's place.
class KeysSheet : public QWidget {
    Q_OBJECT

public:
    /// Rows of what a key does and the key itself.
    KeysSheet(Theme& theme, const QList<std::pair<QString, QString>>& keys, QWidget* parent);

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
};

} // namespace morphony
