// SPDX-License-Identifier: GPL-3.0-or-later
// Fails on an include that goes against the direction of the layers (ARCHITECTURE.md), or that takes a third-party
// library out of the folder that wraps it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <QTest>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

/// Path below the root of the tree, with forward slashes, to the file's text.
using Sources = std::map<std::string, std::string>;
using Layers = std::set<std::string>;

/// What each layer may include besides itself. The deepest folder that is named here is a file's layer.
const std::map<std::string, Layers> kMayInclude{
    {"engine/core", {}},
    {"engine/dsp", {"engine/core"}},
    {"engine/io", {"engine/core", "engine/dsp"}},
    {"engine/nn", {"engine/core", "engine/dsp"}},
    {"engine/music", {"engine/core", "engine/dsp", "engine/io", "engine/analysis"}},
    {"engine/analysis", {"engine/core", "engine/dsp", "engine/io", "engine/nn"}},
    {"engine/morph", {"engine/core", "engine/dsp", "engine/io", "engine/nn", "engine/music", "engine/analysis"}},
    {"engine/playback", {"engine/core", "engine/dsp", "engine/io", "engine/nn", "engine/music", "engine/analysis"}},
    {"engine/train", {"engine/core", "engine/dsp", "engine/io", "engine/nn", "engine/music", "engine/analysis"}},
    {"ui", {}}, // and kValueHeaders
    {"app", {"ui", "engine/*"}},
    {"app/cli", {"engine/*"}},
    {"app/train", {"engine/*"}},
};

/// Engine headers that hold plain values, which the window shows: no files, threads or work behind them.
const std::set<std::string> kValueHeaders{"core/audio_buffer.h",      "core/units.h",           "core/job_context.h",
                                          "dsp/layer_mixer.h",        "dsp/waveform_pyramid.h", "morph/morph_request.h",
                                          "analysis/track_analysis.h"};

/// A third-party library: how its headers begin, and the folder that may include them. Only .cpp files may, so that
/// nothing leaks through a header; `header` is the one exception.
struct Wrapped {
    std::vector<std::string> prefixes;
    std::vector<std::string> folders;
    std::string header{};
};
const std::vector<Wrapped> kWrapped{
    {{"sndfile", "soxr", "libopenmpt/", "libavformat/", "libavcodec/", "libavutil/", "libswresample/", "taglib/"},
     {"engine/io"}},
    {{"fftw3", "ebur128"}, {"engine/dsp"}},
    {{"openssl/", "spdlog/", "utf8proc"}, {"engine/core"}},
    {{"torch/", "ATen/", "c10/"}, {"engine/nn", "engine/train/fit"}, "engine/train/fit/audio_graph.h"},
    {{"portaudio", "pa_linux_alsa", "alsa/"}, {"engine/playback"}},
    {{"fluidsynth"}, {"engine/music"}},
    {{"CLI/"}, {"app/cli"}},
    {{"nlohmann/"}, {"engine/nn", "engine/music", "engine/analysis", "engine/morph", "app"}, "app/cli/json.h"},
};

/// Of the operating system; every other header with an ending must belong to a library named above.
const std::regex kSystemHeader{
    "(sys|linux)/[a-z_0-9]+\\.h|(dlfcn|fcntl|pthread|sched|signal|termios|unistd|poll|[a-z]+intrin)\\.h"};
const std::regex kQtHeader{"Q[A-Z][A-Za-z0-9]*|Qt[A-Z][A-Za-z0-9]*/.*"};
const std::regex kInclude{"^[ \\t]*#[ \\t]*include[ \\t]*([<\"])([^>\"\\n]+)[>\"]",
                          std::regex::ECMAScript | std::regex::multiline};

bool startsWithAny(const std::string& text, const std::vector<std::string>& beginnings) {
    return std::ranges::any_of(beginnings, [&](const std::string& beginning) { return text.starts_with(beginning); });
}

