// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/console.h"

#include "ui/console/ab_switch.h"
#include "ui/console/console_parts.h"
#include "ui/console/dial.h"
#include "ui/console/music_fields.h"
#include "ui/theme.h"
#include "ui/widgets.h"

#include <QCheckBox>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace morphony {
namespace {

constexpr int kMostWidth = 1680; // wider windows leave the content centred
constexpr int kMargin = 16;

struct Columns {
    int clock = 200, ab = 304, dial = 296, scores = 168, meter = 248;
    [[nodiscard]] int sum() const { return clock + ab + dial + scores + meter; }
};

Columns columnsFor(int width) {
    if (width < 1200) {
        return {200, 244, 276, 140, 200};
    }
    return width < 1360 ? Columns{200, 264, 296, 152, 216} : Columns{};
}

} // namespace

Console::Console(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("console"));
    setFixedHeight(168);
    build();
    connect(&theme, &Theme::changed, this, &Console::restyle);
    restyle();
    setSongLoaded(false);
}

void Console::build() {
    m_clock = new ClockView(m_theme, this);
    m_music = new MusicFields(this);
    m_toStart =
        makeButton({}, "transport", {QStringLiteral("toStart"), tr("To the start (Home)"), tr("To the start")}, this);
    m_play = makeButton({}, "play", {QStringLiteral("play"), tr("Play or pause (Space)"), tr("Play")}, this);
    m_loop = makeButton({}, "transport", {QStringLiteral("loop"), tr("Loop the selection (L)"), tr("Loop")}, this);
    m_loop->setCheckable(true);
    m_ab = new AbSwitch(m_theme, this);
    m_levelMatch = new QCheckBox(this);
    nameControl(m_levelMatch, {QStringLiteral("levelMatch"), tr("Play A and B equally loud"), tr("Level match")});
    makeKeyboardOnly(m_levelMatch);
    m_levelMatch->setChecked(true);
    m_abHint = makeLabel(tr("A and B switch at the same bar"), "hint", this);
    m_tabKey = makeLabel(tr("Tab"), "key", this);
    m_dial = new Dial(m_theme, this);
    m_scores = new ScoreBars(m_theme, this);
    m_allFigures = makeButton(tr("All figures"), "fact",
                              {QStringLiteral("allFigures"), tr("Everything that was measured of the take"), {}}, this);
    m_allFigures->hide(); // until something was measured
    m_meter = new LevelMeter(m_theme, this);
    m_output = new OutputRow(m_theme, this);

    connect(m_music, &MusicFields::tempoPressed, this, &Console::tempoPressed);
    connect(m_music, &MusicFields::keyPressed, this, &Console::keyPressed);
    connect(m_allFigures, &QPushButton::clicked, this, &Console::allFiguresRequested);
    connect(m_toStart, &QPushButton::clicked, this, &Console::toStartRequested);
    connect(m_play, &QPushButton::clicked, this, &Console::playToggled);
    connect(m_loop, &QPushButton::clicked, this, [this](bool on) {
        m_loop->setChecked(!on); // the answer sets it
        Q_EMIT loopToggled(on);
    });
    connect(m_ab, &AbSwitch::heardRequested, this, &Console::heardRequested);
    connect(m_levelMatch, &QCheckBox::clicked, this, &Console::levelMatchToggled);
    connect(m_dial, &QAbstractSlider::valueChanged, this, [this] { Q_EMIT dialMoved(m_dial->strength()); });
    connect(m_dial, &Dial::resetRequested, this, &Console::dialResetRequested);
    connect(m_output, &OutputRow::volumeMoved, this, &Console::volumeMoved);
    connect(m_output, &OutputRow::deviceChosen, this, &Console::deviceChosen);
    connect(m_output, &OutputRow::deviceListRequested, this, &Console::deviceListRequested);
    showLevelMatch();
}

void Console::restyle() {
    m_toStart->setIcon(m_theme.buttonIcon(QStringLiteral("to-start")));
    m_loop->setIcon(m_theme.buttonIcon(QStringLiteral("loop")));
    const QColor onPlay = m_songLoaded ? m_theme.colors().window : m_theme.colors().text3;
    m_play->setIcon(m_theme.tintedIcon(m_playing ? QStringLiteral("pause") : QStringLiteral("play"),
                                       m_theme.colors().dark ? onPlay
                                       : m_songLoaded        ? m_theme.colors().panel
                                                             : onPlay));
    for (QPushButton* button : {m_toStart, m_play, m_loop}) {
        button->setIconSize({20, 20});
    }
    update();
}

