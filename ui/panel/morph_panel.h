// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

class QLabel;

namespace morphony {

class CardFrame;
class EngineRows;
class MorphButton;
class PromptBox;
class StyleSlot;
class TakesList;
class Theme;

/// The right-hand panel: target, options, Morph, takes. GUI thread only.
class MorphPanel : public QWidget {
    Q_OBJECT

public:
    MorphPanel(Theme& theme, QWidget* parent);

    void setPrompt(const QString& text);
    /// How the prompt was understood; with none and an empty field the style pills stand instead.
    void setPromptChips(const QList<PromptChip>& chips);
    /// One line under the field: which engine understands the prompt, or that none here does. Empty: no line.
    void setPromptHint(const QString& hint);
    /// Names offered as pills while the field is empty; pressing one writes it into the field.
    void setStylePills(const QStringList& names);
    void setStyleSlot(const std::optional<StyleSlotContent>& content); ///< none: the drop area
    void setMixerText(const QString& text);
    void setEngines(const QList<EngineItem>& engines, const QString& currentId);
    /// A hint under the engine row, with buttons; none: no hint.
    void setEngineHint(const std::optional<ErrorCard>& hint);
    /// `selection` says what a selected range would be ("bars 97–100", "0:12 to 0:20"); empty: there is none.
    void setRange(RangeMode mode, const QString& selection);
    void setVariants(int count);
    void setSeed(quint64 seed);
    void setMorphState(const MorphButtonState& state);
    /// A failed morph, shown in the place of the progress; none: nothing.
    void setMorphError(const std::optional<ErrorCard>& card);
    void setTakes(const QList<TakeCard>& takes); ///< newest first
    void setSelectedTake(const QString& takeId);
    void setCompact(bool compact);               ///< low window: range, variants and seed fold into the engine row
    void setStyleDropTarget(bool on);
    void focusPrompt();
    void renameSelectedTake();

    [[nodiscard]] QString prompt() const;
    [[nodiscard]] QString selectedTake() const;
    [[nodiscard]] bool selectedTakeIsStarred() const;
    [[nodiscard]] QString takeAt(int index) const; ///< empty past the end

Q_SIGNALS:
    void promptEdited(const QString& text);
    void promptChipRemoved(int index);
    void styleOpenRequested();
    void styleRemoved();
    void styleListenRequested();
    void engineChosen(const QString& id);
    void rangeChosen(morphony::RangeMode mode);
    void variantsChosen(int count);
    void seedEdited(quint64 seed);
    void newSeedRequested();
    void morphRequested();
    void cancelRequested();
    void takeSelected(const QString& id);
    void takeRenamed(const QString& id, const QString& name);
    void takeStarred(const QString& id, bool starred);
    void takeDeleted(const QString& id);
    void takeExportRequested(const QString& id);
    void cardButtonPressed(const QString& cardId, const QString& buttonId);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();

    Theme& m_theme;
    PromptBox* m_prompt = nullptr;
    StyleSlot* m_styleSlot = nullptr;
    EngineRows* m_rows = nullptr;
    MorphButton* m_morph = nullptr;
    CardFrame* m_morphError = nullptr;
    TakesList* m_takes = nullptr;
    bool m_compact = false;
};

} // namespace morphony
