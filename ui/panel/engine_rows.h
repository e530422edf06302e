// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"
#include "ui/widgets.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QVBoxLayout;

namespace morphony {

class CardFrame;
class Theme;

/// Mixer, Engine, Range, Variants and Seed. In a low window the last three move into the engine's menu.
class EngineRows : public QWidget {
    Q_OBJECT

public:
    EngineRows(Theme& theme, QWidget* parent);

    void setMixerText(const QString& text);
    void setEngines(const QList<EngineItem>& engines, const QString& currentId);
    void setHint(const std::optional<ErrorCard>& hint);
    void setRange(RangeMode mode, const QString& selection);
    void setVariants(int count);
    void setSeed(quint64 seed);
    void setCompact(bool compact);
    [[nodiscard]] QString rangeText() const;

Q_SIGNALS:
    void engineChosen(const QString& id);
    void rangeChosen(morphony::RangeMode mode);
    void variantsChosen(int count);
    void seedEdited(quint64 seed);
    void newSeedRequested();
    void cardButtonPressed(const QString& cardId, const QString& buttonId);

private:
    [[nodiscard]] QWidget* makeRow(const QString& label, QWidget* value);
    [[nodiscard]] QPushButton* makeChoice(const ControlNames& names);
    void tint();
    void openEngineMenu();
    void openRangeMenu();
    void addEngines(QMenu& menu);
    void addRanges(QMenu& menu);
    void addCompactChoices(QMenu& menu);

    Theme& m_theme;
    QLabel* m_mixer = nullptr;
    QPushButton* m_engine = nullptr;
    QPushButton* m_range = nullptr;
    QWidget* m_rangeRow = nullptr;
    QWidget* m_numbersRow = nullptr;
    QComboBox* m_variants = nullptr;
    QLineEdit* m_seed = nullptr;
    QAction* m_newSeed = nullptr;
    CardFrame* m_hint = nullptr;
    QVBoxLayout* m_column = nullptr;
    QList<EngineItem> m_engines;
    QString m_engineId;
    RangeMode m_rangeMode = RangeMode::WholeSong;
    QString m_selection;
    bool m_compact = false;
};

} // namespace morphony
