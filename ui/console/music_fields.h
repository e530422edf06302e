// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/music_facts.h"

#include <QWidget>

class QPushButton;

namespace morphony {

/// Tempo and key of the song under the transport; a press opens what corrects them. GUI thread only.
class MusicFields : public QWidget {
    Q_OBJECT

public:
    explicit MusicFields(QWidget* parent);

    void setFacts(const MusicFacts& facts);

Q_SIGNALS:
    void tempoPressed();
    void keyPressed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QPushButton* m_tempo = nullptr;
    QPushButton* m_key = nullptr;
};

} // namespace morphony
