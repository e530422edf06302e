// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/atomic_file.h"
#include "io_test_support.h"
#include "signals.h"

#include <csignal>
#include <sys/resource.h>

using namespace morphony;
using namespace morphony::iotest;

class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void appearsOnCommitOnly() {
        const QTemporaryDir folder;
        const auto target = in(folder, "out.json");
        {
            AtomicFile file(target, false);
            QCOMPARE(file.path().extension(), std::filesystem::path(".json"));
            QCOMPARE(file.path().parent_path(), target.parent_path());
            putBytes(file.path(), "new");
            QVERIFY(!std::filesystem::exists(target));
            file.commit();
        }
        QCOMPARE(bytesOf(target), std::string("new"));
        QCOMPARE(filesIn(folder.path().toStdString()), 1);
    }

    void vanishesWithoutCommit() {
        const QTemporaryDir folder;
        const auto target = in(folder, "out.json");
        putBytes(target, "old");
        {
            AtomicFile file(target, true);
            putBytes(file.path(), "half");
        }
        QCOMPARE(bytesOf(target), std::string("old"));
        QCOMPARE(filesIn(folder.path().toStdString()), 1);
    }

    void refusesAnExistingTargetBeforeAndAfter() {
        const QTemporaryDir folder;
        const auto target = in(folder, "out.json");
        AtomicFile file(target, false);
        putBytes(file.path(), "mine");
        putBytes(target, "somebody was faster");
        QVERIFY(errorOf([&] { file.commit(); }).has_value());
        QVERIFY(errorOf([&] { const AtomicFile second(target, false); }).has_value());
        QCOMPARE(bytesOf(target), std::string("somebody was faster"));
        AtomicFile replacing(target, true);
        putBytes(replacing.path(), "replaced");
        replacing.commit();
        QCOMPARE(bytesOf(target), std::string("replaced"));
    }

    void keepsPermissionsAndLinks() {
        const QTemporaryDir folder;
        const auto target = in(folder, "real.txt");
        putBytes(target, "old");
        std::filesystem::permissions(target, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        std::filesystem::create_symlink(target, in(folder, "link.txt"));
        writeTextFile(in(folder, "link.txt"), "new", true);
        QVERIFY(std::filesystem::is_symlink(in(folder, "link.txt")));
        QCOMPARE(bytesOf(target), std::string("new"));
        QCOMPARE(std::filesystem::status(target).permissions(),
                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }

    void worksInTheCurrentFolderAndWithTheLongestName() {
        const QTemporaryDir folder;
        const auto before = std::filesystem::current_path();
        std::filesystem::current_path(folder.path().toStdString());
        writeTextFile("bare.txt", "here", false);
        const std::string longest = std::string(251, 'n') + ".txt";
        writeTextFile(longest, "here", false);
        std::filesystem::current_path(before);
        QCOMPARE(bytesOf(in(folder, "bare.txt")), std::string("here"));
        QCOMPARE(bytesOf(in(folder, longest.c_str())), std::string("here"));
    }

    void saysWhatIsWrong() {
        const QTemporaryDir folder;
        putBytes(in(folder, "file"), "x");
        const auto sentence = [](const std::filesystem::path& target) {
            const auto error = errorOf([&] { writeTextFile(target, "x", true); });
            return error && error->kind() == ErrorKind::OutputUnwritable ? std::string(error->what()) : std::string();
        };
        QVERIFY(sentence(in(folder, "nowhere/out.txt")).find("does not exist") != std::string::npos);
        QVERIFY(sentence(folder.path().toStdString()).find("is a folder") != std::string::npos);
        QVERIFY(sentence(in(folder, "file/out.txt")).find("Cannot write") != std::string::npos);
        QVERIFY(sentence("/dev/full").find("device") != std::string::npos);
    }

    void fullDiskLeavesNothing_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"a.txt", "a.wav", "a.flac", "a.mp3", "a.ogg"}) {
            QTest::addRow("%s", name) << name;
        }
    }
    void fullDiskLeavesNothing() {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const auto target = in(folder, name.toUtf8().constData());
        // a bound on the size of files stands for a full disk where nothing may be mounted
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit full{20'000, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &full);
        const auto error = errorOf([&] {
            if (name == "a.txt") {
                writeTextFile(target, std::string(50'000, 'x'), false);
            } else {
                writeAll(target, signals::noise(200'000, 2, 0.5), {44100});
            }
        });
        ::setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY(error.has_value());
        QCOMPARE(static_cast<int>(error->kind()), static_cast<int>(ErrorKind::OutputUnwritable));
        QVERIFY2(std::string(error->what()).find(target.string() + ": File too large") != std::string::npos, error->what());
        QCOMPARE(filesIn(folder.path().toStdString()), 0);
    }
};

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "test_atomic_file.moc"
