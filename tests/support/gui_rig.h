// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workbench.h"
#include "core/job_context.h"
#include "io/audio_cache.h"
#include "io/audio_writer.h"
#include "patience.h"
#include "ui/main_window.h"

#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QUrl>
#include <QTest>

namespace morphony {

/// Music of Debian packages that packaging/debian-packages.txt names.
inline const char* const kBrandenburg =
    "/usr/share/games/gamine/sounds/BachJSBrandenburgConcertNo2inFMajorBWV1047mvmt1.ogg";
inline const char* const kMetal = "/usr/share/games/fretsonfire/data/songs/sectoid/Metal madness/song.ogg";

/// Writes `seconds` of `file` from `from` seconds on into a 16-bit WAV file.
inline void writeExcerpt(const char* file, double from, double seconds, const QString& target) {
    JobContext context;
    const LoadedAudio loaded = loadAudio(file, context);
    const SampleRate rate = loaded.audio->sampleRate();
    const FrameRange range{framesOf(from, rate), framesOf(from + seconds, rate)};
    AudioWriteSettings settings;
    settings.sampleFormat = SampleFormat::Pcm16;
    AudioWriter writer(target.toStdString(), rate, loaded.audio->channels(), settings);
    writer.write(readRange(*loaded.audio, range).view());
    writer.commit();
}

/// The real window with everything behind it.
struct GuiRig {
    MainWindow window;
    Workbench workbench{window};

    GuiRig() {
        window.resize(1440, 900);
        window.show();
    }

    /// Drops files on the window at `position`.
    void drop(const QStringList& paths, QPoint position) {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls << QUrl::fromLocalFile(path);
        }
        data.setUrls(urls);
        QDragEnterEvent enter(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(position, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &event);
    }

    void trigger(const char* action) {
        auto* found = window.findChild<QAction*>(QString::fromLatin1(action));
        QVERIFY2(found, action);
        QVERIFY2(found->isEnabled(), action);
        found->trigger();
    }

    /// A button inside `parent` (the window when empty) by the text it shows.
    QAbstractButton* button(const QString& text, QWidget* parent = nullptr) {
        for (auto* candidate : (parent ? parent : &window)->findChildren<QAbstractButton*>()) {
            if (candidate->text() == text && candidate->isVisible()) {
                return candidate;
            }
        }
        return nullptr;
    }

    [[nodiscard]] bool idle() {
        return !workbench.files().isBusy() && !workbench.morphs().isBusy() && !workbench.renderer().isBusy() &&
               !workbench.exports().isBusy();
    }
};

} // namespace morphony
