// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QAbstractButton>

class QLabel;
class QLineEdit;

namespace morphony {

class FlowBox;
class Theme;

/// A prompt word as it was understood; pressing it takes the word away.
class ChipButton : public QAbstractButton {
    Q_OBJECT

public:
    ChipButton(Theme& theme, const PromptChip& chip, int index, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    PromptChip m_chip;
};

/// Prompt field with chips, or style pills while it is empty, and a line that says which engine understands it.
class PromptBox : public QWidget {
    Q_OBJECT

public:
    PromptBox(Theme& theme, QWidget* parent);

    void setText(const QString& text);
    [[nodiscard]] QString text() const;
    void setChips(const QList<PromptChip>& chips);
    void setHint(const QString& hint);
    void setPills(const QStringList& names);
    void focusField();

Q_SIGNALS:
    void edited(const QString& text);
    void chipRemoved(int index);
    void submitted();

private:
    void showWords();

    Theme& m_theme;
    QLineEdit* m_field = nullptr;
    FlowBox* m_words = nullptr;
    QLabel* m_hint = nullptr;
    QList<PromptChip> m_chips;
    QStringList m_pills;
};

} // namespace morphony
