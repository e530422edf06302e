// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/console_parts.h"

#include "ui/theme.h"
#include "ui/timeline/tick_marks.h"
#include "ui/widgets.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QSlider>
#include <QTimer>

namespace morphony {

// ---- clock -----------------------------------------------------------------------------------------------------------

ClockView::ClockView(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme), m_text(clockText(0.0)) {
    setObjectName(QStringLiteral("clock"));
    setToolTip(tr("Position"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setLoaded(false);
}

void ClockView::setLoaded(bool loaded) {
    m_loaded = loaded;
    if (!loaded) {
        m_text = clockText(0.0);
        m_place = tr("Nothing loaded");
        m_chord.clear();
    }
    setAccessibleName(m_place);
    update();
}

void ClockView::setPosition(double seconds, double duration, const MusicGrid& grid) {
    m_text = clockText(seconds);
    const BeatMark* beat = beatAt(grid, seconds);
    m_place = grid.bars.isEmpty()                ? tr("of %1").arg(timeLabel(duration))
              : beat == nullptr || beat->bar < 1 ? tr("Before bar 1")
                                                 : tr("Bar %1   Beat %2").arg(beat->bar).arg(beat->beat);
    const int chord = chordAt(grid, seconds);
    m_chord = chord < 0 ? QString() : grid.chords[chord].name;
    setAccessibleName(m_chord.isEmpty() ? m_place : tr("%1, chord %2").arg(m_place, m_chord));
    update();
}

void ClockView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(Theme::font(28, 600));
    painter.setPen(m_loaded ? m_theme.colors().text : m_theme.colors().text2);
    drawTabular(painter, {0.0, 30.0}, m_text);
    painter.setFont(Theme::font(12, m_loaded ? 500 : 400));
    painter.setPen(m_theme.colors().text2);
    painter.drawText(QPointF(0, 54), m_place);
    if (!m_chord.isEmpty()) {
        const double x = painter.fontMetrics().horizontalAdvance(m_place) + 14.0;
        painter.setFont(Theme::font(12, 600));
        painter.setPen(m_theme.colors().text);
        painter.drawText(QPointF(x, 54), m_chord);
    }
}

// ---- scores ----------------------------------------------------------------------------------------------------------

ScoreBars::ScoreBars(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("scores"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    setScores({{}, {}, tr("Measured after the morph"), false});
}

void ScoreBars::setScores(const ScoreContent& scores) {
    m_scores = scores;
    const QString meaning =
        tr("How much of the song is still there, and how far it came towards the style, at the dial's strength.");
    setToolTip(scores.detail.isEmpty() ? meaning : meaning + QStringLiteral("\n") + scores.detail);
    setAccessibleDescription(scores.detail);
    setAccessibleName(spoken().isEmpty() ? scores.note : spoken() + QStringLiteral(". ") + scores.note);
    update();
}

QString ScoreBars::spoken() const {
    QStringList parts;
    if (m_scores.kept) {
        parts.append(tr("song kept %1").arg(percentText(*m_scores.kept)));
    }
    if (m_scores.reached) {
        parts.append(tr("style reached %1").arg(percentText(*m_scores.reached)));
    }
    return parts.join(QStringLiteral(", "));
}

void ScoreBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBar(painter, 0, tr("Song kept"), m_scores.kept, m_theme.colors().source);
    drawBar(painter, 40, tr("Style reached"), m_scores.reached, m_theme.colors().style);
    double x = 0.0;
    if (m_scores.good) {
        painter.drawPixmap(QPointF(-2, 87),
                           m_theme.icon(QStringLiteral("check"), 18, m_theme.colors().ok, devicePixelRatioF()));
        x = 20.0;
    }
    painter.setFont(Theme::font(12));
    painter.setPen(m_theme.colors().text2);
    painter.drawText(QRectF(x, 87, width() - x, 32), Qt::AlignTop | Qt::TextWordWrap, m_scores.note);
}

void ScoreBars::drawBar(QPainter& painter, int y, const QString& label, std::optional<double> share,
                        const QColor& color) const {
    painter.setFont(Theme::font(13));
    painter.setPen(m_theme.colors().text2);
    painter.drawText(QRectF(0, y, width(), 18), Qt::AlignVCenter, label);
    const QRectF track(0, y + 22, width(), 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().raised);
    painter.drawRoundedRect(track, 3, 3);
    if (share) {
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(*share, 0.0, 1.0), 6)), 3, 3);
    }
    painter.setFont(Theme::font(13, 600));
    painter.setPen(share ? m_theme.colors().text : m_theme.colors().text3);
    painter.drawText(QRectF(0, y, width(), 18), Qt::AlignVCenter | Qt::AlignRight,
                     share ? percentText(*share) : QStringLiteral("–"));
}

