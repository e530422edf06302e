// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/card_frame.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace morphony {

CardFrame::CardFrame(Theme& theme, Tone tone, QWidget* parent) : QFrame(parent), m_theme(theme), m_tone(tone) {
    const bool error = tone == Tone::Error;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(error ? 60 : 40, error ? 16 : 11, 12, error ? 16 : 10);
    column->setSpacing(error ? 6 : 3);
    m_title = makeLabel({}, error ? "title" : "strong", this);
    m_title->setWordWrap(true);
    m_text = makeLabel({}, error ? "secondary" : "small", this);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_buttonRow = new QWidget(this);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addSpacing(4);
    column->addWidget(m_buttonRow);
    column->addStretch(1);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CardFrame::setCard(const ErrorCard& card) {
    m_card = card;
    setObjectName(QStringLiteral("card_%1").arg(card.id));
    setAccessibleName(card.title + QStringLiteral(". ") + card.text);
    m_title->setText(card.title);
    m_text->setText(card.text);
    delete std::exchange(m_buttonRow, new QWidget(this));
    auto* row = new QHBoxLayout(m_buttonRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    bool first = true;
    for (const CardButton& item : card.buttons) {
        auto* button = makeButton(item.text, std::exchange(first, false) ? "" : "outline",
                                  {QStringLiteral("card_%1_%2").arg(card.id, item.id), item.text, {}}, m_buttonRow);
        connect(button, &QPushButton::clicked, this, [this, id = item.id] { Q_EMIT buttonPressed(m_card.id, id); },
                Qt::QueuedConnection); // the answer may delete this card
        row->addWidget(button);
    }
    row->addStretch(1);
    m_buttonRow->setVisible(!card.buttons.isEmpty());
    static_cast<QVBoxLayout*>(layout())->insertWidget(3, m_buttonRow);
    resizeEvent(nullptr);
}

void CardFrame::resizeEvent(QResizeEvent*) {
    // Words that wrap must never be cut: boxes around this card do not pass height for width on.
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    for (QLabel* label : {m_title, m_text}) {
        label->ensurePolished();
        label->setMinimumHeight(0); // a label never reports less than its own minimum
        label->setMinimumHeight(std::max(0, label->heightForWidth(room)));
    }
}

void CardFrame::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    const bool error = m_tone == Tone::Error;
    const QColor edge = error ? colors.error : colors.edge;
    painter.setPen(QPen(edge, 1));
    painter.setBrush(colors.lane);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    if (error) {
        painter.fillRect(QRectF(0, 6, 4, height() - 12), edge);
        painter.fillRect(QRectF(1, 3, 3, height() - 6), edge);
    }
    const QPixmap icon = m_theme.icon(error ? QStringLiteral("error") : QStringLiteral("get-model"), 20,
                                      error ? colors.error : colors.text2, devicePixelRatioF());
    painter.drawPixmap(QPointF(error ? 24 : 12, error ? 18 : 12), icon);
}

} // namespace morphony
