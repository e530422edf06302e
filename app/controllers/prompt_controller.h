// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/job_runner.h"
#include "morph/prompt/style_spec.h"

#include <QObject>

namespace morphony {

class MainWindow;

/// Reads the prompt while it is typed, on a worker, and shows what was understood; takes a word away when its chip is
/// pressed.
class PromptController : public QObject {
    Q_OBJECT

public:
    explicit PromptController(MainWindow& window);

    [[nodiscard]] const QString& prompt() const { return m_prompt; }
    /// Why the prompt cannot be used, in a sentence; empty while it is read, and when it can.
    [[nodiscard]] const QString& problem() const { return m_problem; }

Q_SIGNALS:
    /// The prompt is another one, or has been read.
    void changed();

private:
    void setPrompt(const QString& text);
    void removeChip(int index);
    void show(const StyleSpec& spec, const QString& problem);

    MainWindow& m_window;
    QString m_prompt;
    QString m_problem;
    StyleSpec m_spec;     ///< of m_read
    QString m_read;       ///< the prompt that was read last
    JobRunner m_reader;   ///< last: its handlers use the above
};

} // namespace morphony