// ---- meter -----------------------------------------------------------------------------------------------------------

LevelMeter::LevelMeter(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("meter"));
    setToolTip(tr("Level in dB (click: forget the highest peak)"));
    setAccessibleName(tr("Level meter"));
    m_clock.start();
    m_timer = new QTimer(this);
    m_timer->setInterval(33);
    connect(m_timer, &QTimer::timeout, this, &LevelMeter::fall);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LevelMeter::setReading(const MeterReading& reading) {
    fall();
    m_lufs = reading.lufs;
    const std::array peaks{reading.peakLeft, reading.peakRight};
    for (size_t c = 0; c < m_bars.size(); ++c) {
        const double decibels = dbFromGain(peaks[c]);
        Bar& bar = m_bars[c];
        bar.level = std::max({bar.level, decibels, kFloorDb});
        m_highest = std::max(m_highest, decibels);
        if (decibels >= bar.held) {
            bar.held = decibels;
            bar.heldSince = m_clock.elapsed();
        }
    }
    if (!m_timer->isActive()) {
        m_timer->start();
    }
    update();
}

void LevelMeter::setMessage(const QString& message) {
    m_message = message;
    setAccessibleDescription(message);
    update();
}

void LevelMeter::fall() {
    const qint64 now = m_clock.elapsed();
    const double drop = kFallPerSecond * static_cast<double>(now - std::exchange(m_lastFall, now)) / 1000.0;
    bool moving = false;
    for (Bar& bar : m_bars) {
        bar.level = std::max(kFloorDb, bar.level - drop);
        if (now - bar.heldSince > kHoldMs) {
            bar.held = std::max(bar.level, kFloorDb);
        }
        moving |= bar.level > kFloorDb || bar.held > kFloorDb;
    }
    if (!moving) {
        m_timer->stop();
    }
    update();
}

double LevelMeter::x(double decibels) const {
    // Stretched towards the top, where levels are compared: half of the width is the last 21 dB.
    const double share = std::clamp(1.0 - decibels / kFloorDb, 0.0, 1.0);
    return 14.0 + (width() - 14.0) * std::pow(share, 1.6);
}

void LevelMeter::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBar(painter, m_bars[0], 0, tr("L"));
    drawBar(painter, m_bars[1], 14, tr("R"));
    painter.setFont(Theme::font(11, 500));
    painter.setPen(m_theme.colors().text2);
    for (const int decibels : {-40, -24, -12, -6, 0}) {
        const double at = x(decibels);
        painter.fillRect(QRectF(std::floor(at) - (decibels == 0 ? 1 : 0), 24, 1, 4), m_theme.colors().edge);
        const QString text = decibels == 0 ? QStringLiteral("0") : QStringLiteral("\u2212%1").arg(-decibels);
        const Qt::Alignment side = decibels == 0 ? Qt::AlignRight : Qt::AlignHCenter;
        painter.drawText(decibels == 0 ? QRectF(width() - 30, 27, 30, 15) : QRectF(at - 20, 27, 40, 15),
                         Qt::AlignVCenter | side, text);
    }
    const QRectF line(0, 48, width(), 18);
    if (!m_message.isEmpty()) {
        painter.setFont(Theme::font(12));
        painter.setPen(m_theme.colors().hot);
        painter.drawText(line, Qt::AlignVCenter,
                         QFontMetricsF(painter.font()).elidedText(m_message, Qt::ElideRight, line.width()));
        return;
    }
    painter.setFont(Theme::font(12, 500));
    const QString loudness = m_lufs && *m_lufs > -69.0
                                 ? decibelText(*m_lufs).replace(QStringLiteral("dB"), tr("LUFS")).remove(QLatin1Char('+'))
                                 : tr("No signal");
    painter.drawText(line, Qt::AlignVCenter, loudness);
    if (m_highest > kFloorDb) {
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, tr("peak %1").arg(decibelText(m_highest)));
    }
}

