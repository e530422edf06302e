// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/controllers/prompt_controller.h"

#include "app/prompt_chips.h"
#include "morph/prompt/understand_prompt.h"
#include "ui/main_window.h"
#include "ui/panel/morph_panel.h"

namespace morphony {

PromptController::PromptController(MainWindow& window) : m_window(window) {
    connect(&window, &MainWindow::promptEdited, this, &PromptController::setPrompt);
    connect(&window, &MainWindow::promptChipRemoved, this, &PromptController::removeChip);
}

void PromptController::setPrompt(const QString& text) {
    m_prompt = text.trimmed();
    m_problem.clear();
    if (m_prompt.isEmpty()) {
        m_reader.cancel();
        m_read.clear();
        show({}, {});
        return;
    }
    JobHandlers<StyleSpec> handlers;
    handlers.finished = [this, prompt = m_prompt](const StyleSpec& spec) {
        m_read = prompt;
        show(spec, {});
    };
    handlers.failed = [this, prompt = m_prompt](const JobFailure& failure) {
        m_read = prompt;
        show({}, failure.message);
    };
    m_reader.start([prompt = m_prompt.toStdString()](JobContext&) { return understandPrompt(prompt); },
                   std::move(handlers));
    Q_EMIT changed();
}

void PromptController::removeChip(int index) {
    if (m_read != m_prompt) {
        return; // the chips are those of an older text
    }
    const QString text = withoutChip(m_spec, m_prompt, index);
    m_window.panel().setPrompt(text);
    setPrompt(text);
}

void PromptController::show(const StyleSpec& spec, const QString& problem) {
    m_spec = spec;
    m_problem = problem;
    m_window.panel().setPromptChips(promptChips(spec, m_prompt));
    Q_EMIT changed();
}

} // namespace morphony
