// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/controllers/prompt_controller.h"
#include "app/session.h"
#include "morph/morph_request.h"
#include "ui/view_state.h"

#include <QObject>

#include <optional>

namespace morphony {

class MainWindow;

/// What the panel is set to, made into a request; and what the panel says about engines, prompt and range.
class MorphOptions : public QObject {
    Q_OBJECT

public:
    MorphOptions(Session& session, MainWindow& window);

    [[nodiscard]] MorphRequest request() const;
    /// What keeps Morph from starting, in a few words; empty: nothing.
    [[nodiscard]] QString whatIsMissing() const;
    [[nodiscard]] int variants() const { return m_variants; }
    [[nodiscard]] bool wholeSong() const { return m_range == RangeMode::WholeSong; }
    /// The selection of the timeline, which Range may name.
    void setSelection(std::optional<FrameRange> selection);

Q_SIGNALS:
    void changed();

private:
    void showEngines();
    void showRange();

    Session& m_session;
    MainWindow& m_window;
    PromptController m_prompt;
    QString m_engine;
    RangeMode m_range = RangeMode::WholeSong;
    std::optional<FrameRange> m_selection;
    int m_variants = 1;
    quint64 m_seed = 1;
};

} // namespace morphony