void LevelMeter::drawBar(QPainter& painter, const Bar& bar, int y, const QString& name) const {
    const Palette& colors = m_theme.colors();
    painter.setFont(Theme::font(11, 500));
    painter.setPen(colors.text2);
    painter.drawText(QRectF(0, y - 3, 12, 16), Qt::AlignVCenter, name);
    painter.fillRect(QRectF(14, y, width() - 14, 9), colors.lane);
    double from = x(kFloorDb);
    for (const auto& [to, color] : {std::pair{-12.0, colors.ok}, {-3.0, colors.hot}, {0.0, colors.error}}) {
        const double end = x(std::min(to, bar.level));
        if (end > from) {
            painter.fillRect(QRectF(from, y, end - from, 9), color);
            from = end;
        }
    }
    painter.fillRect(QRectF(std::floor(x(-12.0)), y, 1, 9), colors.panel);
    if (bar.held > kFloorDb) {
        painter.fillRect(QRectF(std::min(x(bar.held), width() - 2.0) - 1, y - 0.5, 2, 10),
                         bar.held > -3.0 ? colors.error : colors.text);
    }
}

void LevelMeter::mousePressEvent(QMouseEvent*) {
    m_highest = -200.0;
    update();
}

// ---- volume and device -----------------------------------------------------------------------------------------------

OutputRow::OutputRow(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_mute = makeIconButton(theme, QStringLiteral("volume"), {QStringLiteral("mute"), tr("Mute"), tr("Mute")}, this, 26);
    m_volume = new QSlider(Qt::Horizontal, this);
    nameControl(m_volume, {QStringLiteral("volumeSlider"), tr("Volume"), tr("Volume")});
    m_volume->setRange(0, 1000);
    m_volume->setValue(800);
    m_volume->setFocusPolicy(Qt::TabFocus);
    m_device = new QComboBox(this);
    nameControl(m_device, {QStringLiteral("deviceBox"), tr("Output device"), tr("Output device")});
    m_device->setProperty("kind", QStringLiteral("raised"));
    m_device->setFocusPolicy(Qt::TabFocus);
    m_device->setFixedWidth(112);
    m_device->installEventFilter(this);
    row->addWidget(m_mute);
    row->addWidget(m_volume, 1);
    row->addSpacing(8);
    row->addWidget(m_device);
    connect(m_mute, &QPushButton::clicked, this, &OutputRow::toggleMute);
    connect(m_volume, &QSlider::valueChanged, this, [this](int v) {
        m_mute->setIcon(m_theme.buttonIcon(v == 0 ? QStringLiteral("muted") : QStringLiteral("volume")));
        Q_EMIT volumeMoved(v / 1000.0);
    });
    connect(m_device, &QComboBox::activated, this,
            [this](int i) { Q_EMIT deviceChosen(m_device->itemData(i).toString()); });
}

void OutputRow::toggleMute() {
    const int now = m_volume->value();
    m_volume->setValue(now > 0 ? 0 : std::max(100, m_beforeMute));
    m_beforeMute = now > 0 ? now : m_beforeMute;
}

void OutputRow::setVolume(double gain) {
    const QSignalBlocker blocker(m_volume);
    m_volume->setValue(qRound(gain * 1000.0));
}

void OutputRow::setDevices(const QList<DeviceItem>& devices, const QString& currentId) {
    const QSignalBlocker blocker(m_device);
    m_device->clear();
    for (const DeviceItem& device : devices) {
        m_device->addItem(device.name, device.id);
        m_device->setItemData(m_device->count() - 1, device.name, Qt::ToolTipRole);
    }
    m_device->setCurrentIndex(m_device->findData(currentId));
    m_device->setToolTip(tr("Output device: %1").arg(m_device->currentText()));
}

bool OutputRow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_device && (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusIn)) {
        Q_EMIT deviceListRequested();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace morphony
