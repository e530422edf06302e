// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/morph_button.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace morphony {

QString timeLeftText(const Progress& progress) {
    if (!progress.remainingSeconds) {
        return {};
    }
    const double seconds = std::max(0.0, *progress.remainingSeconds);
    return seconds < 90.0 ? MorphButton::tr("%1 s left").arg(std::ceil(seconds))
                          : MorphButton::tr("%1 min left").arg(std::ceil(seconds / 60.0));
}

MorphFace::MorphFace(Theme& theme, QWidget* parent) : QAbstractButton(parent), m_theme(theme) {
    setObjectName(QStringLiteral("morphButton"));
    setToolTip(tr("Make a take (Ctrl+Enter)"));
    makeKeyboardOnly(this);
    setFixedHeight(48);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MorphFace::setTexts(const QString& title, const QString& facts, const QString& key) {
    setText(title);
    m_facts = facts;
    m_key = key;
    setAccessibleName(facts.isEmpty() ? title : title + QStringLiteral(", ") + facts);
    update();
}

void MorphFace::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& colors = m_theme.colors();
    const QColor fill = !isEnabled() ? colors.raised : isDown() ? blended(colors.take, colors.lane, 0.85) : colors.take;
    painter.setPen(isEnabled() && underMouse() ? QPen(colors.text, 1) : Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(isEnabled() ? colors.on : colors.text3);
    painter.setFont(Theme::font(15, 600));
    painter.drawText(rect().adjusted(16, 0, -16, 0), Qt::AlignVCenter, text());
    painter.setFont(Theme::font(12, 500));
    const QString right = m_key.isEmpty() ? m_facts : m_facts.isEmpty() ? m_key : m_facts + QStringLiteral("   ") + m_key;
    painter.drawText(rect().adjusted(90, 0, -16, 0), Qt::AlignVCenter | Qt::AlignRight, right);
    if (hasFocus()) {
        drawFocusRing(painter, m_theme, rect(), 6);
    }
}

MorphButton::MorphButton(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_face = new MorphFace(theme, this);
    column->addWidget(m_face);
    m_card = new QWidget(this);
    m_card->setObjectName(QStringLiteral("morphProgress"));
    auto* grid = new QGridLayout(m_card);
    grid->setContentsMargins(16, 12, 16, 10);
    grid->setVerticalSpacing(8);
    m_stage = makeLabel({}, "strong", m_card);
    m_stage->setObjectName(QStringLiteral("morphStage"));
    m_left = makeLabel({}, "strong", m_card);
    m_left->setObjectName(QStringLiteral("morphTimeLeft"));
    m_bar = new QProgressBar(m_card);
    m_bar->setObjectName(QStringLiteral("morphBar"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_step = makeLabel({}, "secondary", m_card);
    m_step->setFont(Theme::font(12));
    m_cancel = makeButton(tr("Cancel  Ctrl+."), "",
                          {QStringLiteral("cancelMorph"), tr("Stop the morph (Ctrl+.)"), tr("Cancel")}, m_card);
    grid->addWidget(m_stage, 0, 0);
    grid->addWidget(m_left, 0, 1, Qt::AlignRight);
    grid->addWidget(m_bar, 1, 0, 1, 2);
    grid->addWidget(m_step, 2, 0);
    grid->addWidget(m_cancel, 2, 1, Qt::AlignRight);
    grid->setColumnStretch(0, 1);
    column->addWidget(m_card);
    connect(m_face, &QAbstractButton::clicked, this, &MorphButton::morphRequested);
    connect(m_cancel, &QPushButton::clicked, this, &MorphButton::cancelRequested);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setState({MorphButtonState::Kind::Blocked, tr("add a song first")});
}

void MorphButton::setState(const MorphButtonState& state) {
    m_state = state;
    showState();
}

void MorphButton::setRangeText(const QString& range) {
    m_range = range;
    showState();
}

void MorphButton::showState() {
    using Kind = MorphButtonState::Kind;
    const bool running = m_state.kind == Kind::Running;
    m_face->setVisible(!running);
    m_card->setVisible(running);
    m_face->setEnabled(m_state.kind == Kind::Ready);
    if (running) {
        showProgress();
        return;
    }
    const QString title = m_state.kind == Kind::Ready && m_state.again ? tr("Morph again") : tr("Morph");
    if (m_state.kind == Kind::Blocked) {
        m_face->setTexts(title, m_state.reason, {});
    } else if (m_range.isEmpty()) {
        m_face->setTexts(title, m_state.estimate, tr("Ctrl+Enter"));
    } else {
        m_face->setTexts(title, m_state.estimate.isEmpty() ? m_range : m_range + QStringLiteral(", ") + m_state.estimate,
                         {});
    }
    updateGeometry();
}

void MorphButton::showProgress() {
    const Progress& progress = m_state.progress;
    const QString stage = m_state.cancelling ? tr("Stopping") : QString::fromStdString(progress.stage);
    m_stage->setText(QFontMetrics(m_stage->font()).elidedText(stage, Qt::ElideRight, 200));
    if (m_card->accessibleName() != stage) {
        m_card->setAccessibleName(stage); // stages are read out, percentages are not
    }
    m_left->setText(m_state.cancelling ? QString() : timeLeftText(progress));
    m_bar->setValue(static_cast<int>(std::lround(progress.fraction * 1000.0)));
    const QString percent = percentText(progress.fraction);
    m_step->setText(m_state.step.isEmpty() ? percent : m_state.step + QStringLiteral(" · ") + percent);
    m_cancel->setEnabled(!m_state.cancelling);
}

void MorphButton::paintEvent(QPaintEvent*) {
    if (m_state.kind == MorphButtonState::Kind::Running) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.colors().take, 1));
        painter.setBrush(m_theme.colors().lane);
        painter.drawRoundedRect(QRectF(m_card->geometry()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
}

} // namespace morphony
