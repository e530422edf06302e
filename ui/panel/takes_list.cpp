// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/takes_list.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>

namespace morphony {

TakeCardWidget::TakeCardWidget(Theme& theme, const TakeCard& card, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme) {
    setObjectName(QStringLiteral("take_") + card.id);
    makeKeyboardOnly(this);
    setFixedHeight(72);
    m_star =
        makeIconButton(theme, QStringLiteral("star"), {QStringLiteral("star_") + card.id, tr("Star (S)"), {}}, this, 26);
    m_export = makeIconButton(theme, QStringLiteral("export"),
                              {QStringLiteral("export_") + card.id, tr("Export (Ctrl+E)"), tr("Export")}, this, 26);
    m_more = makeIconButton(theme, QStringLiteral("more"), {QStringLiteral("takeMore_") + card.id, tr("More"), tr("More")},
                            this, 26);
    m_name = new QLineEdit(this);
    m_name->setProperty("kind", QStringLiteral("name"));
    nameControl(m_name, {QStringLiteral("takeName_") + card.id, tr("Enter keeps the name"), tr("Name of the take")});
    m_name->hide();
    connect(m_star, &QPushButton::clicked, this, [this] { Q_EMIT starred(m_card.id, !m_card.starred); });
    connect(m_export, &QPushButton::clicked, this, [this] { Q_EMIT exportRequested(m_card.id); });
    connect(m_more, &QPushButton::clicked, this, [this] { openMenu(m_more->mapToGlobal(QPoint(0, m_more->height()))); });
    connect(m_name, &QLineEdit::editingFinished, this, [this] { endRename(true); });
    connect(&theme, &Theme::changed, this, &TakeCardWidget::showStar);
    setCard(card);
}

void TakeCardWidget::setCard(const TakeCard& card) {
    m_card = card;
    const QString hear = tr("Hear %1 as B").arg(card.name);
    setToolTip(card.detail.isEmpty() ? hear : hear + QStringLiteral("\n") + card.detail);
    setAccessibleDescription(card.detail);
    QStringList spoken{card.name, card.time, card.engine};
    if (card.kept) {
        spoken.append(tr("song kept %1").arg(percentText(*card.kept)));
    }
    if (card.reached) {
        spoken.append(tr("style reached %1").arg(percentText(*card.reached)));
    }
    setAccessibleName(spoken.join(QStringLiteral(", ")));
    showStar();
}

void TakeCardWidget::showStar() {
    m_star->setIcon(m_card.starred ? m_theme.tintedIcon(QStringLiteral("star-filled"), m_theme.colors().text)
                                   : m_theme.buttonIcon(QStringLiteral("star")));
    m_star->setAccessibleName(m_card.starred ? tr("Take the star away") : tr("Star"));
    update();
}

void TakeCardWidget::setSelected(bool selected) {
    m_selected = selected;
    update();
}

void TakeCardWidget::startRename() {
    m_name->setText(m_card.name);
    m_name->show();
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

void TakeCardWidget::endRename(bool keep) {
    if (!m_name->isVisible()) {
        return;
    }
    const QString name = m_name->text().trimmed();
    m_name->hide();
    if (keep && !name.isEmpty() && name != m_card.name) {
        Q_EMIT renamed(m_card.id, name);
    }
}

void TakeCardWidget::openMenu(QPoint globalPosition) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("takeMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Rename\tF2")), &QAction::triggered, this, &TakeCardWidget::startRename);
    connect(menu->addAction(m_card.starred ? tr("Take the star away\tS") : tr("Star\tS")), &QAction::triggered, m_star,
            &QPushButton::click);
    connect(menu->addAction(tr("Export…\tCtrl+E")), &QAction::triggered, m_export, &QPushButton::click);
    menu->addSeparator();
    connect(menu->addAction(tr("Delete\tDel")), &QAction::triggered, this, [this] { Q_EMIT deleted(m_card.id); });
    menu->popup(globalPosition);
}

void TakeCardWidget::contextMenuEvent(QContextMenuEvent* event) { openMenu(event->globalPos()); }

void TakeCardWidget::resizeEvent(QResizeEvent*) {
    m_star->move(7, 5);
    m_export->move(width() - 64, 5);
    m_more->move(width() - 36, 5);
    m_name->setGeometry(36, 5, width() - 108, 26);
}

