// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patience.h"

#include <functional>
#include <grp.h>
#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStringList>
#include <QTemporaryDir>
#include <sys/stat.h>
#include <unistd.h>

namespace morphony::test {

/// What one run of morphony-cli came to.
struct CliResult {
    int status = -1; ///< -1: killed by a signal, did not start, or did not end
    QByteArray out;
    QByteArray err;
};

/// A folder of its own for one test, and morphony-cli run in it, with TMPDIR inside and watched.
class CliRunner {
public:
    CliRunner() {
        QDir(m_folder.path()).mkpath("tmp");
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert("TMPDIR", path("tmp"));
    }

    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    void setEnvironment(const QString& name, const QString& value) { m_environment.insert(name, value); }
    /// Called in the child before the program starts.
    void setChildModifier(std::function<void()> modifier) { m_modifier = std::move(modifier); }
    /// Root may read and write anything; as nobody the program has to ask, from a copy in a place that nobody can reach.
    /// Without root's rights it stays who it is, which is as good.
    void runAsNobody() {
        if (geteuid() != 0) {
            return;
        }
        m_program = path("morphony-cli");
        if (!QFile::copy(MORPHONY_CLI, m_program) || chmod(qPrintable(m_program), 0755) != 0 ||
            chmod(qPrintable(path("")), 0755) != 0 || chmod(qPrintable(path("tmp")), 0777) != 0) {
            qFatal("cannot make %s ready for nobody", qPrintable(m_program));
        }
        setEnvironment("XDG_CACHE_HOME", path("tmp/cache"));
        setChildModifier([] {
            constexpr uid_t kNobody = 65'534;
            if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0) {
                _exit(99);
            }
        });
    }
    void setStandardOutput(const QString& file) { m_standardOutput = file; }

    void prepare(QProcess& process, const QStringList& arguments) const {
        process.setProgram(m_program);
        process.setArguments(arguments);
        process.setWorkingDirectory(m_folder.path());
        process.setProcessEnvironment(m_environment);
        if (m_modifier) {
            process.setChildProcessModifier(m_modifier);
        }
        if (!m_standardOutput.isEmpty()) {
            process.setStandardOutputFile(m_standardOutput);
        }
    }

    [[nodiscard]] CliResult run(const QStringList& arguments) const {
        QProcess process;
        prepare(process, arguments);
        process.start();
        return finish(process);
    }

    [[nodiscard]] static CliResult finish(QProcess& process) {
        if (!process.waitForFinished(kLong)) {
            process.kill();
            process.waitForFinished();
            return {-1, process.readAllStandardOutput(), "did not end: " + process.readAllStandardError()};
        }
        const int status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        return {status, process.readAllStandardOutput(), process.readAllStandardError()};
    }

    /// Names of all that is in the folder (hidden ones too), without "tmp"; "tmp/x" for what is left in TMPDIR.
    [[nodiscard]] QStringList entries() const {
        const auto all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
        QStringList names = QDir(m_folder.path()).entryList(all, QDir::Name);
        names.removeOne("tmp");
        for (const QString& left : QDir(path("tmp")).entryList(all)) {
            names << "tmp/" + left;
        }
        return names;
    }

    [[nodiscard]] QByteArray bytes(const QString& name) const {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& text) const {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
            qFatal("cannot write %s", qPrintable(name));
        }
    }

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QString m_program = MORPHONY_CLI;
    QString m_standardOutput;
    std::function<void()> m_modifier;
};

/// What the program said, without the lines of progress ("74 %  Comparing rhythm, 0:02 left") that it prints every five
/// seconds: on a slow machine or under a sanitizer a refusal may come after some.
inline QByteArray withoutProgress(const QByteArray& err) {
    static const QRegularExpression line(QStringLiteral("^\\d+ %  .*\n"), QRegularExpression::MultilineOption);
    return QString::fromUtf8(err).remove(line).toUtf8();
}

/// Exactly one line on standard error but for progress, "morphony-cli: <sentence>.", that holds `words`.
inline bool isOneSentence(const QByteArray& err, const QByteArray& words) {
    const QByteArray said = withoutProgress(err);
    return said.startsWith("morphony-cli: ") && said.endsWith(".\n") && said.count('\n') == 1 && said.contains(words);
}

} // namespace morphony::test

/// The status, and what the program said when it is another one.
#define COMPARE_STATUS(result, expected)                                                                                   \
    QVERIFY2((result).status == (expected),                                                                                \
             qPrintable(QString("status %1: %2").arg((result).status).arg(QString::fromUtf8((result).err))))
