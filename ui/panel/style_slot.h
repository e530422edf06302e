// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/view_state.h"

#include <QAbstractButton>
#include <QPixmap>

class QPushButton;

namespace morphony {

class Theme;

/// Where the style track goes: a drop area, or the track with its waveform, listen and remove.
class StyleSlot : public QAbstractButton {
    Q_OBJECT

public:
    StyleSlot(Theme& theme, QWidget* parent);

    void setContent(const std::optional<StyleSlotContent>& content);
    void setDropTarget(bool on);

Q_SIGNALS:
    void listenRequested();
    void removeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void render();
    [[nodiscard]] QRect waveRect() const;

    Theme& m_theme;
    std::optional<StyleSlotContent> m_content;
    QPixmap m_wave;
    QPushButton* m_listen = nullptr;
    QPushButton* m_remove = nullptr;
    QWidget* m_drop = nullptr;
};

} // namespace morphony
