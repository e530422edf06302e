// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_widget.h"

#include "ui/card_frame.h"
#include "ui/drop_outline.h"
#include "ui/theme.h"
#include "ui/timeline/lane_header.h"
#include "ui/timeline/waveform_painter.h"

namespace morphony {

LaneWidget::LaneWidget(Theme& theme, ViewRange& range, TileCache& tiles, const QString& id, LaneRole role, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_id(id), m_role(role) {
    setObjectName(QStringLiteral("lane_") + id);
    m_header = new LaneHeader(theme, role, id, this);
    m_body = new LaneBody(theme, range, tiles, this);
    m_body->setObjectName(QStringLiteral("laneBody_") + id);
    m_drop = new DropOutline(theme, role == LaneRole::Style ? tr("Use as style track") : tr("Replace the song"), this);
    connect(m_header, &LaneHeader::foldToggled, this, &LaneWidget::foldToggled);
}

void LaneWidget::setContent(const LaneContent& content) {
    if (content.pyramid != m_content.pyramid) {
        m_peak = content.pyramid ? peakOf(*content.pyramid) : 0.0;
    }
    m_content = content;
    m_header->setText(content.title, content.facts);
    m_header->setEnabled(!content.pending);
    m_body->setContent(content);
    m_body->setAccessibleName(tr("%1, waveform").arg(content.title));
    clearError();
}

void LaneWidget::setError(const QString& title, const ErrorCard& card) {
    if (!m_card) {
        m_card = new CardFrame(m_theme, CardFrame::Tone::Error, this);
        connect(m_card, &CardFrame::buttonPressed, this, &LaneWidget::cardButtonPressed);
    }
    m_card->setCard(card);
    m_card->setGeometry(m_body->geometry());
    m_card->show();
    m_body->hide();
    m_header->setText(title, {tr("not loaded")});
}

void LaneWidget::clearError() {
    if (m_card) {
        m_card->deleteLater();
        m_card->hide();
        m_card = nullptr;
        m_body->show();
        m_header->setText(m_content.title, m_content.facts);
    }
}

void LaneWidget::setState(bool heard, bool selected) {
    m_header->setState(heard, selected, selected && m_role == LaneRole::Take && !m_content.rendering);
}

void LaneWidget::setDropTarget(bool on) {
    m_drop->setVisible(on);
    m_drop->raise();
}

void LaneWidget::resizeEvent(QResizeEvent*) {
    const int headerWidth = TimelineMetrics::kHeader - 2 * TimelineMetrics::kLeft;
    m_header->setGeometry(0, 0, headerWidth, height());
    const QRect body(TimelineMetrics::kHeader - TimelineMetrics::kLeft, 0,
                     width() - (TimelineMetrics::kHeader - TimelineMetrics::kLeft), height());
    m_body->setGeometry(body);
    if (m_card) {
        m_card->setGeometry(body);
    }
    m_drop->setGeometry(body);
}

} // namespace morphony
