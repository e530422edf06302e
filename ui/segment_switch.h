// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace morphony {

class Theme;

/// A row of joined buttons of which one is chosen.
class SegmentSwitch : public QWidget {
    Q_OBJECT

public:
    struct Segment {
        QString text;
        QString objectName;
        QString toolTip;
    };

    SegmentSwitch(Theme& theme, const QList<Segment>& segments, QWidget* parent);

    [[nodiscard]] int current() const;
    void setCurrent(int index); ///< not announced

Q_SIGNALS:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QButtonGroup* m_group = nullptr;
};

} // namespace morphony
