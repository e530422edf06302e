// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace morphony {

/// What went wrong, as far as a caller acts on it. The values are the command line's exit statuses.
enum class ErrorKind {
    Internal = 1,         ///< anything else
    BadUsage = 2,         ///< the request itself makes no sense
    InputUnreadable = 3,  ///< a file cannot be read
    MissingResource = 4,  ///< a model, tool or package is missing
    OutputUnwritable = 5, ///< the output cannot be written
};

/// Thrown by the engine for everything a user can act on. what() is one clear sentence: which file, what was found,
/// what was expected, what to do. One catch per thread turns it into a message in place.
class EngineError : public std::runtime_error {
public:
    EngineError(ErrorKind kind, const std::string& sentence) : std::runtime_error(sentence), m_kind(kind) {}
    [[nodiscard]] ErrorKind kind() const { return m_kind; }

private:
    ErrorKind m_kind;
};

/// Thrown by JobContext::checkCancelled(); unwinds a job that was asked to stop. Not an error.
class JobCancelled : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

} // namespace morphony
