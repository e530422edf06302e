// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QFrame>

class QLabel;
class QHBoxLayout;

namespace morphony {

class Theme;

/// A problem or hint told in place: icon, title, text and up to three buttons. Buttons are named
/// "card_<cardId>_<buttonId>".
class CardFrame : public QFrame {
    Q_OBJECT

public:
    enum class Tone { Error, Hint };

    CardFrame(Theme& theme, Tone tone, QWidget* parent);

    void setCard(const ErrorCard& card);
    [[nodiscard]] const ErrorCard& card() const { return m_card; }

Q_SIGNALS:
    void buttonPressed(const QString& cardId, const QString& buttonId);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Theme& m_theme;
    Tone m_tone;
    ErrorCard m_card;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QWidget* m_buttonRow = nullptr;
};

} // namespace morphony
