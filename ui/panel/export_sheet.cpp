// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel/export_sheet.h"

#include "ui/file_dialog.h"
#include "ui/panel/morph_button.h"
#include "ui/segment_switch.h"
#include "ui/theme.h"
#include "ui/widgets.h"

#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace morphony {
namespace {

constexpr const char* kFormats[] = {"wav", "flac", "mp3", "ogg"};

/// One entry of the quality box: bits for the lossless formats, kbit/s for the others.
struct Quality {
    QString text;
    int bits = 0;
    int kbps = 0;
};

QList<Quality> qualitiesOf(const QString& format) {
    if (format == QLatin1String("wav")) {
        return {{ExportSheet::tr("32 bit float, exactly as computed"), 32, 0},
                {ExportSheet::tr("24 bit"), 24, 0},
                {ExportSheet::tr("16 bit"), 16, 0}};
    }
    if (format == QLatin1String("flac")) {
        return {{ExportSheet::tr("24 bit"), 24, 0}, {ExportSheet::tr("16 bit"), 16, 0}};
    }
    QList<Quality> rates;
    for (const int kbps : {320, 256, 192, 160, 128}) {
        rates.append({ExportSheet::tr("%1 kbit/s").arg(kbps), 0, kbps});
    }
    return rates;
}

} // namespace

ExportSheet::ExportSheet(Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("exportSheet"));
    build();
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    m_format->setCurrent(2); // MP3 is what most people send on
    fillQualities();
    setProgress({});
}

void ExportSheet::build() {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(17, 11, 16, 16);
    column->setSpacing(8);
    auto* heading = new QHBoxLayout;
    m_title = makeLabel({}, "strong", this);
    m_title->setObjectName(QStringLiteral("exportTitle"));
    QPushButton* close =
        makeIconButton(m_theme, QStringLiteral("close"),
                       {QStringLiteral("exportClose"), tr("Back to the panel (Esc)"), tr("Close export")}, this);
    connect(close, &QPushButton::clicked, this, &ExportSheet::closed);
    heading->addWidget(m_title, 1);
    heading->addWidget(close);
    column->addLayout(heading);
    m_heard = makeLabel({}, "secondary", this);
    m_heard->setObjectName(QStringLiteral("exportStrength"));
    column->addWidget(m_heard);
    column->addSpacing(8);

    column->addWidget(makeLabel(tr("Format"), "secondary", this));
    m_format = new SegmentSwitch(m_theme,
                                 {{tr("WAV"), QStringLiteral("formatWav"), tr("Uncompressed")},
                                  {tr("FLAC"), QStringLiteral("formatFlac"), tr("Smaller, nothing lost")},
                                  {tr("MP3"), QStringLiteral("formatMp3"), tr("Small, plays everywhere")},
                                  {tr("OGG"), QStringLiteral("formatOgg"), tr("Small, free format")}},
                                 this);
    column->addWidget(m_format);
    m_quality = new QComboBox(this);
    nameControl(m_quality, {QStringLiteral("qualityBox"), tr("Bit rate or bit depth"), tr("Quality")});
    m_quality->setFocusPolicy(Qt::TabFocus);
    column->addWidget(m_quality);
    column->addSpacing(8);

    column->addWidget(makeLabel(tr("Save as"), "secondary", this));
    m_name = new QLineEdit(this);
    nameControl(m_name, {QStringLiteral("exportName"), tr("Name of the file"), tr("File name")});
    column->addWidget(m_name);
    auto* place = new QHBoxLayout;
    m_folder = new QLineEdit(this);
    nameControl(m_folder, {QStringLiteral("exportFolder"), tr("Folder"), tr("Folder")});
    QPushButton* choose =
        makeIconButton(m_theme, QStringLiteral("folder"),
                       {QStringLiteral("chooseFolder"), tr("Choose the folder"), tr("Choose the folder")}, this, 32);
    QPushButton* file = makeIconButton(
        m_theme, QStringLiteral("more"),
        {QStringLiteral("chooseFile"), tr("Choose name and folder"), tr("Choose name and folder")}, this, 32);
    place->addWidget(m_folder, 1);
    place->addWidget(choose);
    place->addWidget(file);
    column->addLayout(place);
    column->addStretch(1);

    m_message = makeLabel({}, "secondary", this);
    m_message->setObjectName(QStringLiteral("exportMessage"));
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_show = makeButton(tr("Show in folder"), "outline",
                        {QStringLiteral("exportShow"), tr("Show the file in its folder"), {}}, this);
    m_facts = makeLabel({}, "hint", this);
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("exportBar"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_export =
        makeButton(tr("Export"), "primary", {QStringLiteral("exportButton"), tr("Write the file (Enter)"), {}}, this);
    m_export->setFixedHeight(48);
    for (QWidget* part : {static_cast<QWidget*>(m_message), static_cast<QWidget*>(m_show), static_cast<QWidget*>(m_facts),
                          static_cast<QWidget*>(m_bar), static_cast<QWidget*>(m_export)}) {
        column->addWidget(part);
    }

    connect(m_format, &SegmentSwitch::chosen, this, &ExportSheet::formatChanged);
    connect(m_quality, &QComboBox::currentIndexChanged, this, &ExportSheet::showFacts);
    connect(choose, &QPushButton::clicked, this, &ExportSheet::chooseFolder);
    connect(file, &QPushButton::clicked, this, &ExportSheet::chooseFile);
    for (QLineEdit* field : {m_name, m_folder}) {
        connect(field, &QLineEdit::textEdited, this, [this] { m_overwrite = false; });
        connect(field, &QLineEdit::returnPressed, m_export, &QPushButton::click);
    }
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT folderShown(m_written); });
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (m_running) {
            Q_EMIT cancelRequested();
        } else {
            Q_EMIT exportRequested(choice());
        }
    });
}