std::string layerOf(const std::string& file) {
    std::string layer;
    for (const auto& [name, unused] : kMayInclude) {
        if (file.starts_with(name + "/") && name.size() > layer.size()) {
            layer = name;
        }
    }
    return layer;
}

/// The file of the tree that a quoted include means, or "".
std::string resolved(const Sources& sources, const std::string& from, const std::string& include) {
    const std::string beside = (fs::path(from).parent_path() / include).lexically_normal().generic_string();
    for (const std::string& file : {"engine/" + include, include, beside}) {
        if (sources.contains(file)) {
            return file;
        }
    }
    return {};
}

bool mayInclude(const std::string& layer, const std::string& file) {
    const std::string target = layerOf(file);
    const Layers& allowed = kMayInclude.at(layer);
    const bool anyEngine = allowed.contains("engine/*") && target.starts_with("engine/");
    const bool value = layer == "ui" && file.starts_with("engine/") && kValueHeaders.contains(file.substr(7));
    return target == layer || anyEngine || value || allowed.contains(target);
}

/// Empty when the include is fine, else what is wrong with it.
std::string problemOfOwn(const Sources& sources, const std::string& from, const std::string& include) {
    if (include.ends_with(".moc") || (include.starts_with("moc_") && include.ends_with(".cpp"))) { // made by moc
        return {};
    }
    const std::string file = resolved(sources, from, include);
    if (file.empty()) {
        return "there is no such file in the tree";
    }
    return mayInclude(layerOf(from), file) ? "" : layerOf(from) + " may not include " + layerOf(file);
}

std::string problemOfForeign(const std::string& from, const std::string& include) {
    const std::string layer = layerOf(from);
    if (std::regex_match(include, kQtHeader)) {
        return layer.starts_with("engine/") || layer == "app/cli" ? "no Qt in " + layer : "";
    }
    for (const Wrapped& library : kWrapped) {
        if (startsWithAny(include, library.prefixes)) {
            const bool folder = startsWithAny(from, library.folders);
            const bool place = from.ends_with(".cpp") || from == library.header;
            return folder && place ? ""
                                   : "only .cpp files of " + library.folders.front() + " and its like wrap this library";
        }
    }
    const bool standard = include.find_first_of("./") == std::string::npos;
    return standard || std::regex_match(include, kSystemHeader) ? "" : "no folder is named as this library's wrapper";
}

std::vector<std::string> violations(const Sources& sources) {
    std::vector<std::string> found;
    for (const auto& [file, text] : sources) {
        if (layerOf(file).empty()) {
            found.push_back(file + ": its folder is no layer");
            continue;
        }
        for (std::sregex_iterator match(text.begin(), text.end(), kInclude), end; match != end; ++match) {
            const std::string include = (*match)[2];
            const bool own = (*match)[1] == "\"";
            const std::string problem = own ? problemOfOwn(sources, file, include) : problemOfForeign(file, include);
            if (!problem.empty()) {
                found.push_back(file + " includes " + include + ": " + problem);
            }
        }
    }
    return found;
}

Sources readTree() {
    const fs::path root = MORPHONY_SOURCE_DIR;
    Sources sources;
    for (const char* top : {"engine", "ui", "app"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            if (const auto ending = entry.path().extension(); ending == ".h" || ending == ".cpp" || ending == ".inc") {
                std::ifstream stream(entry.path());
                sources[entry.path().lexically_relative(root).generic_string()] =
                    std::string(std::istreambuf_iterator<char>(stream), {});
            }
        }
    }
    return sources;
}

