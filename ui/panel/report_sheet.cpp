// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/report_sheet.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

namespace morphony {

ReportSheet::ReportSheet(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("reportSheet"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(17, 11, 8, 8);
    auto* heading = new QHBoxLayout;
    m_title = makeLabel({}, "strong", this);
    heading->addWidget(m_title, 1);
    QPushButton* close =
        makeIconButton(theme, QStringLiteral("close"),
                       {QStringLiteral("reportClose"), tr("Back to the panel (Esc)"), tr("Close the figures")}, this);
    connect(close, &QPushButton::clicked, this, &ReportSheet::closed);
    heading->addWidget(close);
    column->addLayout(heading);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("reportScroll"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::TabFocus);
    column->addWidget(m_scroll, 1);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setRows({}, {});
}

void ReportSheet::setRows(const QString& title, const QList<ReportRow>& rows) {
    m_title->setText(title.isEmpty() ? tr("All figures") : tr("All figures of %1").arg(title));
    m_rows = rows;
    m_built = false;
    if (isVisible()) {
        build();
    }
}

void ReportSheet::showEvent(QShowEvent*) {
    if (!m_built) {
        build();
    }
}

void ReportSheet::build() {
    m_built = true;
    const int place = m_scroll->verticalScrollBar()->value();
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, 4, 8, 8);
    grid->setVerticalSpacing(5);
    int y = 0;
    if (m_rows.isEmpty()) {
        grid->addWidget(makeLabel(tr("Nothing has been measured yet."), "hint", content), y++, 0);
    }
    QString group;
    for (const ReportRow& row : std::as_const(m_rows)) {
        if (row.group != group) {
            group = row.group;
            QLabel* heading = makeLabel(group, "strong", content);
            heading->setContentsMargins(0, y == 0 ? 0 : 10, 0, 0);
            grid->addWidget(heading, y++, 0, 1, 2);
        }
        QLabel* name = makeLabel(row.name, "secondary", content);
        name->setWordWrap(true);
        const bool known = !row.value.isEmpty();
        QLabel* value = makeLabel(known ? row.value : QStringLiteral("–"), known ? "figure" : "hint", content);
        for (QLabel* label : {name, value}) {
            label->setToolTip(row.meaning);
            label->setAccessibleDescription(row.meaning);
        }
        value->setAccessibleName(known ? tr("%1: %2").arg(row.name, row.value) : tr("%1: not measured").arg(row.name));
        grid->addWidget(name, y, 0);
        grid->addWidget(value, y++, 1, Qt::AlignRight | Qt::AlignTop);
    }
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(y, 1);
    m_scroll->setWidget(content); // the one before goes
    m_scroll->verticalScrollBar()->setValue(place);
}

void ReportSheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.colors().line);
}

} // namespace morphony
