// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace morphony {

class Theme;

/// Laid over what a drop would change while something is dragged over it: focus outline and the verb. Starts hidden and
/// lets the mouse through.
class DropOutline : public QWidget {
public:
    DropOutline(Theme& theme, const QString& verb, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QString m_verb;
};

} // namespace morphony
