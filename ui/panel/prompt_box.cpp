// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/prompt_box.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace morphony {

ChipButton::ChipButton(Theme& theme, const PromptChip& chip, int index, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme), m_chip(chip) {
    const QString what = chip.kind + QLatin1Char(' ') + chip.value;
    nameControl(this, {QStringLiteral("chip_%1").arg(index), tr("Remove “%1”").arg(what), tr("%1, remove").arg(what)});
    makeKeyboardOnly(this);
}

QSize ChipButton::sizeHint() const {
    const double text = QFontMetricsF(Theme::font(12)).horizontalAdvance(m_chip.kind) +
                        QFontMetricsF(Theme::font(12, 600)).horizontalAdvance(m_chip.value);
    return {static_cast<int>(std::ceil(text)) + 38, 28};
}

void ChipButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    QPen pen(m_chip.understood ? (underMouse() ? colors.hover : colors.raised) : colors.edge, 1);
    if (!m_chip.understood) {
        pen.setDashPattern({4, 3});
    }
    painter.setPen(pen);
    painter.setBrush(m_chip.understood ? QBrush(underMouse() ? colors.hover : colors.raised) : Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 13.5, 13.5);
    double x = 10.0;
    painter.setFont(Theme::font(12));
    painter.setPen(colors.text2);
    painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, m_chip.kind);
    x += QFontMetricsF(painter.font()).horizontalAdvance(m_chip.kind) + 5.0;
    painter.setFont(Theme::font(12, 600));
    painter.setPen(colors.text);
    painter.drawText(QRectF(x, 0, width(), height()), Qt::AlignVCenter, m_chip.value);
    painter.drawPixmap(QPointF(width() - 20, 7),
                       m_theme.icon(QStringLiteral("close"), 14, colors.text2, devicePixelRatioF()));
    if (hasFocus()) {
        drawFocusRing(painter, m_theme, rect(), 13);
    }
}

PromptBox::PromptBox(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_field = new QLineEdit(this);
    m_field->setProperty("kind", QStringLiteral("prompt"));
    m_field->setPlaceholderText(tr("Try “beats funk 80s music”"));
    nameControl(m_field, {QStringLiteral("promptField"), tr("What it should become (Ctrl+L)"), tr("Morph into")});
    m_field->setAcceptDrops(false); // a file dropped here is a style track, not text
    m_words = new FlowBox(8, this);
    m_words->setObjectName(QStringLiteral("promptWords"));
    m_hint = makeLabel({}, "hint", this);
    m_hint->setObjectName(QStringLiteral("promptHint"));
    m_hint->setWordWrap(true);
    m_hint->hide();
    column->addWidget(m_field);
    column->addWidget(m_words);
    column->addWidget(m_hint);
    connect(m_field, &QLineEdit::textEdited, this, [this](const QString& text) {
        showWords();
        Q_EMIT edited(text);
    });
    connect(m_field, &QLineEdit::returnPressed, this, &PromptBox::submitted);
}

void PromptBox::setText(const QString& text) {
    if (text != m_field->text()) {
        m_field->setText(text);
        showWords();
    }
}

QString PromptBox::text() const { return m_field->text(); }

void PromptBox::setChips(const QList<PromptChip>& chips) {
    m_chips = chips;
    showWords();
}

void PromptBox::setHint(const QString& hint) {
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    m_field->setAccessibleDescription(hint);
}

void PromptBox::setPills(const QStringList& names) {
    m_pills = names;
    showWords();
}

void PromptBox::focusField() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void PromptBox::showWords() {
    QList<QWidget*> items;
    if (m_field->text().isEmpty()) {
        for (const QString& name : std::as_const(m_pills)) {
            auto* pill =
                makeButton(name, "pill", {QStringLiteral("pill_") + name, tr("Morph into %1").arg(name), {}}, m_words);
            connect(pill, &QPushButton::clicked, this, [this, name] {
                setText(name);
                Q_EMIT edited(name);
            });
            items.append(pill);
        }
    } else {
        for (int i = 0; i < m_chips.size(); ++i) {
            auto* chip = new ChipButton(m_theme, m_chips[i], i, m_words);
            connect(chip, &QAbstractButton::clicked, this, [this, i] { Q_EMIT chipRemoved(i); });
            items.append(chip);
        }
    }
    m_words->setItems(items);
    m_words->setVisible(!items.isEmpty());
}

} // namespace morphony
