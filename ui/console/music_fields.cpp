// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/music_fields.h"

#include "ui/widgets.h"

#include <QPushButton>

namespace morphony {

MusicFields::MusicFields(QWidget* parent) : QWidget(parent) {
    m_tempo = makeButton({}, "fact", {QStringLiteral("tempoField"), {}, {}}, this);
    m_key = makeButton({}, "fact", {QStringLiteral("keyField"), {}, {}}, this);
    connect(m_tempo, &QPushButton::clicked, this, &MusicFields::tempoPressed);
    connect(m_key, &QPushButton::clicked, this, &MusicFields::keyPressed);
    setFacts({});
}

void MusicFields::setFacts(const MusicFacts& facts) {
    const bool known = facts.kind == MusicFacts::Kind::Known;
    QString tempo = facts.tempo;
    QString hint = tr("Correct tempo and bars (T taps)");
    if (facts.kind == MusicFacts::Kind::Analysing) {
        tempo = tr("Analysing %1").arg(percentText(facts.fraction));
        hint = tr("Beats, chords and key are being found; everything else works meanwhile");
    } else if (facts.kind == MusicFacts::Kind::Failed) {
        tempo = tr("Not analysed");
        hint = facts.detail;
    }
    m_tempo->setText(tempo);
    m_tempo->setToolTip(known && !facts.detail.isEmpty() ? facts.detail + QLatin1Char('\n') + hint : hint);
    m_tempo->setAccessibleName(known ? tr("Tempo %1").arg(tempo) : tempo.isEmpty() ? tr("Tempo") : tempo);
    m_key->setText(facts.key);
    m_key->setToolTip(tr("Correct the key"));
    m_key->setAccessibleName(tr("Key %1").arg(facts.key));
    m_tempo->setEnabled(known);
    m_key->setEnabled(known);
    m_tempo->setVisible(facts.kind != MusicFacts::Kind::None);
    m_key->setVisible(known);
    resizeEvent(nullptr);
}

void MusicFields::resizeEvent(QResizeEvent*) {
    constexpr int kGap = 8;
    const int key = m_key->isVisibleTo(this) ? std::min(m_key->sizeHint().width(), width() / 2) : 0;
    m_tempo->setGeometry(0, 0, key > 0 ? std::min(m_tempo->sizeHint().width(), width() - key - kGap) : width(), height());
    m_key->setGeometry(m_tempo->width() + kGap, 0, key, height());
}

} // namespace morphony
