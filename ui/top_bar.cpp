// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/top_bar.h"

#include "ui/segment_switch.h"
#include "ui/theme.h"
#include "ui/widgets.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QPainter>
#include <QPushButton>

namespace morphony {

TopBar::TopBar(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("topBar"));
    setFixedHeight(48);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 16, 1);
    row->setSpacing(0);
    m_icon = new QLabel(this);
    m_menus = new QMenuBar(this);
    m_menus->setNativeMenuBar(false);
    m_menus->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    m_title = makeLabel({}, "strong", this);
    m_title->setObjectName(QStringLiteral("sessionTitle"));
    m_status = makeLabel({}, "hint", this);
    m_status->setObjectName(QStringLiteral("sessionStatus"));
    m_undo = makeIconButton(theme, QStringLiteral("undo"), {QStringLiteral("undoButton"), tr("Undo (Ctrl+Z)"), tr("Undo")},
                            this, 32);
    m_redo = makeIconButton(theme, QStringLiteral("redo"),
                            {QStringLiteral("redoButton"), tr("Redo (Ctrl+Shift+Z)"), tr("Redo")}, this, 32);
    m_view = new SegmentSwitch(theme,
                               {{tr("Waveform"), QStringLiteral("viewWaveform"), tr("Waveforms (1)")},
                                {tr("Spectrogram"), QStringLiteral("viewSpectrogram"), tr("Spectrograms (2)")},
                                {tr("Both"), QStringLiteral("viewBoth"), tr("Both (3)")}},
                               this);
    m_export =
        makeButton(tr("Export…"), "outline", {QStringLiteral("exportOpen"), tr("Export the take (Ctrl+E)"), {}}, this);
    m_export->setFixedWidth(100);
    row->addWidget(m_icon);
    row->addSpacing(6);
    row->addWidget(m_menus);
    row->addSpacing(66);
    row->addWidget(m_title);
    row->addSpacing(10);
    row->addWidget(m_status);
    row->addStretch(1);
    row->addWidget(m_undo);
    row->addSpacing(4);
    row->addWidget(m_redo);
    row->addSpacing(16);
    row->addWidget(m_view);
    row->addSpacing(16);
    row->addWidget(m_export);
    connect(m_undo, &QPushButton::clicked, this, &TopBar::undoPressed);
    connect(m_redo, &QPushButton::clicked, this, &TopBar::redoPressed);
    connect(m_export, &QPushButton::clicked, this, &TopBar::exportPressed);
    connect(m_view, &SegmentSwitch::chosen, this, [this](int i) { Q_EMIT viewModeChosen(static_cast<ViewMode>(i)); });
    connect(&theme, &Theme::changed, this, &TopBar::tint);
    tint();
    setSession({}, {});
    setUndo({}, {});
    setExportEnabled(false);
}

void TopBar::tint() {
    m_icon->setPixmap(m_theme.icon(QStringLiteral("morphony"), 26, Qt::transparent, devicePixelRatioF()));
    m_export->setIcon(m_theme.buttonIcon(QStringLiteral("export")));
    update();
}

void TopBar::setSession(const QString& title, const QString& status) {
    m_title->setText(QFontMetrics(Theme::font(13, 600)).elidedText(title, Qt::ElideRight, 260));
    m_title->setToolTip(title);
    m_status->setText(status);
    const bool loaded = !title.isEmpty();
    for (QWidget* part : {static_cast<QWidget*>(m_undo), static_cast<QWidget*>(m_redo), static_cast<QWidget*>(m_view),
                          static_cast<QWidget*>(m_export)}) {
        part->setVisible(loaded);
    }
}

void TopBar::setViewMode(ViewMode mode) { m_view->setCurrent(static_cast<int>(mode)); }

void TopBar::setUndo(const QString& undo, const QString& redo) {
    m_undo->setEnabled(!undo.isEmpty());
    m_redo->setEnabled(!redo.isEmpty());
    m_undo->setToolTip(undo.isEmpty() ? tr("Undo (Ctrl+Z)") : tr("Undo: %1 (Ctrl+Z)").arg(undo));
    m_redo->setToolTip(redo.isEmpty() ? tr("Redo (Ctrl+Shift+Z)") : tr("Redo: %1 (Ctrl+Shift+Z)").arg(redo));
}

void TopBar::setExportEnabled(bool enabled) { m_export->setEnabled(enabled); }

void TopBar::announce(const QString& text) {
    m_status->setAccessibleName(text);
    QAccessibleEvent event(m_status, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void TopBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.fillRect(QRect(0, height() - 1, width(), 1), m_theme.colors().line);
}

} // namespace morphony
