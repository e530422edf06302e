// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/model_store.h"

#include "core/content_hash.h"
#include "core/engine_error.h"
#include "core/paths.h"
#include "nn/checkpoint/checkpoint.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <unistd.h>

namespace morphony {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlock = 1 << 20; ///< bytes between two looks at the cancel flag: a few ms

[[noreturn]] void failInput(const fs::path& from, const std::string& problem) {
    throw EngineError(ErrorKind::InputUnreadable, "The model " + from.string() + " cannot be used: " + problem + ".");
}

[[noreturn]] void failOutput(const fs::path& place, const std::string& problem) {
    throw EngineError(ErrorKind::OutputUnwritable,
                      "The model cannot be written to " + place.string() + ": " + problem + ".");
}

/// How much of a model has been read.
class ReadShare {
public:
    ReadShare(std::uintmax_t bytes, JobContext& context)
        : m_bytes(std::max<std::uintmax_t>(bytes, 1)), m_context(context) {}
    void add(std::uintmax_t bytes) {
        m_done += bytes;
        m_context.progress(static_cast<double>(m_done) / static_cast<double>(m_bytes));
    }

private:
    std::uintmax_t m_bytes;
    std::uintmax_t m_done = 0;
    JobContext& m_context;
};

/// The SHA-256 of a file, whose bytes also go to `copy` where there is one.
std::string readFile(const fs::path& file, std::ofstream* copy, ReadShare& share) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> block(kBlock);
    Sha256 hash;
    while (stream) {
        stream.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto count = static_cast<std::size_t>(stream.gcount());
        hash.update(std::as_bytes(std::span(block).first(count)));
        if (copy != nullptr) {
            copy->write(block.data(), static_cast<std::streamsize>(count));
        }
        share.add(count);
    }
    if (!stream.eof()) {
        throw EngineError(ErrorKind::InputUnreadable, "The file " + file.string() + " cannot be read to its end.");
    }
    return hash.hex();
}

std::string hashProblem(const ModelFile& file, const std::string& found) {
    if (file.sha256.empty() || file.sha256 == found) {
        return {};
    }
    return file.name + " has the SHA-256 " + found.substr(0, 12) + "... where " + file.sha256.substr(0, 12) +
           "... is expected; it is damaged or another version";
}

std::string shapeText(const std::vector<std::size_t>& shape) {
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    }
    return text.empty() ? "a scalar" : text;
}

/// Whether every file of weights can be read and, together, they hold the tensors that the manifest names.
std::string tensorProblem(const InstalledModel& model) {
    std::map<std::string, std::vector<std::size_t>> found;
    for (const ModelFile& file : model.files) {
        const std::string ending = fs::path(file.name).extension();
        if (ending != ".safetensors" && ending != ".pt" && ending != ".pth" && ending != ".bin" && ending != ".onnx") {
            continue;
        }
        try {
            const Checkpoint checkpoint(model.folder / file.name);
            for (const auto& [name, tensor] : checkpoint.tensors()) {
                found[name] = tensor.shape;
            }
        } catch (const EngineError& error) {
            return file.name + " is no checkpoint (" + error.what() + ")";
        }
    }
    for (const auto& [name, shape] : model.tensors) {
        const auto tensor = found.find(name);
        if (tensor == found.end()) {
            return "its weights have no tensor " + name;
        }
        if (tensor->second != shape) {
            return "its tensor " + name + " is " + shapeText(tensor->second) + " where " + shapeText(shape) +
                   " is expected";
        }
    }
    return {};
}

/// A folder that is gone with the object unless it was moved to its place.
class NewFolder {
public:
    explicit NewFolder(const fs::path& place)
        : m_path(place.parent_path() / (".adding-" + place.filename().string() + "-" + std::to_string(getpid()))) {
        std::error_code error;
        fs::create_directories(m_path, error);
        if (error) {
            failOutput(m_path, error.message());
        }
    }
    ~NewFolder() {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return m_path; }

    void moveTo(const fs::path& place) {
        const fs::path aside = m_path.string() + "-old";
        std::error_code none;
        std::error_code error;
        fs::rename(place, aside, none); // nothing may be there
        fs::rename(m_path, place, error);
        if (error) {
            fs::rename(aside, place, none);
            failOutput(place, error.message());
        }
        fs::remove_all(aside, none);
    }

private:
    fs::path m_path;
};

