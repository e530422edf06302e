// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/job_context.h"

#include "core/engine_error.h"

#include <algorithm>

namespace morphony {

namespace {
constexpr std::chrono::milliseconds kReportInterval{60};
/// Below this the extrapolation jumps more than it tells.
constexpr double kMinFractionForRemaining = 0.03;
constexpr double kMinSecondsForRemaining = 0.5;
} // namespace

void JobContext::plan(std::vector<std::pair<std::string, double>> stages) {
    double total = 0.0;
    for (const auto& [name, share] : stages) {
        total += share;
    }
    m_shares.clear();
    for (const auto& [name, share] : stages) {
        m_shares[name] += share / std::max(total, 1e-12);
    }
    m_doneShare = 0.0;
    m_stageDone = 0.0;
    m_lastFraction = 0.0;
    m_jobStart = Clock::now();
    m_stageStart = m_jobStart;
}

void JobContext::closeStage() {
    const auto now = Clock::now();
    if (!m_stage.empty()) {
        m_seconds[m_stage] += std::chrono::duration<double>(now - m_stageStart).count();
        if (const auto share = m_shares.find(m_stage); share != m_shares.end()) {
            m_doneShare = std::min(1.0, m_doneShare + share->second);
            m_shares.erase(share); // a stage that is entered twice must not count twice
        }
    }
    m_stageStart = now;
}

void JobContext::beginStage(const std::string& name) {
    checkCancelled();
    closeStage();
    m_stage = name;
    m_stageDone = 0.0;
    report(true);
}

void JobContext::progress(double done) {
    checkCancelled();
    m_stageDone = std::clamp(done, 0.0, 1.0);
    report(false);
}

std::map<std::string, double> JobContext::stageSeconds() const {
    auto seconds = m_seconds;
    if (!m_stage.empty()) {
        seconds[m_stage] += std::chrono::duration<double>(Clock::now() - m_stageStart).count();
    }
    return seconds;
}

void JobContext::report(bool force) {
    const auto now = Clock::now();
    if (!m_callback || (!force && now - m_lastReport < kReportInterval)) {
        return;
    }
    m_lastReport = now;
    const auto share = m_shares.find(m_stage);
    const double current = share != m_shares.end() ? share->second * m_stageDone : 0.0;
    m_lastFraction = std::clamp(m_doneShare + current, m_lastFraction, 1.0);
    Progress progress{m_stage, m_lastFraction, std::nullopt};
    const double elapsed = std::chrono::duration<double>(now - m_jobStart).count();
    if (m_lastFraction >= kMinFractionForRemaining && elapsed >= kMinSecondsForRemaining) {
        progress.remainingSeconds = elapsed * (1.0 - m_lastFraction) / m_lastFraction;
    }
    m_callback(progress);
}

void JobContext::throwCancelled() { throw JobCancelled(); }

} // namespace morphony
