// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QAbstractButton>
#include <QFrame>

namespace morphony {

class Theme;

/// One half of the A/B switch: letter, title, detail; filled with its role colour while it is heard.
class AbHalf : public QAbstractButton {
    Q_OBJECT

public:
    AbHalf(Theme& theme, LaneRole role, QWidget* parent);

    void setTexts(const QString& title, const QString& detail);
    void setHeard(bool heard);
    void setPresent(bool present);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void speak();

    Theme& m_theme;
    LaneRole m_role;
    QString m_detail;
    bool m_heard = false;
    bool m_present = false;
};

/// A and B side by side; a press asks to hear that half.
class AbSwitch : public QFrame {
    Q_OBJECT

public:
    AbSwitch(Theme& theme, QWidget* parent);

    void setSource(const QString& title, const QString& detail, bool present);
    void setTake(const TakeHalfContent& content);
    void setHeard(LaneRole role);

Q_SIGNALS:
    void heardRequested(morphony::LaneRole role);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Theme& m_theme;
    AbHalf* m_a = nullptr;
    AbHalf* m_b = nullptr;
    bool m_bothPresent = false;
};

} // namespace morphony