void ExportSheet::open(const ExportOffer& offer) {
    m_offer = offer;
    m_overwrite = false;
    m_title->setText(tr("Export %1").arg(offer.takeName));
    m_name->setText(offer.fileStem + QLatin1Char('.') + format());
    m_folder->setText(QDir::toNativeSeparators(offer.folder));
    setProgress({});
    showFacts();
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->setSelection(0, static_cast<int>(offer.fileStem.size()));
}

void ExportSheet::setStrength(double strength) {
    m_strength = strength;
    m_heard->setText(tr("As you hear it now, dial at %1").arg(percentText(strength)));
}

QString ExportSheet::format() const { return QString::fromLatin1(kFormats[m_format->current()]); }

void ExportSheet::fillQualities() {
    const QSignalBlocker blocker(m_quality);
    m_quality->clear();
    for (const Quality& quality : qualitiesOf(format())) {
        m_quality->addItem(quality.text);
    }
    showFacts();
}

void ExportSheet::formatChanged() {
    fillQualities();
    QString name = m_name->text();
    const qsizetype dot = name.lastIndexOf(QLatin1Char('.'));
    const QStringList known{QStringLiteral("wav"), QStringLiteral("flac"), QStringLiteral("mp3"), QStringLiteral("ogg")};
    if (dot > 0 && known.contains(name.mid(dot + 1).toLower())) {
        name.truncate(dot);
    }
    m_name->setText(name + QLatin1Char('.') + format());
    m_overwrite = false;
}

void ExportSheet::showFacts() {
    const QList<Quality> qualities = qualitiesOf(format());
    const Quality quality = qualities.value(std::max(0, m_quality->currentIndex()));
    // FLAC holds music in some 60 % of its size; the others are exact.
    const double bitsPerSecond = quality.kbps > 0 ? quality.kbps * 1000.0
                                                  : static_cast<double>(m_offer.rate.hz) * m_offer.channels * quality.bits *
                                                        (format() == QLatin1String("flac") ? 0.6 : 1.0);
    m_facts->setText(tr("1 file, about %1 MB, tags and cover kept").arg(bitsPerSecond * m_offer.seconds / 8e6, 0, 'f', 1));
}

ExportChoice ExportSheet::choice() const {
    const Quality quality = qualitiesOf(format()).value(std::max(0, m_quality->currentIndex()));
    QString name = m_name->text().trimmed();
    if (!name.endsWith(QLatin1Char('.') + format(), Qt::CaseInsensitive)) {
        name += QLatin1Char('.') + format();
    }
    return {m_offer.takeId, format(), quality.bits, quality.kbps, m_strength, QDir(m_folder->text()).filePath(name),
            m_overwrite};
}

void ExportSheet::chooseFolder() {
    const QString folder = FileDialog::chooseFolder(this, tr("Save in"), m_folder->text());
    if (!folder.isEmpty()) {
        m_folder->setText(QDir::toNativeSeparators(folder));
        m_overwrite = false;
    }
}

void ExportSheet::chooseFile() {
    const QString path = FileDialog::saveFile(this, tr("Save as"), choice().path, tr("Audio (*.%1)").arg(format()));
    if (!path.isEmpty()) {
        const QFileInfo info(path);
        m_folder->setText(QDir::toNativeSeparators(info.path()));
        m_name->setText(info.fileName());
        m_overwrite = true; // the dialog has asked
    }
}

void ExportSheet::setProgress(const ExportProgress& progress) {
    using Kind = ExportProgress::Kind;
    m_running = progress.kind == Kind::Running;
    m_written = progress.path;
    m_bar->setVisible(m_running);
    m_bar->setValue(static_cast<int>(progress.progress.fraction * 1000.0));
    m_export->setText(m_running ? tr("Cancel") : tr("Export"));
    setKind(m_export, m_running ? "" : "primary");
    QString text = progress.message;
    if (m_running) {
        text = QString::fromStdString(progress.progress.stage);
        const QString left = timeLeftText(progress.progress);
        text += left.isEmpty() ? QString() : QStringLiteral(", ") + left;
    }
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    setKind(m_message, progress.kind == Kind::Failed ? "error" : "secondary");
    m_show->setVisible(progress.kind == Kind::Done && !progress.path.isEmpty());
}

void ExportSheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.fillRect(QRect(0, 0, 1, height()), m_theme.colors().line);
}

} // namespace morphony
