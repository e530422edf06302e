// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/correction_panel.h"

#include "ui/theme.h"
#include "ui/widgets.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <cmath>

namespace morphony {
namespace {

constexpr int kWidth = 324;

QStringList keyNames() {
    const QStringList tonics{"C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"};
    const QStringList minorTonics{"C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "G♯", "A", "B♭", "B"};
    QStringList names;
    for (const QString& tonic : tonics) {
        names << CorrectionPanel::tr("%1 major").arg(tonic);
    }
    for (const QString& tonic : minorTonics) {
        names << CorrectionPanel::tr("%1 minor").arg(tonic);
    }
    return names;
}

} // namespace

CorrectionPanel::CorrectionPanel(Theme& theme, QWidget* parent) : QFrame(parent), m_theme(theme) {
    setObjectName(QStringLiteral("correctionPanel"));
    setAccessibleName(tr("Correct tempo, bars and key"));
    setFixedWidth(kWidth);
    const auto button = [this](const QString& text, const ControlNames& names, CorrectionWish::Kind kind) {
        QPushButton* made = makeButton(text, "outline", names, this);
        connect(made, &QPushButton::clicked, this, [this, kind] { ask(kind); });
        return made;
    };
    m_title = makeLabel({}, "strong", this);
    QPushButton* close = makeIconButton(theme, QStringLiteral("close"),
                                        {QStringLiteral("correctionClose"), tr("Close (Esc)"), tr("Close")}, this);
    m_tempo = makeLabel({}, "title", this);
    m_detail = makeLabel({}, "hint", this);
    m_detail->setWordWrap(true);
    m_tap = makeButton(
        tr("Tap"), "outline",
        {QStringLiteral("tapTempo"), tr("Press along with the beat, four times or more (T)"), tr("Tap the tempo")}, this);
    m_half =
        button(tr("Half"), {QStringLiteral("halfTempo"), tr("Every second beat: half the tempo"), tr("Half the tempo")},
               CorrectionWish::Kind::HalfTempo);
    m_double =
        button(tr("Double"),
               {QStringLiteral("doubleTempo"), tr("A beat between any two: twice the tempo"), tr("Double the tempo")},
               CorrectionWish::Kind::DoubleTempo);
    m_earlier =
        button(tr("Beat earlier"),
               {QStringLiteral("barsEarlier"), tr("Every bar begins one beat earlier"), tr("Bars one beat earlier")},
               CorrectionWish::Kind::BarsEarlier);
    m_later = button(tr("Beat later"),
                     {QStringLiteral("barsLater"), tr("Every bar begins one beat later"), tr("Bars one beat later")},
                     CorrectionWish::Kind::BarsLater);
    m_key = new QComboBox(this);
    nameControl(m_key, {QStringLiteral("keyChoice"), tr("The key of the whole piece"), tr("Key")});
    m_key->addItem({});
    m_key->addItems(keyNames());
    m_key->setMaxVisibleItems(13);
    m_reset = button(tr("As it was found"), {QStringLiteral("correctionReset"), tr("Takes back every correction"), {}},
                     CorrectionWish::Kind::Everything);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 10, 12, 14);
    column->setSpacing(8);
    const auto row = [column](std::initializer_list<QWidget*> widgets) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        for (QWidget* widget : widgets) {
            line->addWidget(widget, widget->inherits("QLabel") || widget->inherits("QComboBox") ? 1 : 0);
        }
        column->addLayout(line);
        return line;
    };
    row({m_title, close});
    column->addWidget(m_tempo);
    column->addWidget(m_detail);
    row({makeLabel(tr("Tempo"), "secondary", this), m_tap, m_half, m_double});
    row({makeLabel(tr("Bars"), "secondary", this), m_earlier, m_later});
    auto* keyRow = new QHBoxLayout;
    keyRow->addWidget(makeLabel(tr("Key"), "secondary", this), 1);
    m_key->setFixedWidth(190);
    keyRow->addWidget(m_key);
    column->addLayout(keyRow);
    auto* last = new QHBoxLayout;
    last->addStretch(1);
    last->addWidget(m_reset);
    column->addLayout(last);

    m_rest = new QTimer(this);
    m_rest->setSingleShot(true);
    m_rest->setInterval(kTapRestMs);
    m_clock.start();
    connect(m_rest, &QTimer::timeout, this, &CorrectionPanel::takeTapped);
    connect(m_tap, &QPushButton::pressed, this, &CorrectionPanel::tapPressed); // not clicked: that comes with the release
    connect(close, &QPushButton::clicked, this, &CorrectionPanel::closed);
    connect(m_key, &QComboBox::activated, this, [this](int index) {
        CorrectionWish wish;
        wish.kind = index == 0 ? CorrectionWish::Kind::FoundKey : CorrectionWish::Kind::Key;
        wish.style = m_style;
        wish.keyIndex = index - 1;
        Q_EMIT wished(wish);
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void CorrectionPanel::setFacts(bool style, const MusicFacts& facts) {
    if (style != m_style) {
        m_taps.clear();
        m_rest->stop();
    }
    m_style = style;
    m_facts = facts;
    m_title->setText(m_title->fontMetrics().elidedText(facts.title, Qt::ElideRight, kWidth - 80));
    const bool known = facts.kind == MusicFacts::Kind::Known;
    if (!m_rest->isActive()) {
        m_tempo->setText(known ? facts.tempo : tr("Not known yet"));
        m_detail->setText(facts.detail);
    }
    for (QPushButton* needsBeat : {m_half, m_double, m_earlier, m_later}) {
        needsBeat->setEnabled(known && facts.hasBeat);
    }
    m_tap->setEnabled(known);
    m_key->setEnabled(known);
    m_key->setItemText(0, facts.foundKey.isEmpty() ? tr("As found: none") : tr("As found: %1").arg(facts.foundKey));
    m_key->setCurrentIndex(facts.keyCorrected && facts.keyIndex ? *facts.keyIndex + 1 : 0);
    m_reset->setEnabled(facts.corrected);
    adjustSize();
}

void CorrectionPanel::focusTempo() { m_tap->setFocus(Qt::TabFocusReason); }

void CorrectionPanel::focusKey() { m_key->setFocus(Qt::TabFocusReason); }

void CorrectionPanel::tap(std::optional<double> song) {
    if (m_facts.kind != MusicFacts::Kind::Known) {
        return;
    }
    m_taps.tap(static_cast<double>(m_clock.nsecsElapsed()) * 1e-9, song);
    m_rest->start();
    const auto bpm = m_taps.bpm();
    m_tempo->setText(bpm ? tr("%1 BPM").arg(*bpm, 0, 'f', 1) : tr("Go on tapping"));
    m_detail->setText(bpm ? tr("Taken when you stop") : tr("Tap %1 of %2").arg(m_taps.count()).arg(TapTempo::kLeast));
}

void CorrectionPanel::takeTapped() {
    CorrectionWish wish;
    wish.kind = CorrectionWish::Kind::Tapped;
    wish.style = m_style;
    wish.beat = m_taps.beat();
    const auto bpm = m_taps.bpm();
    m_taps.clear();
    setFacts(m_style, m_facts); // if it was too short, everything is as it was
    if (bpm) {
        wish.bpm = std::round(*bpm * 100.0) / 100.0; // no hand is finer
        Q_EMIT wished(wish);
    }
}

void CorrectionPanel::ask(CorrectionWish::Kind kind) {
    CorrectionWish wish;
    wish.kind = kind;
    wish.style = m_style;
    Q_EMIT wished(wish);
}

void CorrectionPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.colors().edge, 1));
    painter.setBrush(m_theme.colors().panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace morphony
