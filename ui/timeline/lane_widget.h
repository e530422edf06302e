// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/lane_body.h"

#include <QWidget>

namespace morphony {

class CardFrame;
class LaneHeader;

/// Header and sound of one lane, or a problem card in the place of the sound.
class LaneWidget : public QWidget {
    Q_OBJECT

public:
    LaneWidget(Theme& theme, ViewRange& range, TileCache& tiles, const QString& id, LaneRole role, QWidget* parent);

    [[nodiscard]] const QString& id() const { return m_id; }
    [[nodiscard]] LaneRole role() const { return m_role; }
    [[nodiscard]] const LaneContent& content() const { return m_content; }
    /// Largest sample of the lane; 0 without sound.
    [[nodiscard]] double peak() const { return m_peak; }
    [[nodiscard]] LaneHeader& header() { return *m_header; }
    [[nodiscard]] LaneBody& body() { return *m_body; }
    [[nodiscard]] bool folded() const { return m_folded; }
    [[nodiscard]] bool showsError() const { return m_card != nullptr; }
    void setFolded(bool folded) { m_folded = folded; }

    void setContent(const LaneContent& content);
    void setError(const QString& title, const ErrorCard& card);
    void clearError();
    void setState(bool heard, bool selected);
    void setDropTarget(bool on);

Q_SIGNALS:
    void foldToggled();
    void cardButtonPressed(const QString& cardId, const QString& buttonId);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Theme& m_theme;
    QString m_id;
    LaneRole m_role;
    LaneContent m_content;
    double m_peak = 0.0;
    LaneHeader* m_header = nullptr;
    LaneBody* m_body = nullptr;
    CardFrame* m_card = nullptr;
    QWidget* m_drop = nullptr;
    bool m_folded = false;
};

} // namespace morphony
