// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/first_paint.h"
#include "app/workbench.h"
#include "core/version.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("morphony"));
    QApplication::setApplicationDisplayName(QStringLiteral("Morphony"));
    QApplication::setApplicationVersion(QString::fromUtf8(morphony::programVersion()));
    QApplication::setDesktopFileName(QStringLiteral("morphony"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::tr("Morphs a song into another genre or the style of another track."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("file"), QApplication::tr("The song, and after it the style track."),
                                 QStringLiteral("[FILE ...]"));
    parser.process(application);

    morphony::MainWindow window;
    morphony::Workbench workbench(window);
    new morphony::FirstPaint(window);
    window.show();
    workbench.openFiles(parser.positionalArguments());
    return QApplication::exec();
}
