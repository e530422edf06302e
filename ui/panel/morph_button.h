// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QAbstractButton>

class QLabel;
class QProgressBar;
class QPushButton;

namespace morphony {

class Theme;

/// The button itself: name on the left, estimate and key (or what is missing) on the right.
class MorphFace : public QAbstractButton {
    Q_OBJECT

public:
    MorphFace(Theme& theme, QWidget* parent);

    void setTexts(const QString& title, const QString& facts, const QString& key);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    QString m_facts;
    QString m_key;
};

/// Morph, or while it runs a card with stage, time left and Cancel.
class MorphButton : public QWidget {
    Q_OBJECT

public:
    MorphButton(Theme& theme, QWidget* parent);

    void setState(const MorphButtonState& state);
    /// Named before the estimate where the range row is hidden; empty otherwise.
    void setRangeText(const QString& range);

Q_SIGNALS:
    void morphRequested();
    void cancelRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();
    void showProgress();

    Theme& m_theme;
    MorphButtonState m_state;
    QString m_range;
    MorphFace* m_face = nullptr;
    QWidget* m_card = nullptr;
    QLabel* m_stage = nullptr;
    QLabel* m_left = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_step = nullptr;
    QPushButton* m_cancel = nullptr;
};

/// "4 s left", "2 min left"; empty when it is not known.
[[nodiscard]] QString timeLeftText(const Progress& progress);

} // namespace morphony
