// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QAbstractButton>

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace morphony {

class Theme;

/// A take: star, name, time, engine, Kept and Style bars. A press makes it B.
class TakeCardWidget : public QAbstractButton {
    Q_OBJECT

public:
    TakeCardWidget(Theme& theme, const TakeCard& card, QWidget* parent);

    void setCard(const TakeCard& card);
    [[nodiscard]] const TakeCard& card() const { return m_card; }
    void setSelected(bool selected);
    void startRename();
    void openMenu(QPoint globalPosition);

Q_SIGNALS:
    void renamed(const QString& id, const QString& name);
    void starred(const QString& id, bool starred);
    void deleted(const QString& id);
    void exportRequested(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void drawScore(QPainter& painter, QRectF area, const QString& label, std::optional<double> share,
                   const QColor& color) const;
    void endRename(bool keep);
    void showStar();

    Theme& m_theme;
    TakeCard m_card;
    bool m_selected = false;
    QPushButton* m_star = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_more = nullptr;
    QLineEdit* m_name = nullptr;
};

/// All takes, newest first; the only part of the window that scrolls by itself.
class TakesList : public QWidget {
    Q_OBJECT

public:
    TakesList(Theme& theme, QWidget* parent);

    void setTakes(const QList<TakeCard>& takes);
    void setSelected(const QString& id);
    [[nodiscard]] const QString& selected() const { return m_selected; }
    [[nodiscard]] QString idAt(int index) const { return index < m_cards.size() ? m_cards[index]->card().id : QString(); }
    [[nodiscard]] TakeCardWidget* card(const QString& id) const;

Q_SIGNALS:
    void selectedByUser(const QString& id);
    void renamed(const QString& id, const QString& name);
    void starred(const QString& id, bool starred);
    void deleted(const QString& id);
    void exportRequested(const QString& id);

private:
    void addCard(const TakeCard& take);

    Theme& m_theme;
    QString m_selected;
    QLabel* m_order = nullptr;
    QLabel* m_hint = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_column = nullptr;
    QList<TakeCardWidget*> m_cards;
};

} // namespace morphony
