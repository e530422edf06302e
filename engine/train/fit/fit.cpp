// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/fit.h"

#include "core/engine_error.h"
#include "core/job_context.h"
#include "core/json_value.h"
#include "dsp/log_mel.h"
#include "nn/checkpoint/safetensors_writer.h"
#include "train/fit/shard_data.h"
#include "train/fit/tag_task.h"

#include <chrono>
#include <span>

namespace morphony {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

static_assert(AudioNetShape::kBands == LogMel::kBands);

void writeText(const fs::path& file, const std::string& text) {
    const auto bytes = std::as_bytes(std::span(text));
    writeFileAtomically(file, std::span(&bytes, 1));
}

void makeFolder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw EngineError(ErrorKind::OutputUnwritable,
                          "The folder " + folder.string() + " cannot be made: " + error.message() + ".");
    }
}

std::string listText(const std::vector<std::string>& texts) {
    std::string list = "[";
    for (const std::string& text : texts) {
        list += (list.size() > 1 ? ", " : "") + jsonQuoted(text);
    }
    return list + "]";
}

/// One run of a training.
class Fit {
public:
    Fit(const FitSettings& settings, const std::string& settingsText, const fs::path& out)
        : m_settings(settings), m_settingsText(settingsText), m_out(out), m_data(settings.data), m_task(settings, m_data),
          m_learner(shapeFor(settings, m_task), settings.learner) {
        m_learner.setInput(m_task.inputMean(), m_task.inputScale());
        m_report.device = m_learner.deviceName();
        m_report.trainingPieces = m_task.trainingPieces();
        m_report.heldOutPieces = m_task.heldOutPieces();
    }

    /// Takes up what was saved, if anything was.
    void resume() {
        const fs::path file = m_out / kState;
        if (!fs::exists(file)) {
            return;
        }
        const Learner::Metadata saved = m_learner.load(file);
        const auto text = [&](const char* key) { return saved.contains(key) ? saved.at(key) : std::string(); };
        if (text("settings") != m_settingsText) {
            throw EngineError(ErrorKind::BadUsage, "The folder " + m_out.string() +
                                                       " holds a training with other settings; " +
                                                       "give those again or another folder.");
        }
        m_log = FitLog(text("metrics"));
        m_firstStep = m_learner.steps();
        m_log.write(m_out); // killed between the state and these
    }

    FitReport run(const std::atomic<bool>& cancel, const std::function<void(const FitReport&)>& told) {
        double loss = 0.0;
        double norm = 0.0;
        std::size_t steps = 0;
        while (!finished()) {
            if (cancel) {
                throw JobCancelled();
            }
            const std::uint64_t step = m_learner.steps();
            const StepResult result = m_learner.step(m_task.batch(step), learningRateAt(m_settings, step));
            loss += result.loss;
            norm += result.gradientNorm;
            ++steps;
            if (const std::uint64_t done = step + 1; done % m_settings.every == 0 || done == m_settings.steps) {
                judge({.step = done,
                       .learningRate = learningRateAt(m_settings, step),
                       .trainLoss = loss / static_cast<double>(steps),
                       .gradientNorm = norm / static_cast<double>(steps)});
                loss = norm = 0.0;
                steps = 0;
                told(report());
            }
        }
        return report();
    }

    static constexpr const char* kState = "state.safetensors";

private:
    static AudioNetShape shapeFor(const FitSettings& settings, const TagTask& task) {
        AudioNetShape shape = settings.shape;
        shape.families = task.families().size();
        shape.instruments = task.instruments().size();
        return shape;
    }

    [[nodiscard]] bool stoppedEarly() const { return !m_log.rows().empty() && m_log.sinceBest() >= m_settings.patience; }
    [[nodiscard]] bool finished() const { return m_learner.steps() >= m_settings.steps || stoppedEarly(); }

