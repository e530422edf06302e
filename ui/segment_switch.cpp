// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/segment_switch.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace morphony {
namespace {

/// Text only; the frame and the fill of the chosen one are the switch's.
class SegmentButton : public QAbstractButton {
public:
    SegmentButton(Theme& theme, QWidget* parent) : QAbstractButton(parent), m_theme(theme) {
        setCheckable(true);
        makeKeyboardOnly(this);
        setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override {
        return {QFontMetrics(Theme::font(13, 600)).horizontalAdvance(text()) + 26, 32};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setFont(Theme::font(13, isChecked() ? 600 : 500));
        painter.setPen(isChecked() ? m_theme.colors().text : m_theme.colors().text2);
        painter.drawText(rect(), Qt::AlignCenter, text());
        if (hasFocus()) {
            drawFocusRing(painter, m_theme, rect(), 6);
        }
    }

private:
    Theme& m_theme;
};

} // namespace

SegmentSwitch::SegmentSwitch(Theme& theme, const QList<Segment>& segments, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_group(new QButtonGroup(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < segments.size(); ++i) {
        auto* button = new SegmentButton(theme, this);
        button->setText(segments[i].text);
        nameControl(button, {segments[i].objectName, segments[i].toolTip, {}});
        button->setChecked(i == 0);
        m_group->addButton(button, i);
        row->addWidget(button);
    }
    setFixedHeight(32);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentSwitch::chosen);
    connect(m_group, &QButtonGroup::idToggled, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

int SegmentSwitch::current() const { return m_group->checkedId(); }

void SegmentSwitch::setCurrent(int index) { m_group->button(index)->setChecked(true); }

void SegmentSwitch::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setClipPath(frame);
    for (const QAbstractButton* button : m_group->buttons()) {
        if (button->isChecked()) {
            painter.fillRect(button->geometry(), m_theme.colors().hover);
        }
        if (button->x() > 0) {
            painter.fillRect(QRect(button->x(), 0, 1, height()), m_theme.colors().edge);
        }
    }
    painter.setClipping(false);
    painter.setPen(QPen(m_theme.colors().edge, 1));
    painter.drawPath(frame);
}

} // namespace morphony