/// A small tree of the right shape, for the self-check.
Sources smallTree() {
    return {{"engine/core/units.h", "#include <vector>\n"},
            {"engine/dsp/fft.h", "#include \"core/units.h\"\n"},
            {"engine/dsp/fft.cpp", "#include \"dsp/fft.h\"\n#include <fftw3.h>\n"},
            {"engine/io/reader.h", "#include \"core/units.h\"\n"},
            {"engine/morph/render.h", "#include \"io/reader.h\"\n#include \"dsp/fft.h\"\n"},
            {"engine/morph/morph_request.h", "#include \"core/units.h\"\n"},
            {"engine/playback/player.h", "#include \"dsp/fft.h\"\n"},
            {"ui/lane.h", "#include \"core/units.h\"\n#include \"morph/morph_request.h\"\n#include <QWidget>\n"},
            {"app/job.cpp", "#include \"ui/lane.h\"\n#include \"morph/render.h\"\n#include \"playback/player.h\"\n"},
            {"app/cli/run.cpp", "#include \"morph/render.h\"\n#include <CLI/CLI.hpp>\n#include <unistd.h>\n"}};
}

} // namespace

class TestIncludes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTreeKeepsTheDirection();
    void aTreeOfTheRightShapePasses();
    void everyKindOfViolationIsCaught_data();
    void everyKindOfViolationIsCaught();
};

void TestIncludes::theTreeKeepsTheDirection() {
    const Sources sources = readTree();
    QVERIFY2(sources.size() > 50, "the sources were not found"); // the engine's headers alone are more
    std::string list;
    for (const std::string& violation : violations(sources)) {
        list += "\n  " + violation;
    }
    QVERIFY2(list.empty(), list.c_str());
}

void TestIncludes::aTreeOfTheRightShapePasses() { QVERIFY(violations(smallTree()).empty()); }

void TestIncludes::everyKindOfViolationIsCaught_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("line");
    const auto row = [](const char* name, const char* file, const char* line) { QTest::newRow(name) << file << line; };
    row("core to dsp", "engine/core/x.cpp", "#include \"dsp/fft.h\"");
    row("dsp to io", "engine/dsp/x.cpp", "#include \"io/reader.h\"");
    row("io to morph", "engine/io/x.cpp", "#include \"morph/render.h\"");
    row("dsp to morph", "engine/dsp/x.h", "#include \"morph/render.h\"");
    row("morph to playback", "engine/morph/x.h", "#include \"playback/player.h\"");
    row("playback to morph", "engine/playback/x.h", "#include \"morph/morph_request.h\"");
    row("engine to ui", "engine/morph/x.cpp", "#include \"ui/lane.h\"");
    row("ui to app", "ui/x.cpp", "#include \"app/job.h\"");
    row("ui to the engine's work", "ui/x.cpp", "#include \"morph/render.h\"");
    row("cli to ui", "app/cli/x.cpp", "#include \"ui/lane.h\"");
    row("a path with dots", "engine/core/x.cpp", "#include \"../morph/render.h\"");
    row("a space after the mark", "engine/core/x.cpp", "  # include \"dsp/fft.h\"");
    row("Qt in the engine", "engine/morph/x.cpp", "#include <QString>");
    row("Qt module in the engine", "engine/core/x.h", "#include <QtCore/qglobal.h>");
    row("Qt in the command line", "app/cli/x.cpp", "#include <QString>");
    row("library outside its wrapper", "engine/morph/x.cpp", "#include <sndfile.h>");
    row("library in a header of its wrapper", "engine/dsp/x.h", "#include <fftw3.h>");
    row("torch outside nn", "engine/morph/x.cpp", "#include <torch/torch.h>");
    row("library in the window", "ui/x.cpp", "#include <portaudio.h>");
    row("unknown library", "engine/core/x.cpp", "#include <newlib/newlib.h>");
    row("unknown file", "engine/core/x.cpp", "#include \"core/missing.h\"");
    row("unknown layer", "engine/stuff/x.cpp", "");
}

void TestIncludes::everyKindOfViolationIsCaught() {
    QFETCH(const QString, file);
    QFETCH(const QString, line);
    Sources sources = smallTree();
    sources["app/job.h"] = "";
    sources[file.toStdString()] = "#pragma once\n" + line.toStdString() + "\n";
    const auto found = violations(sources);
    QCOMPARE(found.size(), std::size_t(1));
    QVERIFY2(found.front().starts_with(file.toStdString()), found.front().c_str());
}

QTEST_APPLESS_MAIN(TestIncludes)
#include "test_includes.moc"