void Console::setSongLoaded(bool loaded) {
    m_songLoaded = loaded;
    m_clock->setLoaded(loaded);
    for (QWidget* control : {static_cast<QWidget*>(m_toStart), static_cast<QWidget*>(m_play), static_cast<QWidget*>(m_loop),
                             static_cast<QWidget*>(m_dial)}) {
        control->setEnabled(loaded);
    }
    if (!loaded) {
        m_ab->setSource(tr("Source"), tr("original"), false);
        setTakeHalf({false, tr("no take yet"), {}});
    }
    restyle();
}

void Console::setPlaying(bool playing) {
    m_playing = playing;
    m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
    restyle();
}

void Console::setLoopOn(bool on) { m_loop->setChecked(on); }

void Console::setPosition(double seconds, double duration, const MusicGrid& grid) {
    m_clock->setPosition(seconds, duration, grid);
}

void Console::setMusicFacts(const MusicFacts& facts) { m_music->setFacts(facts); }

void Console::setHeard(LaneRole role) { m_ab->setHeard(role); }

void Console::setSourceHalf(const QString& title, const QString& detail) { m_ab->setSource(title, detail, m_songLoaded); }

void Console::setTakeHalf(const TakeHalfContent& content) {
    m_takePresent = content.present;
    m_ab->setTake(content);
    showLevelMatch();
}

void Console::setLevelMatch(bool on, std::optional<double> gainDb) {
    m_levelMatch->setChecked(on);
    m_matchDb = gainDb;
    showLevelMatch();
}

void Console::showLevelMatch() {
    m_levelMatch->setVisible(m_takePresent);
    m_tabKey->setVisible(m_takePresent);
    m_abHint->setVisible(!m_takePresent);
    const bool shown = m_levelMatch->isChecked() && m_matchDb;
    m_levelMatch->setText(shown ? tr("Level match, B %1").arg(decibelText(*m_matchDb)) : tr("Level match"));
    m_levelMatch->adjustSize();
}

void Console::setDial(double strength) {
    const QSignalBlocker blocker(m_dial);
    m_dial->setValue(qRound(strength * Dial::kFull));
    m_dial->update();
}

double Console::dial() const { return m_dial->strength(); }

void Console::setDialLimit(std::optional<double> limit) { m_dial->setLimit(limit); }

void Console::setDialCaption(const QString& caption) { m_dial->setCaption(caption); }

void Console::setScores(const ScoreContent& scores) {
    m_scores->setScores(scores);
    m_allFigures->setVisible(!scores.rows.isEmpty());
    m_dial->setSpokenScores(m_scores->spoken());
}

void Console::setMeter(const MeterReading& reading) { m_meter->setReading(reading); }

void Console::setVolume(double gain) { m_output->setVolume(gain); }

void Console::setDevices(const QList<DeviceItem>& devices, const QString& currentId) {
    m_output->setDevices(devices, currentId);
}

void Console::setDeviceMessage(const QString& message) { m_meter->setMessage(message); }

void Console::resizeEvent(QResizeEvent*) {
    const Columns columns = columnsFor(width());
    const int content = std::min(width(), kMostWidth) - 2 * kMargin;
    const double gap = std::max(0.0, (content - columns.sum()) / 4.0);
    double left = (width() - content) / 2.0;
    const auto column = [&](int columnWidth) { return qRound(std::exchange(left, left + columnWidth + gap)); };

    const int clock = column(columns.clock);
    m_clock->setGeometry(clock, 9, columns.clock, 60);
    m_toStart->setGeometry(clock, 76, 48, 48);
    m_play->setGeometry(clock + 56, 76, 88, 48);
    m_loop->setGeometry(clock + 152, 76, 48, 48);
    m_music->setGeometry(clock, 134, columns.clock, 24);
    const int ab = column(columns.ab);
    m_ab->setGeometry(ab, 20, columns.ab, 72);
    m_levelMatch->move(ab - 2, 104);
    m_abHint->setGeometry(ab + 2, 104, columns.ab, 20);
    m_tabKey->adjustSize();
    m_tabKey->move(ab + columns.ab - m_tabKey->width(), 104);
    m_dial->setGeometry(column(columns.dial), 0, columns.dial, height());
    const int scores = column(columns.scores);
    m_scores->setGeometry(scores, 17, columns.scores, 117);
    m_allFigures->setGeometry(scores, 134, m_allFigures->sizeHint().width(), 24);
    const int meter = column(columns.meter);
    m_meter->setGeometry(meter, 30, columns.meter, 68);
    m_output->setGeometry(meter, 105, columns.meter, 32);
}

void Console::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.colors().line);
}

} // namespace morphony