void copyFile(const fs::path& from, const fs::path& to, const ModelFile& file, ReadShare& share) {
    std::ofstream copy(to, std::ios::binary);
    const std::string problem = hashProblem(file, readFile(from, &copy, share));
    if (!problem.empty()) {
        failInput(from.parent_path(), problem);
    }
    copy.close();
    if (!copy) {
        failOutput(to, "the disk is full or the folder is write-protected");
    }
}

std::string nameOf(const fs::path& folder) {
    const fs::path whole = fs::weakly_canonical(folder);
    return whole.filename().string();
}

bool isName(const std::string& name) {
    const auto fits = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    };
    return !name.empty() && name.front() != '.' && std::ranges::all_of(name, fits);
}

} // namespace

fs::path ownModelFolder() { return dataFolder() / "models"; }

InstalledModel installedModel(const std::string& name, std::span<const fs::path> folders) {
    std::string names;
    for (const InstalledModel& model : installedModels(folders)) {
        if (model.name == name) {
            return model;
        }
        names += (names.empty() ? "" : ", ") + model.name;
    }
    throw EngineError(ErrorKind::MissingResource, "The model " + name + " is not installed; " +
                                                      (names.empty() ? "no model is" : "installed are " + names) + ".");
}

std::string verifyModel(const InstalledModel& model, JobContext& context) {
    if (!model.problem.empty()) {
        return model.problem;
    }
    context.beginStage("Verifying " + model.name);
    ReadShare share(model.bytes, context);
    for (const ModelFile& file : model.files) {
        const std::string problem = hashProblem(file, readFile(model.folder / file.name, nullptr, share));
        if (!problem.empty()) {
            return problem;
        }
    }
    return tensorProblem(model);
}

InstalledModel addModel(const fs::path& from, const fs::path& store, bool overwrite, JobContext& context) {
    std::error_code error;
    if (!fs::is_directory(from, error)) {
        failInput(from, "it is not a folder; a model is a folder with a manifest.json and its weights");
    }
    const InstalledModel model = modelIn(from);
    if (!model.problem.empty()) {
        failInput(from, model.problem);
    }
    const std::string name = nameOf(from);
    if (!isName(name)) {
        failInput(from, "a model's folder is named with letters, digits, points, hyphens and underscores");
    }
    const fs::path place = store / name;
    if (!overwrite && fs::exists(fs::symlink_status(place, error))) {
        throw EngineError(ErrorKind::BadUsage,
                          "The model " + name + " is already in " + store.string() + "; use --overwrite to replace it.");
    }
    context.beginStage("Copying " + name);
    NewFolder folder(place);
    ReadShare share(model.bytes, context);
    for (const ModelFile& file : model.files) {
        copyFile(from / file.name, folder.path() / file.name, file, share);
    }
    fs::copy_file(from / "manifest.json", folder.path() / "manifest.json", error);
    if (error) {
        failOutput(folder.path(), error.message());
    }
    const std::string problem = tensorProblem(modelIn(folder.path()));
    if (!problem.empty()) {
        failInput(from, problem);
    }
    folder.moveTo(place);
    return modelIn(place);
}

void removeModel(const std::string& name, const fs::path& store, std::span<const fs::path> folders) {
    const fs::path place = store / name;
    std::error_code error;
    if (!isName(name) || !fs::exists(fs::symlink_status(place / "manifest.json", error))) {
        const InstalledModel other = installedModel(name, folders);
        throw EngineError(ErrorKind::BadUsage, "The model " + name + " in " + other.folder.string() +
                                                   " came with the program and is not removed; models of your own are in " +
                                                   store.string() + ".");
    }
    const fs::path aside = store / (".removing-" + name + "-" + std::to_string(getpid()));
    fs::rename(place, aside, error); // at once, so that nobody finds half a model
    if (!error) {
        fs::remove_all(aside, error);
    }
    if (error) {
        throw EngineError(ErrorKind::OutputUnwritable,
                          "The model " + place.string() + " cannot be deleted: " + error.message() + ".");
    }
}

} // namespace morphony
