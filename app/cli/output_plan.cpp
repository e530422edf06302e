// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output_plan.h"

#include "core/engine_error.h"
#include "io/atomic_file.h"

#include <ranges>

namespace morphony::cli {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void throwUnwritable(const std::string& sentence) { throw EngineError(ErrorKind::OutputUnwritable, sentence); }

fs::path normal(const fs::path& file) {
    std::error_code error;
    const fs::path absolute = fs::weakly_canonical(fs::absolute(file, error), error);
    return error ? file.lexically_normal() : absolute;
}

} // namespace

fs::path variantPath(const fs::path& file, int variant, int variants) {
    if (variants == 1) {
        return file;
    }
    fs::path name = file.stem();
    name += "-" + std::to_string(variant + 1);
    name += file.extension();
    return file.parent_path() / name;
}

OutputPlan::~OutputPlan() {
    std::error_code ignored; // this runs while an error is under way, which is the one to tell
    for (const fs::path& file : m_made | std::views::reverse) {
        fs::remove(file, ignored); // a folder that others have put files into stays
    }
}

void OutputPlan::addInput(const fs::path& file) { m_inputs.push_back(file); }

void OutputPlan::addFile(const std::string& option, const fs::path& file) {
    std::error_code error;
    for (const fs::path& input : m_inputs) {
        if (fs::equivalent(input, file, error)) {
            throw EngineError(ErrorKind::BadUsage,
                              option + ": '" + file.string() + "' is a file that is read for this; choose another name.");
        }
    }
    if (!m_outputs.insert(normal(file)).second) {
        throw EngineError(ErrorKind::BadUsage,
                          option + ": '" + file.string() + "' would be written twice; choose another name.");
    }
    if (file.filename().empty() || fs::is_directory(file, error)) {
        throwUnwritable(option + ": '" + file.string() + "' is a folder; give the name of a file.");
    }
    const bool existed = fs::exists(fs::symlink_status(file, error));
    if (existed && !m_overwrite) {
        throwUnwritable(option + ": '" + file.string() + "' exists; choose another name or add --overwrite.");
    }
    const AtomicFile probe(file, m_overwrite); // the folder is there and takes files
    if (!existed) {
        m_new.insert(file);
    }
}

void OutputPlan::addFolder(const std::string& option, const fs::path& folder) {
    std::error_code error;
    const bool isFolder = fs::is_directory(folder, error);
    if (!isFolder && fs::exists(folder, error)) {
        throwUnwritable(option + ": '" + folder.string() + "' is a file; give the name of a folder.");
    }
    if (!isFolder) {
        if (!fs::create_directory(folder, error)) {
            throwUnwritable(option + ": the folder '" + folder.string() + "' cannot be made: " + error.message() + ".");
        }
        m_made.push_back(folder);
        return;
    }
    const fs::directory_iterator first(folder, error);
    if (error) {
        throwUnwritable(option + ": the folder '" + folder.string() + "' cannot be read: " + error.message() + ".");
    }
    if (first != fs::directory_iterator() && !m_overwrite) {
        throwUnwritable(option + ": the folder '" + folder.string() + "' is not empty; choose another or add --overwrite.");
    }
    const AtomicFile probe(folder / "layer.wav", true);
}

void OutputPlan::addLate(const fs::path& file) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(file, error))) {
        m_new.insert(file);
    }
}

void OutputPlan::written(const fs::path& file) {
    if (m_new.contains(file)) {
        m_made.push_back(file);
    }
}

} // namespace morphony::cli
