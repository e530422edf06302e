// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/keys_sheet.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace morphony {

KeysSheet::KeysSheet(Theme& theme, const QList<std::pair<QString, QString>>& keys, QWidget* parent)
    : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("keysSheet"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(17, 11, 8, 8);
    auto* heading = new QHBoxLayout;
    heading->addWidget(makeLabel(tr("Keys"), "strong", this), 1);
    QPushButton* close =
        makeIconButton(theme, QStringLiteral("close"),
                       {QStringLiteral("keysClose"), tr("Back to the panel (Esc)"), tr("Close the keys")}, this);
    connect(close, &QPushButton::clicked, this, &KeysSheet::closed);
    heading->addWidget(close);
    column->addLayout(heading);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::TabFocus);
    auto* content = new QWidget(scroll);
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(0, 8, 8, 0);
    grid->setVerticalSpacing(6);
    QList<std::pair<QString, QString>> rows = keys;
    rows << std::pair{tr("In the timeline: a beat, a bar"), tr("← →, Ctrl+← →")}
         << std::pair{tr("In the timeline: extend the selection"), tr("Shift+← →")}
         << std::pair{tr("While selecting: free of the grid, by bars"), tr("Alt, Ctrl")}
         << std::pair{tr("In the timeline: lane above, below"), tr("↑ ↓")}
         << std::pair{tr("In the timeline: toggle A and B"), tr("Tab")};
    for (int i = 0; i < rows.size(); ++i) {
        QLabel* name = makeLabel(rows[i].first, "secondary", content);
        name->setWordWrap(true);
        grid->addWidget(name, i, 0);
        grid->addWidget(makeLabel(rows[i].second, "key", content), i, 1, Qt::AlignRight);
    }
    grid->setColumnStretch(0, 1);
    grid->setRowStretch(static_cast<int>(rows.size()), 1);
    scroll->setWidget(content);
    column->addWidget(scroll, 1);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void KeysSheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.colors().line);
}

} // namespace morphony
