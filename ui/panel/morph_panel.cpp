// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/morph_panel.h"

#include "ui/card_frame.h"
#include "ui/panel/engine_rows.h"
#include "ui/panel/morph_button.h"
#include "ui/panel/prompt_box.h"
#include "ui/panel/style_slot.h"
#include "ui/panel/takes_list.h"
#include "ui/theme.h"
#include "ui/widgets.h"

#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace morphony {

MorphPanel::MorphPanel(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("morphPanel"));
    build();
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void MorphPanel::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(17, 11, 16, 8);
    column->setSpacing(8);
    column->addWidget(makeLabel(tr("Morph into"), "strong", this));
    m_prompt = new PromptBox(m_theme, this);
    m_styleSlot = new StyleSlot(m_theme, this);
    m_rows = new EngineRows(m_theme, this);
    m_morph = new MorphButton(m_theme, this);
    m_morphError = new CardFrame(m_theme, CardFrame::Tone::Error, this);
    m_morphError->hide();
    m_takes = new TakesList(m_theme, this);
    auto* rule = new QFrame(this);
    rule->setFixedHeight(9);
    rule->setObjectName(QStringLiteral("panelRule"));
    for (QWidget* part :
         {static_cast<QWidget*>(m_prompt), static_cast<QWidget*>(m_styleSlot), static_cast<QWidget*>(rule),
          static_cast<QWidget*>(m_rows), static_cast<QWidget*>(m_morph), static_cast<QWidget*>(m_morphError)}) {
        column->addWidget(part);
    }
    column->addWidget(m_takes, 1);

    connect(m_prompt, &PromptBox::edited, this, &MorphPanel::promptEdited);
    connect(m_prompt, &PromptBox::chipRemoved, this, &MorphPanel::promptChipRemoved);
    connect(m_styleSlot, &QAbstractButton::clicked, this, &MorphPanel::styleOpenRequested);
    connect(m_styleSlot, &StyleSlot::listenRequested, this, &MorphPanel::styleListenRequested);
    connect(m_styleSlot, &StyleSlot::removeRequested, this, &MorphPanel::styleRemoved);
    connect(m_rows, &EngineRows::engineChosen, this, &MorphPanel::engineChosen);
    connect(m_rows, &EngineRows::rangeChosen, this, &MorphPanel::rangeChosen);
    connect(m_rows, &EngineRows::variantsChosen, this, &MorphPanel::variantsChosen);
    connect(m_rows, &EngineRows::seedEdited, this, &MorphPanel::seedEdited);
    connect(m_rows, &EngineRows::newSeedRequested, this, &MorphPanel::newSeedRequested);
    connect(m_rows, &EngineRows::cardButtonPressed, this, &MorphPanel::cardButtonPressed);
    connect(m_morph, &MorphButton::morphRequested, this, &MorphPanel::morphRequested);
    connect(m_morph, &MorphButton::cancelRequested, this, &MorphPanel::cancelRequested);
    connect(m_morphError, &CardFrame::buttonPressed, this, &MorphPanel::cardButtonPressed);
    connect(m_takes, &TakesList::selectedByUser, this, &MorphPanel::takeSelected);
    connect(m_takes, &TakesList::renamed, this, &MorphPanel::takeRenamed);
    connect(m_takes, &TakesList::starred, this, &MorphPanel::takeStarred);
    connect(m_takes, &TakesList::deleted, this, &MorphPanel::takeDeleted);
    connect(m_takes, &TakesList::exportRequested, this, &MorphPanel::takeExportRequested);
}

void MorphPanel::setPrompt(const QString& text) { m_prompt->setText(text); }
void MorphPanel::setPromptChips(const QList<PromptChip>& chips) { m_prompt->setChips(chips); }
void MorphPanel::setPromptHint(const QString& hint) { m_prompt->setHint(hint); }
void MorphPanel::setStylePills(const QStringList& names) { m_prompt->setPills(names); }
void MorphPanel::setStyleSlot(const std::optional<StyleSlotContent>& content) { m_styleSlot->setContent(content); }
void MorphPanel::setMixerText(const QString& text) { m_rows->setMixerText(text); }
void MorphPanel::setEngines(const QList<EngineItem>& engines, const QString& currentId) {
    m_rows->setEngines(engines, currentId);
}
void MorphPanel::setEngineHint(const std::optional<ErrorCard>& hint) { m_rows->setHint(hint); }
void MorphPanel::setVariants(int count) { m_rows->setVariants(count); }
void MorphPanel::setSeed(quint64 seed) { m_rows->setSeed(seed); }
void MorphPanel::setMorphState(const MorphButtonState& state) { m_morph->setState(state); }
void MorphPanel::setTakes(const QList<TakeCard>& takes) { m_takes->setTakes(takes); }
void MorphPanel::setSelectedTake(const QString& takeId) { m_takes->setSelected(takeId); }
void MorphPanel::setStyleDropTarget(bool on) { m_styleSlot->setDropTarget(on); }
void MorphPanel::focusPrompt() { m_prompt->focusField(); }
QString MorphPanel::prompt() const { return m_prompt->text(); }
QString MorphPanel::selectedTake() const { return m_takes->selected(); }

bool MorphPanel::selectedTakeIsStarred() const {
    const TakeCardWidget* card = m_takes->card(m_takes->selected());
    return card != nullptr && card->card().starred;
}

QString MorphPanel::takeAt(int index) const { return m_takes->idAt(index); }

void MorphPanel::setRange(RangeMode mode, const QString& selection) {
    m_rows->setRange(mode, selection);
    m_morph->setRangeText(m_compact ? m_rows->rangeText() : QString());
}

void MorphPanel::setMorphError(const std::optional<ErrorCard>& card) {
    if (card) {
        m_morphError->setCard(*card);
    }
    m_morphError->setVisible(card.has_value());
}

void MorphPanel::setCompact(bool compact) {
    m_compact = compact;
    m_rows->setCompact(compact);
    m_morph->setRangeText(compact ? m_rows->rangeText() : QString());
}

void MorphPanel::renameSelectedTake() {
    if (TakeCardWidget* card = m_takes->card(m_takes->selected())) {
        card->startRename();
    }
}

void MorphPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.colors().line);
    if (const auto* rule = findChild<QFrame*>(QStringLiteral("panelRule"))) {
        painter.fillRect(QRect(17, rule->geometry().center().y(), width() - 33, 1), m_theme.colors().line);
    }
}

} // namespace morphony