void TakeCardWidget::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    painter.setPen(QPen(m_selected ? colors.take : colors.line, 1));
    painter.setBrush(m_selected ? colors.lane : underMouse() ? colors.raised : colors.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const QFont bold = Theme::font(13, 600);
    const QString name = QFontMetricsF(bold).elidedText(m_card.name, Qt::ElideRight, width() - 190.0);
    painter.setFont(bold);
    painter.setPen(colors.text);
    painter.drawText(QRectF(40, 8, width(), 20), Qt::AlignVCenter, name);
    const double x = 40 + QFontMetricsF(bold).horizontalAdvance(name) + 10;
    const QFont small = Theme::font(12);
    painter.setFont(small);
    painter.setPen(colors.text2);
    const QString facts = m_card.time + QStringLiteral(" · ") + m_card.engine;
    painter.drawText(QRectF(x, 8, width(), 20), Qt::AlignVCenter,
                     QFontMetricsF(small).elidedText(facts, Qt::ElideRight, width() - 68.0 - x));
    const double half = (width() - 24.0 - 16.0) / 2.0;
    drawScore(painter, {12, 34, half, 30}, tr("Kept"), m_card.kept, colors.source);
    drawScore(painter, {12 + half + 16, 34, half, 30}, tr("Style"), m_card.reached, colors.style);
    if (hasFocus()) {
        drawFocusRing(painter, m_theme, rect(), 6);
    }
}

void TakeCardWidget::drawScore(QPainter& painter, QRectF area, const QString& label, std::optional<double> share,
                               const QColor& color) const {
    painter.setFont(Theme::font(12));
    painter.setPen(m_theme.colors().text2);
    painter.drawText(QRectF(area.topLeft(), QSizeF(area.width(), 18)), Qt::AlignVCenter, label);
    const QRectF track(area.left(), area.top() + 22, area.width(), 5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().raised);
    painter.drawRoundedRect(track, 2.5, 2.5);
    if (share) {
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(*share, 0.0, 1.0), 5)), 2.5, 2.5);
    }
    painter.setFont(Theme::font(12, 600));
    painter.setPen(share ? m_theme.colors().text : m_theme.colors().text3);
    painter.drawText(QRectF(area.topLeft(), QSizeF(area.width(), 18)), Qt::AlignVCenter | Qt::AlignRight,
                     share ? percentText(*share) : QStringLiteral("–"));
}

// ---- list ------------------------------------------------------------------------------------------------------------

TakesList::TakesList(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    auto* heading = new QHBoxLayout;
    heading->addWidget(makeLabel(tr("Takes"), "strong", this));
    heading->addStretch(1);
    m_order = makeLabel(tr("Newest first"), "hint", this);
    heading->addWidget(m_order);
    column->addLayout(heading);
    m_hint = makeLabel(tr("Every result stays here with its scores."), "hint", this);
    column->addWidget(m_hint);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("takesScroll"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* content = new QWidget(m_scroll);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(8);
    m_column->addStretch(1);
    m_scroll->setWidget(content);
    column->addWidget(m_scroll, 1);
    setTakes({});
}

TakeCardWidget* TakesList::card(const QString& id) const {
    const auto found = std::find_if(m_cards.begin(), m_cards.end(), [&](auto* c) { return c->card().id == id; });
    return found == m_cards.end() ? nullptr : *found;
}

void TakesList::setTakes(const QList<TakeCard>& takes) {
    const bool same = takes.size() == m_cards.size() &&
                      std::equal(takes.begin(), takes.end(), m_cards.begin(),
                                 [](const TakeCard& take, const auto* widget) { return take.id == widget->card().id; });
    if (same) { // only values changed: the card that is being pressed or renamed stays
        for (qsizetype i = 0; i < takes.size(); ++i) {
            m_cards[i]->setCard(takes[i]);
        }
    } else {
        for (TakeCardWidget* widget : std::as_const(m_cards)) {
            widget->hide();
            widget->deleteLater();
        }
        m_cards.clear();
        for (const TakeCard& take : takes) {
            addCard(take);
        }
    }
    m_hint->setVisible(takes.isEmpty());
    m_order->setVisible(takes.size() > 1);
    setSelected(m_selected);
}

void TakesList::addCard(const TakeCard& take) {
    auto* widget = new TakeCardWidget(m_theme, take, m_scroll->widget());
    m_column->insertWidget(static_cast<int>(m_cards.size()), widget);
    m_cards.append(widget);
    connect(widget, &QAbstractButton::clicked, this, [this, id = take.id] { Q_EMIT selectedByUser(id); });
    connect(widget, &TakeCardWidget::renamed, this, &TakesList::renamed);
    connect(widget, &TakeCardWidget::starred, this, &TakesList::starred);
    connect(widget, &TakeCardWidget::deleted, this, &TakesList::deleted);
    connect(widget, &TakeCardWidget::exportRequested, this, &TakesList::exportRequested);
}

void TakesList::setSelected(const QString& id) {
    m_selected = id;
    for (TakeCardWidget* widget : std::as_const(m_cards)) {
        widget->setSelected(widget->card().id == id);
    }
}

} // namespace morphony
