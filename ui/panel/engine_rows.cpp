// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/engine_rows.h"

#include "ui/card_frame.h"
#include "ui/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpressionValidator>

namespace morphony {
namespace {

constexpr int kMostVariants = 8; // the list's; more can be asked for on the command line

void popUpUnder(QMenu* menu, QWidget* anchor) {
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(anchor->mapToGlobal(QPoint(anchor->width() - menu->sizeHint().width(), anchor->height())));
}

} // namespace

EngineRows::EngineRows(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_mixer = makeLabel(tr("all follow the dial"), "strong", this);
    m_mixer->setObjectName(QStringLiteral("mixerText"));
    m_mixer->setContentsMargins(0, 0, 4, 0);
    m_engine = makeChoice({QStringLiteral("engineRow"), tr("Which engine morphs"), tr("Engine")});
    m_range = makeChoice({QStringLiteral("rangeRow"), tr("Morph the whole song or the selection"), {}});
    connect(m_engine, &QPushButton::clicked, this, &EngineRows::openEngineMenu);
    connect(m_range, &QPushButton::clicked, this, &EngineRows::openRangeMenu);
    m_column->addWidget(makeRow(tr("Mixer"), m_mixer));
    m_column->addWidget(makeRow(tr("Engine"), m_engine));
    m_hint = new CardFrame(theme, CardFrame::Tone::Hint, this);
    m_hint->hide();
    connect(m_hint, &CardFrame::buttonPressed, this, &EngineRows::cardButtonPressed);
    m_column->addWidget(m_hint);
    m_rangeRow = makeRow(tr("Range"), m_range);
    m_column->addWidget(m_rangeRow);

    m_numbersRow = new QWidget(this);
    auto* numbers = new QHBoxLayout(m_numbersRow);
    numbers->setContentsMargins(0, 4, 0, 0);
    numbers->setSpacing(8);
    m_variants = new QComboBox(m_numbersRow);
    nameControl(m_variants, {QStringLiteral("variantsBox"), tr("How many results"), tr("Variants")});
    m_variants->setFocusPolicy(Qt::TabFocus);
    m_variants->setFixedWidth(56);
    for (int i = 1; i <= kMostVariants; ++i) {
        m_variants->addItem(QString::number(i), i);
    }
    m_seed = new QLineEdit(m_numbersRow);
    m_seed->setProperty("kind", QStringLiteral("seed"));
    nameControl(m_seed, {QStringLiteral("seedField"), tr("Same seed, same result (Ctrl+R: a new one)"), tr("Seed")});
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,18}")), m_seed));
    m_seed->setFixedWidth(96);
    m_newSeed = m_seed->addAction(QIcon(), QLineEdit::TrailingPosition);
    m_newSeed->setObjectName(QStringLiteral("newSeed"));
    m_newSeed->setToolTip(tr("A new seed (Ctrl+R)"));
    numbers->addWidget(makeLabel(tr("Variants"), "secondary", m_numbersRow));
    numbers->addWidget(m_variants);
    numbers->addStretch(1);
    numbers->addWidget(makeLabel(tr("Seed"), "secondary", m_numbersRow));
    numbers->addWidget(m_seed);
    m_column->addWidget(m_numbersRow);

    connect(m_variants, &QComboBox::activated, this,
            [this](int i) { Q_EMIT variantsChosen(m_variants->itemData(i).toInt()); });
    connect(m_seed, &QLineEdit::editingFinished, this, [this] { Q_EMIT seedEdited(m_seed->text().toULongLong()); });
    connect(m_newSeed, &QAction::triggered, this, &EngineRows::newSeedRequested);
    connect(&theme, &Theme::changed, this, &EngineRows::tint);
    tint();
    setRange(RangeMode::WholeSong, {});
}

QWidget* EngineRows::makeRow(const QString& label, QWidget* value) {
    auto* row = new QWidget(this);
    row->setFixedHeight(28);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(makeLabel(label, "secondary", row));
    line->addStretch(1);
    line->addWidget(value);
    return row;
}

QPushButton* EngineRows::makeChoice(const ControlNames& names) {
    QPushButton* button = makeButton({}, "row", names, this);
    button->setLayoutDirection(Qt::RightToLeft); // the icon stands behind the text
    button->setIconSize({16, 16});
    return button;
}

