// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QWidget>

class QLabel;
class QScrollArea;

namespace morphony {

class Theme;

/// Every figure that was measured of a take, in words, in place of the panel. GUI thread only.
class ReportSheet : public QWidget {
    Q_OBJECT

public:
    ReportSheet(Theme& theme, QWidget* parent);

    /// `title` names the take; no rows: nothing measured yet.
    void setRows(const QString& title, const QList<ReportRow>& rows);

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void build();

    Theme& m_theme;
    QList<ReportRow> m_rows;
    bool m_built = false; ///< the rows that are there now; they are made when somebody looks
    QLabel* m_title = nullptr;
    QScrollArea* m_scroll = nullptr;
};

} // namespace morphony