    void judge(FitRow row) {
        const TagScores scores = m_task.judge(m_learner);
        row.heldOutLoss = scores.loss;
        row.familyError = scores.familyError;
        row.instrumentPrecision = scores.instrumentPrecision;
        row.retrieval = scores.retrieval;
        m_log.add(row);
        if (m_log.sinceBest() == 0) {
            writeModel(scores); // before the state, so that a state never knows of a best that is not there
        }
        m_learner.save(m_out / kState, {{"settings", m_settingsText}, {"metrics", m_log.csv()}});
        m_log.write(m_out);
    }

    void writeModel(const TagScores& scores) const {
        const fs::path folder = m_out / m_settings.name;
        makeFolder(folder);
        const fs::path weights = folder / "weights.safetensors";
        const AudioNetShape shape = shapeFor(m_settings, m_task);
        m_learner.writeWeights(weights, {{"families", listText(m_task.families())},
                                         {"instruments", listText(m_task.instruments())},
                                         {"width", std::to_string(shape.width)},
                                         {"units", std::to_string(shape.units)},
                                         {"embedding", std::to_string(shape.embedding)}});
        writeText(folder / "manifest.json", manifest(shape, fs::file_size(weights)));
        writeText(folder / "families.csv", familyTable(scores));
    }

    [[nodiscard]] std::string manifest(const AudioNetShape& shape, std::uintmax_t bytes) const {
        std::string tensors;
        for (const AudioNetTensor& tensor : audioNetTensors(shape)) {
            std::string sizes;
            for (const std::size_t size : tensor.shape) {
                sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
            }
            tensors += (tensors.empty() ? "\n    " : ",\n    ") + jsonQuoted(tensor.name) + ": [" + sizes + "]";
        }
        return "{\n  \"version\": " + jsonQuoted(m_settings.version) +
               ",\n  \"licence\": " + jsonQuoted(m_settings.licence) +
               ",\n  \"enables\": \"Style family and instruments of music, and how alike two pieces sound\",\n  "
               "\"rate\": " +
               std::to_string(LogMel::kRate.hz) +
               ",\n  \"files\": [{\"name\": \"weights.safetensors\", \"bytes\": " + std::to_string(bytes) +
               "}],\n  \"tensors\": {" + tensors + "\n  }\n}\n";
    }

    [[nodiscard]] std::string familyTable(const TagScores& scores) const {
        std::string text = "true family";
        for (const std::string& family : m_task.families()) {
            text += "," + family;
        }
        for (std::size_t i = 0; i < scores.confusion.size(); ++i) {
            text += "\n" + m_task.families()[i];
            for (const std::size_t pieces : scores.confusion[i]) {
                text += "," + std::to_string(pieces);
            }
        }
        return text + "\n";
    }

    [[nodiscard]] FitReport report() const {
        FitReport report = m_report;
        if (!m_log.rows().empty()) {
            report.last = m_log.rows().back();
            report.best = m_log.best();
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - m_start).count();
        report.stepsPerSecond = static_cast<double>(m_learner.steps() - m_firstStep) / seconds;
        report.stoppedEarly = m_learner.steps() < m_settings.steps && stoppedEarly();
        return report;
    }

    const FitSettings& m_settings;
    const std::string& m_settingsText;
    const fs::path& m_out;
    ShardData m_data;
    TagTask m_task;
    Learner m_learner;
    FitLog m_log;
    FitReport m_report;
    std::uint64_t m_firstStep = 0;
    Clock::time_point m_start = Clock::now();
};

} // namespace

FitReport fit(const FitSettings& settings, const std::string& settingsText, const fs::path& out, bool resume,
              const std::atomic<bool>& cancel, const std::function<void(const FitReport&)>& told) {
    if (!resume && fs::exists(out / Fit::kState)) {
        throw EngineError(ErrorKind::BadUsage, "The folder " + out.string() +
                                                   " holds a training already; go on with it by --resume "
                                                   "or choose another folder.");
    }
    makeFolder(out);
    Fit training(settings, settingsText, out);
    if (resume) {
        training.resume();
    }
    return training.run(cancel, told);
}

} // namespace morphony