void EngineRows::tint() {
    for (QPushButton* button : {m_engine, m_range}) {
        button->setIcon(m_theme.buttonIcon(QStringLiteral("chevron-down")));
    }
    m_newSeed->setIcon(m_theme.buttonIcon(QStringLiteral("seed")));
}

void EngineRows::setMixerText(const QString& text) { m_mixer->setText(text); }

void EngineRows::setEngines(const QList<EngineItem>& engines, const QString& currentId) {
    m_engines = engines;
    m_engineId = currentId;
    for (const EngineItem& engine : engines) {
        if (engine.id == currentId) {
            const QFontMetrics metrics(Theme::font(13, 600));
            m_engine->setText(metrics.elidedText(engine.name, Qt::ElideRight, 220));
            m_engine->setAccessibleName(tr("Engine: %1").arg(engine.name));
            m_engine->setToolTip(engine.summary.isEmpty() ? tr("Which engine morphs") : engine.summary);
        }
    }
}

void EngineRows::setHint(const std::optional<ErrorCard>& hint) {
    if (hint) {
        m_hint->setCard(*hint);
    }
    m_hint->setVisible(hint.has_value());
}

void EngineRows::setRange(RangeMode mode, const QString& selection) {
    m_rangeMode = mode;
    m_selection = selection;
    m_range->setText(rangeText());
    m_range->setAccessibleName(tr("Range: %1").arg(rangeText()));
}

QString EngineRows::rangeText() const {
    return m_rangeMode == RangeMode::Selection && !m_selection.isEmpty() ? m_selection : tr("whole song");
}

void EngineRows::setVariants(int count) {
    if (m_variants->findData(count) < 0) {
        m_variants->addItem(QString::number(count), count);
    }
    m_variants->setCurrentIndex(m_variants->findData(count));
}

void EngineRows::setSeed(quint64 seed) { m_seed->setText(QString::number(seed)); }

void EngineRows::setCompact(bool compact) {
    m_compact = compact;
    m_rangeRow->setVisible(!compact);
    m_numbersRow->setVisible(!compact);
}

void EngineRows::openEngineMenu() {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("engineMenu"));
    menu->setToolTipsVisible(true);
    addEngines(*menu);
    if (m_compact) {
        addCompactChoices(*menu);
    }
    popUpUnder(menu, m_engine);
}

void EngineRows::openRangeMenu() {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("rangeMenu"));
    addRanges(*menu);
    popUpUnder(menu, m_range);
}

void EngineRows::addEngines(QMenu& menu) {
    for (const EngineItem& engine : std::as_const(m_engines)) {
        QAction* action = menu.addAction(engine.available ? engine.name : tr("%1 (needs more)").arg(engine.name));
        action->setCheckable(true);
        action->setChecked(engine.id == m_engineId);
        action->setToolTip(engine.summary);
        connect(action, &QAction::triggered, this, [this, id = engine.id] { Q_EMIT engineChosen(id); });
    }
}

void EngineRows::addRanges(QMenu& menu) {
    QAction* whole = menu.addAction(tr("Whole song"));
    QAction* selection = menu.addAction(m_selection.isEmpty() ? tr("Selection (drag over a lane first)")
                                                              : tr("Selection: %1").arg(m_selection));
    selection->setEnabled(!m_selection.isEmpty());
    for (QAction* action : {whole, selection}) {
        action->setCheckable(true);
        const RangeMode mode = action == whole ? RangeMode::WholeSong : RangeMode::Selection;
        action->setChecked(mode == m_rangeMode);
        connect(action, &QAction::triggered, this, [this, mode] { Q_EMIT rangeChosen(mode); });
    }
}

void EngineRows::addCompactChoices(QMenu& menu) {
    menu.addSeparator();
    addRanges(*menu.addMenu(tr("Range: %1").arg(rangeText())));
    QMenu* variants = menu.addMenu(tr("Variants: %1").arg(m_variants->currentText()));
    for (int i = 1; i <= kMostVariants; ++i) {
        connect(variants->addAction(QString::number(i)), &QAction::triggered, this,
                [this, i] { Q_EMIT variantsChosen(i); });
    }
    connect(menu.addAction(tr("Seed %1: take a new one").arg(m_seed->text())), &QAction::triggered, this,
            &EngineRows::newSeedRequested);
}

} // namespace morphony
